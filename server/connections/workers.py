"""Several processes on one port, of which the last one to end turns nobody away."""

from uvicorn.supervisors import Multiprocess


class Workers(Multiprocess):
    def terminate_all(self) -> None:
        """Leave listening to the workers: what connects to a listener of ours is never served."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()
