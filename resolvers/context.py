"""One operation under way: who asks, and the ways to read, batch and write for them."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from aiodataloader import DataLoader
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from auth.access_tokens import AccessTokens
from auth.passwords import Passwords
from auth.sessions import Client, Sessions, find_viewer
from auth.throttles import Throttles, network
from db.database import Database
from db.errors import Unauthenticated
from db.viewer import ANONYMOUS, Viewer
from loaders.user import user_by_id
from resolvers.listing import MOST_CONDITIONS
from resolvers.sharing import begin, join
from resolvers.transaction import Transaction

T = TypeVar("T")
Relation = Callable[..., Sequence[Any]]
"""Answers a batch: a relation of `loaders`, or one of its methods."""
Read = tuple[Callable[[Connection], Any], "asyncio.Future[Any]"]


@dataclass(frozen=True)
class Services:
    """What operations share: made once at the start, closed at the end."""

    database: Database
    passwords: Passwords
    access_tokens: AccessTokens
    sessions: Sessions
    throttles: Throttles
    anonymous_reads: bool = True
    filter_conditions: int = MOST_CONDITIONS


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
        self._token = token
        self._authenticated: asyncio.Future[Viewer] | None = None
        self._loaders: dict[Hashable, DataLoader[str, Any]] = {}
        self._reads: list[Read] = []
        self._running: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where the request came from, as throttles count it."""
        return network(self.client.ip_address or "")

    async def authenticate(self) -> Viewer:
        """The viewer of the token that was sent, looked up once.

        Raises Unauthenticated for a token that is present but not valid.
        """
        if self._authenticated is None:
            self._authenticated = begin(self._find_viewer())
        self.viewer = await join(self._authenticated)
        return self.viewer

    async def _find_viewer(self) -> Viewer:
        if self._token is None:
            return ANONYMOUS
        claims = self.services.access_tokens.verify(self._token)
        if claims is None:
            raise Unauthenticated
        found = await self.read(lambda connection: find_viewer(connection, claims))
        if found is None:
            raise Unauthenticated
        self.viewer, row = found  # before any loader is made: each keeps the viewer it was made for
        self._loader(user_by_id).prime(row.id, row)
        return self.viewer

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

    def read(self, work: Callable[[Connection], T]) -> "asyncio.Future[T]":
        """Run `work` in a thread, together with the other reads that start now."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = begin(loop.create_future())
        if not self._reads:
            loop.call_soon(self._start_reads)
        self._reads.append((work, future))
        return future

    def _start_reads(self) -> None:
        reads, self._reads = self._reads, []
        task = asyncio.ensure_future(self._run_reads(reads))
        self._running.add(task)  # the loop keeps only weak references to tasks
        task.add_done_callback(self._running.discard)

    async def _run_reads(self, reads: list[Read]) -> None:
        try:
            results = await self.services.database.read_all([work for work, _ in reads])
        except Exception as error:
            results = [error] * len(reads)
        for (_, future), result in zip(reads, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

    async def write(self, work: Callable[..., T], **values: Any) -> T:
        """Run `work(transaction, **values)` in one transaction and forget what was read before."""

        def run(session: Session) -> T:
            return work(Transaction(session, self.viewer, self.client), **values)

        try:
            return await self.services.database.write(run)
        finally:
            self._loaders.clear()


async def _nothing() -> None:
    return None
