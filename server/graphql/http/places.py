"""Places for the operations that an address has under way, whether or not it is there still."""

import asyncio
from collections import Counter, deque


class Places:
    """As many for each address; who finds none waits in the line of their address."""

    def __init__(self, most: int) -> None:
        """`most`: places of one address."""
        self._most = most
        self._taken: Counter[str] = Counter()
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}

    async def take(self, address: str) -> None:
        """Return once there is a place, which `give` gives back."""
        if self._taken[address] < self._most:
            self._taken[address] += 1
            return
        place = asyncio.get_running_loop().create_future()
        self._lines.setdefault(address, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():
                self.give(address)  # it came just when nobody waited for it any more
            raise

    def give(self, address: str) -> None:
        """Give a place back, to whoever has waited longest for one."""
        line = self._lines.get(address, ())
        while line:
            place = line.popleft()
            if not line:
                del self._lines[address]
            if not place.done():
                place.set_result(None)
                return
        self._taken[address] -= 1
        if not self._taken[address]:
            del self._taken[address]
