"""Several processes on one port, of which the last one to end turns nobody away."""

from typing import Any

from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process


class Workers(Multiprocess):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._started: set[int | None] = set()

    def terminate_all(self) -> None:
        """Leave listening to the workers: what connects to a listener of ours is never served."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def keep_subprocess_alive(self) -> None:
        """Let workers start, however slow the machine is: until then they give no sign of life."""
        if all(self._has_started(each) or each.exitcode is not None for each in self.processes):
            super().keep_subprocess_alive()

    def _has_started(self, worker: Process) -> bool:
        if worker.pid not in self._started and worker.ping(timeout=0):
            self._started.add(worker.pid)
        return worker.pid in self._started
