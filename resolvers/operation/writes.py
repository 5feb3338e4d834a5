"""The writes of one operation: each is one transaction, which begins with who asks for it.

What was written is told once it is committed, also where nobody waits for it any more.
"""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from auth.sessions import Client
from base.errors import Forbidden, Rejection, Unauthenticated
from db.viewer import Viewer
from resolvers.operation.asker import Asker
from resolvers.operation.events import Event, endings
from resolvers.operation.once import Once, is_taken
from resolvers.operation.services import Services
from resolvers.operation.sharing import begin, join
from resolvers.operation.transaction import Transaction

T = TypeVar("T")


class Writes:
    def __init__(self, services: Services, asker: Asker, client: Client) -> None:
        self._services = services
        self._asker = asker
        self._client = client

    async def run(
        self,
        work: Callable[..., T | Rejection],
        values: Mapping[str, Any],
        confirm: Callable[[orm.Session], Viewer],
        once: Once | None,
    ) -> T:
        """Run `work(transaction, **values)` as whom `confirm` finds, and under the key of `once`.

        The viewer stays who they are until the end. Raises Unauthenticated or Forbidden, with
        nothing written, where a right has gone meanwhile; and a Rejection that `work` returns, with
        what it has written committed.
        """
        events: list[Event] = []
        began = time.monotonic()
        step = once.step(work) if once is not None else ""

        def attempt(session: orm.Session) -> tuple[Viewer, T | Rejection]:
            viewer = confirm(session)
            transaction = Transaction(session, viewer, self._client, self._services.seal)
            do = partial(work, transaction, **values)
            result = once.run(transaction, step, do) if once is not None else do()
            events[:] = [*transaction.events, *endings(session)]
            return viewer, result

        async def commit() -> tuple[Viewer, T | Rejection]:
            database, flow = self._services.database, self._asker.whose_turn
            try:
                written = await database.write(attempt, flow)
            except IntegrityError as error:
                if not is_taken(error):
                    raise
                written = await database.write(attempt, flow)
            self._services.bus.publish(events)
            return written

        try:
            viewer, result = await join(begin(commit()))
        except (Unauthenticated, Forbidden):
            self._asker.look_again()
            raise
        if viewer.is_signed_in:
            self._asker.go_on(viewer, began)
        if isinstance(result, Rejection):
            raise result
        if once is not None:
            once.steps += 1
        return result
