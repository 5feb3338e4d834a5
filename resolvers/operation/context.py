"""One operation under way: who asks, and the ways to read, batch and write for them.

A write confirms the viewer inside its transaction, whatever mutation it is of: that they are
signed in still, and may call it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, orm

from auth.access_tokens import Claims
from auth.networks import network, widest_first
from auth.rules import Rule, authorize
from auth.sessions import Client
from auth.turns import Caller
from base.errors import Rejection, Unauthenticated
from db.statements import Statements, statements
from db.turns import Flow
from db.types import Record
from db.viewer import Viewer
from loaders.user import user_by_id
from resolvers.operation import accounts
from resolvers.operation.asker import Asker
from resolvers.operation.batches import Batches
from resolvers.operation.lines import Whose
from resolvers.operation.once import Once, is_step_of
from resolvers.operation.pauses import Pauses
from resolvers.operation.reads import Reads
from resolvers.operation.services import Services
from resolvers.operation.sharing import begin, join
from resolvers.operation.turns import Turn
from resolvers.operation.writes import Writes

T = TypeVar("T")
Relation = Callable[..., Sequence[Any]]
"""Answers a batch: a relation of `loaders`, or one of its methods."""


class Context:
    """Lives as long as one operation; nothing in it is shared with another one.

    Nothing in it refers to it: what it has read goes with it, and not with a garbage collection.
    """

    def __init__(self, services: Services, token: str | None, client: Client) -> None:
        """`token`: the bearer token as sent, None without one."""
        self.services = services
        self.client = client
        self.anonymous_reads = services.anonymous_reads
        self.token = token
        self._asker = Asker(
            token,
            services.access_tokens,
            services.database,
            services.confirmed_seconds,
            client,
        )
        self._rule: Rule | None = None
        self.once: Once | None = None
        """The key under which the field under way writes."""
        self._loaders: dict[Hashable, Batches] = {}
        self.pauses = Pauses(self.networks)
        self._reads = Reads(services.database, self._asker, services.turns, self.pauses)
        self._writes = Writes(services, self._asker, client)

    @property
    def viewer(self) -> Viewer:
        """Whom the field under way is answered as."""
        return self._asker.viewer

    @property
    def address(self) -> str:
        """Where the request came from, as throttles count it."""
        return network(self.client.ip_address or "")

    @property
    def networks(self) -> Whose:
        """Those that the request came from, as the event loop shares itself out among them."""
        return widest_first(self.client.ip_address or "")

    @property
    def turn(self) -> Turn:
        """That of this address to have the event loop do something."""
        return Turn(self.services.turns, self.networks)

    @property
    def whose_turn(self) -> Flow:
        """Who asks the database, as it shares itself out among them."""
        return self._asker.whose_turn

    def claims(self) -> Claims | None:
        """What the token says, None without one; Unauthenticated for one that is not valid."""
        return self._asker.claims()

    def claims_sent(self) -> Claims | None:
        """What a valid token says, for a field that is open to all, where no other one counts."""
        try:
            return self.claims()
        except Unauthenticated:
            return None

    def turn_of(self, user_id: str | None) -> Flow:
        """As `whose_turn`, of whom nobody has looked up yet."""
        return self._asker.turn_of(user_id)

    def caller(self, *, is_known: bool) -> Caller:
        """Who waits for a hash; `is_known`: whether the account in question knows this address."""
        return Caller(self.address, is_known)

    async def admit(self, rule: Rule) -> None:
        """Begin a field of the operation, which is under `rule`.

        Raises Unauthenticated, also for a token that is present but not valid, or Forbidden.
        """
        self._rule = rule
        if rule is Rule.OPEN:
            self._asker.answer_anyone()
            return
        viewer = await self._asker.authenticate()
        if (row := self._asker.row) is not None:
            self._loader(user_by_id).prime(row.id, row)
        authorize(rule, viewer, anonymous_reads=self.anonymous_reads)

    async def confirm(self) -> None:
        """Ask again whether everybody whom this operation was answered as may have the rest.

        Raises Unauthenticated or Forbidden.
        """
        await self._asker.confirm_all()

    @property
    def follower(self) -> str:
        """Whose subscriptions are counted together."""
        return self.viewer.id or self.address

    async def renew(self) -> None:
        """Begin anew with an event of a subscription: another viewer, perhaps, and other rows.

        Raises as `admit` does, once the session has ended or the right has gone.
        """
        longest = self.services.database.longest
        statements.set(Statements(deadline=time.monotonic() + longest))
        self._loaders.clear()
        self.look_again()
        assert self._rule is not None
        await self.admit(self._rule)

    async def become(self, user_id: str, session_id: str) -> Record:
        """Answer the rest of this field as whoever is signed in there; the row of their account.

        Unauthenticated where the session or the account has ended.
        """
        row = await self._asker.sign_in(user_id, session_id)
        self._loaders.clear()
        self._loader(user_by_id).prime(row.id, row)
        return row

    def look_again(self) -> None:
        """Later fields of this operation find out anew who the viewer is and what they may."""
        self._asker.look_again()

    def end(self) -> None:
        """Later fields of this operation find the session ended."""
        self._asker.end()

    def load(self, relation: Relation, key: str | None, **arguments: Any) -> Awaitable[Any]:
        """The rows of a relation for one key, in one batch with all that are asked for now."""
        if key is None:
            return _nothing()
        return join(begin(self._loader(relation, **arguments).load(key)))

    def _loader(self, relation: Relation, **arguments: Any) -> Batches:
        viewer = self.viewer
        identity = (relation, viewer, *sorted(arguments.items()))
        if identity not in self._loaders:
            reads = self._reads

            async def batch(keys: list[str]) -> list[Any]:
                rows = partial(relation, viewer=viewer, keys=keys, **arguments)
                return list(await reads.start(rows))

            self._loaders[identity] = Batches(batch, self.pauses, self.services.turns)
        return self._loaders[identity]

    def read(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Run `work` in a thread, together with the other reads that start now.

        Raises Unauthenticated or Forbidden where this takes so long that the viewer was asked
        about again, and may no longer have it.
        """
        return self._reads.start(work)

    def give_up(self) -> None:
        """Stop what is read for an operation that nobody waits for; what is written goes on."""
        self._reads.give_up()

    async def is_repeated(self, work: Callable[..., Any] | None = None) -> bool:
        """Whether the field under way has written something before, under the same key.

        With `work`, whether it has come as far as that.
        """
        done = await self.done_before()
        return bool(done) if work is None else any(is_step_of(work, step) for step in done)

    async def done_before(self) -> set[str]:
        """The steps of the field that were done under its key; IdempotencyKeyReused as `Once`."""
        once = self.once
        if once is None:
            return set()
        return set(await self.read(lambda connection: once.find(connection, self.viewer)))

    async def write(self, work: Callable[..., T | Rejection], **values: Any) -> T:
        """Run `work(transaction, **values)` in one transaction and forget what was read before.

        The viewer is confirmed first. Raises Unauthenticated or Forbidden, with nothing written,
        where a right has gone meanwhile; and a Rejection that `work` returns, with what it has
        written committed. Where `work` was run before under the key of the field, a row that it
        returned is None if the viewer does not see it any more.
        """
        return await self._write(work, values, self.once)

    async def write_anew(self, work: Callable[..., T], **values: Any) -> T:
        """As `write`, of what each try does for itself: it is done again, whatever the key."""
        return await self._write(work, values, None)

    async def _write(
        self, work: Callable[..., T | Rejection], values: Mapping[str, Any], once: Once | None
    ) -> T:
        confirm = self._confirmation(work, values)
        try:
            return await self._writes.run(work, values, confirm, once)
        finally:
            self._loaders.clear()

    def _confirmation(
        self, work: Callable[..., Any], values: Mapping[str, Any]
    ) -> Callable[[orm.Session], Viewer]:
        """What finds the viewer inside the transaction that runs `work`."""
        if self._rule is None:
            raise LookupError("a field is admitted before it writes")
        return partial(
            accounts.confirm, work=work, values=values, viewer=self.viewer, rule=self._rule
        )


async def _nothing() -> None:
    return None
