"""Who waits, in a line for each address: networks have turns, and the addresses in each of them."""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")

Whose = tuple[str, ...]
"""The networks around an address, the widest one first, and the address."""
NOBODY: Whose = ("",)


class Lines(Generic[T]):
    """One network after another has a turn, and each time another one of its addresses."""

    def __init__(self) -> None:
        self._networks: OrderedDict[str, OrderedDict[str, deque[T]]] = OrderedDict()

    def __len__(self) -> int:
        """How many networks wait."""
        return len(self._networks)

    def add(self, whose: Whose, item: T) -> None:
        """The last of its address."""
        addresses = self._networks.setdefault(whose[0], OrderedDict())
        addresses.setdefault(whose[-1], deque()).append(item)

    def put_back(self, whose: Whose, item: T) -> None:
        """The first of all: it had a turn that came to nothing."""
        addresses = self._networks.setdefault(whose[0], OrderedDict())
        addresses.setdefault(whose[-1], deque()).appendleft(item)
        addresses.move_to_end(whose[-1], last=False)
        self._networks.move_to_end(whose[0], last=False)

    def next(self) -> T:
        """Whose turn it is, after which it is that of all others first."""
        network, addresses = self._networks.popitem(last=False)
        address, line = addresses.popitem(last=False)
        item = line.popleft()
        if line:
            addresses[address] = line
        if addresses:
            self._networks[network] = addresses
        return item

    def clear(self) -> None:
        self._networks.clear()
