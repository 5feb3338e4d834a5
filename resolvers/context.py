"""One operation under way: who asks, and the ways to read, batch and write for them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

from aiodataloader import DataLoader
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from auth.access_tokens import AccessTokens
from auth.passwords import Passwords
from auth.sessions import Client, Sessions, find_viewer
from auth.throttles import Throttles, neighbourhood, network
from db.database import Database
from db.errors import Unauthenticated
from db.statements import Statements, statements
from db.turns import Client as Turn
from db.viewer import ANONYMOUS, Viewer
from loaders.user import user_by_id
from resolvers.events import Bus, Event, endings
from resolvers.reads import Reads
from resolvers.sharing import begin, join
from resolvers.transaction import Transaction

T = TypeVar("T")
Relation = Callable[..., Sequence[Any]]
"""Answers a batch: a relation of `loaders`, or one of its methods."""


@dataclass(frozen=True)
class Services:
    """What operations share: made once at the start, closed at the end."""

    database: Database
    passwords: Passwords
    access_tokens: AccessTokens
    sessions: Sessions
    throttles: Throttles
    bus: Bus
    anonymous_reads: bool = True


class Context:
    """Lives as long as one operation; nothing in it is shared with another one."""

    def __init__(
        self,
        services: Services,
        token: str | None,
        client: Client,
        *,
        reports_cost: bool = False,
        takes_parts: bool = False,
    ) -> None:
        """`token`: the bearer token as sent, None without one.

        `reports_cost`, `takes_parts`: whether the client asks for the cost of the operation, and
        takes an answer of which parts come later.
        """
        self.reports_cost = reports_cost
        self.takes_parts = takes_parts
        self.services = services
        self.client = client
        self.anonymous_reads = services.anonymous_reads
        self.viewer = ANONYMOUS
        self.token = token
        self._authenticated: asyncio.Future[Viewer] | None = None
        self._loaders: dict[Hashable, DataLoader[str, Any]] = {}
        self._reads = Reads(services.database, lambda: self.whose_turn)

    @property
    def address(self) -> str:
        """Where the request came from, as throttles count it."""
        return network(self.client.ip_address or "")

    @property
    def whose_turn(self) -> Turn:
        """Who asks the database, as it shares itself out among them."""
        return (*self._networks, self.viewer.id or "")

    @cached_property
    def _networks(self) -> tuple[str, str]:
        return neighbourhood(self.client.ip_address or ""), self.address

    async def authenticate(self) -> Viewer:
        """The viewer of the token that was sent, looked up once.

        Raises Unauthenticated for a token that is present but not valid.
        """
        if self._authenticated is None:
            self._authenticated = begin(self._find_viewer())
        self.viewer = await join(self._authenticated)
        return self.viewer

    async def _find_viewer(self) -> Viewer:
        if self.token is None:
            return ANONYMOUS
        claims = self.services.access_tokens.verify(self.token)
        if claims is None:
            raise Unauthenticated
        found = await self.read(lambda connection: find_viewer(connection, claims))
        if found is None:
            raise Unauthenticated
        self.viewer, row = found  # before any loader is made: each keeps the viewer it was made for
        self._loader(user_by_id).prime(row.id, row)
        return self.viewer

    @property
    def follower(self) -> str:
        """Whose subscriptions are counted together."""
        return self.viewer.id or self.address

    async def renew(self) -> None:
        """Begin anew with an event of a subscription: another viewer, perhaps, and other rows.

        Raises Unauthenticated once the session of the token has ended.
        """
        longest = self.services.database.longest
        statements.set(Statements(deadline=time.monotonic() + longest))
        self._loaders.clear()
        self.look_again()
        await self.authenticate()

    def become(self, viewer: Viewer) -> None:
        """Answer the rest of this field as `viewer`, who has just signed in."""
        self.viewer = viewer
        self._loaders.clear()

    def look_again(self) -> None:
        """Later fields of this operation find out anew who the viewer is and what they may."""
        self._authenticated = None

    def end(self) -> None:
        """Later fields of this operation find the session ended."""
        ended: asyncio.Future[Viewer] = asyncio.get_running_loop().create_future()
        ended.set_exception(Unauthenticated())
        ended.exception()  # it may never be asked for
        self._authenticated = ended

    def load(self, relation: Relation, key: str | None, **arguments: Any) -> Awaitable[Any]:
        """The rows of a relation for one key, in one batch with all that are asked for now."""
        if key is None:
            return _nothing()
        return join(begin(self._loader(relation, **arguments).load(key)))

    def _loader(self, relation: Relation, **arguments: Any) -> DataLoader[str, Any]:
        identity = (relation, *sorted(arguments.items()))
        if identity not in self._loaders:
            viewer = self.viewer

            async def batch(keys: list[str]) -> list[Any]:
                rows = partial(relation, viewer=viewer, keys=keys, **arguments)
                return list(await self.read(rows))

            self._loaders[identity] = DataLoader(batch)
        return self._loaders[identity]

    def read(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Run `work` in a thread, together with the other reads that start now."""
        return self._reads.start(work)

    async def write(self, work: Callable[..., T], **values: Any) -> T:
        """Run `work(transaction, **values)` in one transaction and forget what was read before.

        What was written is told once it is committed, also where nobody waits for it any more.
        """
        events: list[Event] = []

        def run(session: Session) -> T:
            transaction = Transaction(session, self.viewer, self.client)
            result = work(transaction, **values)
            events[:] = [*transaction.events, *endings(session)]
            return result

        async def write() -> T:
            result = await self.services.database.write(run, self.whose_turn)
            self.services.bus.publish(events)
            return result

        try:
            return await join(begin(write()))
        finally:
            self._loaders.clear()


async def _nothing() -> None:
    return None
