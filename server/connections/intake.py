"""What clients have sent, taken apart a piece at a time: one connection after another has a turn.

A read brings up to 256 KiB, of which a client can make tens of thousands of frames or lines, each
of which is work; and all connections that are ready are read in one turn of the event loop. So a
piece is taken of one address after another, and there of one connection after another, while a
turn of the loop has time, and the rest in the turns that follow. A connection is not read while
something of it is left.
"""

import asyncio
from collections.abc import Callable

from auth.networks import widest_first
from resolvers.operation.lines import Lines
from resolvers.operation.turns import Turns


class Intake:
    """The connections of which something is left, in a line for each address."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._lines: Lines[Inbox] = Lines()
        self._is_called = False

    @property
    def is_free(self) -> bool:
        """Whether something can be taken apart at once."""
        return not self._lines and not self._turns.are_due()

    def add(self, inbox: "Inbox") -> None:
        """Let `inbox` take its pieces, in its turns; it stands in line once at a time."""
        self._lines.add(widest_first(inbox.address), inbox)
        self._call()

    async def begin(self, address: str) -> None:
        """Go on once a turn of the loop has time for what was made of a piece."""
        await self._turns.begin(widest_first(address))

    def _call(self) -> None:
        if not self._is_called:
            self._is_called = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        """A piece in any case, and more while there is time."""
        self._is_called = False
        while self._lines:
            inbox = self._lines.next()
            if inbox.take():
                self.add(inbox)
            if self._turns.are_due():
                break
        if self._lines:
            self._call()


class Inbox:
    """What one connection has sent and nobody has taken yet."""

    def __init__(
        self,
        intake: Intake,
        address: str,
        transport: asyncio.Transport,
        piece: int,
        take: Callable[[bytes], None],
        is_stopped: Callable[[], bool],
    ) -> None:
        """`address`: with which it shares its turns; `take`: what takes at most `piece` bytes.

        `is_stopped`: whether its protocol waits for the application and takes nothing meanwhile.
        """
        self.address = address
        self._intake = intake
        self._transport = transport
        self._piece = piece
        self._take = take
        self._is_stopped = is_stopped
        self._left = bytearray()
        self._is_in_line = False

    def __len__(self) -> int:
        """Bytes that are left."""
        return len(self._left)

    def put(self, data: bytes) -> None:
        """Take what was read: at once where it is little and nobody waits."""
        if not self._left and len(data) <= self._piece and self._intake.is_free:
            self._take(data)
            return
        self._left += data
        self._transport.pause_reading()
        self.go_on()

    def go_on(self) -> None:
        """The protocol, which was stopped, takes more."""
        if self._transport.is_closing():
            self.forget()
        elif not self._left:
            self._transport.resume_reading()
        elif not self._is_in_line and not self._is_stopped():
            self._is_in_line = True
            self._intake.add(self)

    def take(self) -> bool:
        """Let a piece be taken; whether this is to be done again."""
        piece = bytes(self._left[: self._piece])
        del self._left[: self._piece]
        self._take(piece)
        self._is_in_line = False
        if self._transport.is_closing():
            self.forget()
        elif self._is_stopped():
            return False
        elif not self._left:
            self._transport.resume_reading()
        self._is_in_line = bool(self._left)
        return self._is_in_line

    def forget(self) -> None:
        """Nothing more is taken."""
        self._left.clear()
