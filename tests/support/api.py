"""A GraphQL client of the whole application, over ASGI, on the application's real database."""

import asyncio
import itertools
import re
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy import event

from db.models import Base
from db.statements import statements
from resolvers.operation.services import Services
from server.graphql.pipeline import Pipeline
from tests.support.pictures import LEAVE, form, lacks_picture, picture

TABLES = [table.name for table in reversed(Base.metadata.sorted_tables)]
FILLED = f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {table})' for table in TABLES)}"
WATCHES = re.compile("JOIN sessions|FROM data_exports|WHERE pictures.remove_at <=")
"""What is looked after beside the operations, as long as an application lives."""
KEEPERS = {"audit_events": ("keep_audit_events",)}
"""The triggers on PostgreSQL that keep rows."""


class Api:
    """Sends documents; a token makes the request a signed-in one."""

    def __init__(self, application: FastAPI) -> None:
        self.application = application
        self._loop = asyncio.new_event_loop()
        self._lifespan = application.router.lifespan_context(application)
        self.run(self._lifespan.__aenter__())
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://test")

    @property
    def services(self) -> Services:
        return self.application.state.services

    @property
    def pipeline(self) -> Pipeline:
        return self.application.state.pipeline

    def run(self, work: Awaitable[Any]) -> Any:
        async def wait() -> Any:
            return await work

        return self._loop.run_until_complete(wait())

    def close(self) -> None:
        self.run(self.client.aclose())
        self.run(self._lifespan.__aexit__(None, None, None))
        self._loop.close()

    def post(
        self, document: str, variables: dict[str, Any] | None = None, token: str | None = None
    ) -> Awaitable[httpx.Response]:
        """A request that is not sent before it is awaited."""
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        body = {"query": document, "variables": variables or {}}
        return self.sent(body, headers)

    def sent(self, body: Any, headers: dict[str, str]) -> Awaitable[httpx.Response]:
        """As `post`, with a body and headers of one's own; a file that it takes is sent with it."""
        if isinstance(body, dict) and lacks_picture(body):
            return self.client.post("/graphql", **form(body, picture()), headers=headers | LEAVE)
        return self.client.post("/graphql", json=body, headers=headers)

    def get(self, path: str) -> Awaitable[httpx.Response]:
        """A request that is not sent before it is awaited."""
        return self.client.get(path)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.run(self.client.request(method, path, **options))

    def execute(
        self, document: str, variables: dict[str, Any] | None = None, token: str | None = None
    ) -> dict[str, Any]:
        """The whole response body."""
        return self.run(self.post(document, variables, token)).json()

    def data(
        self, document: str, variables: dict[str, Any] | None = None, token: str | None = None
    ) -> dict[str, Any]:
        """The data of a response that has no errors."""
        body = self.execute(document, variables, token)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def thrice(
        self, document: str, variables: dict[str, Any] | None = None, token: str | None = None
    ) -> list[dict[str, Any]]:
        """The bodies as it is new, as it comes again, and with the plan that it then has."""
        bodies = []
        for _ in range(3):
            bodies.append(self.execute(document, variables, token))
            self.settle()
        return bodies

    def settle(self) -> None:
        """Wait for the plans of what was asked again."""
        planner = self.pipeline.execution.planner
        assert planner is not None
        planner.settle()

    def codes(
        self, document: str, variables: dict[str, Any] | None = None, token: str | None = None
    ) -> list[str]:
        """The codes of the top-level errors of a response."""
        body = self.execute(document, variables, token)
        return [error["extensions"]["code"] for error in body.get("errors", [])]

    def together(self, requests: list[Awaitable[httpx.Response]]) -> list[dict[str, Any]]:
        """The bodies of requests sent at the same time, in order."""

        async def gather() -> list[httpx.Response]:
            return await asyncio.gather(*requests)

        return [response.json() for response in self.run(gather())]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Collects the SQL that runs inside the block.

        Transaction control apart, and what looks after the sessions of streams that other tests
        have left open, in no operation or in one that began before.
        """
        seen: list[str] = []
        since = time.monotonic()
        engine = self.services.database.engine

        def record(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
            of = statements.get()
            is_watch = (of is None or of.began < since) and WATCHES.search(statement)
            if not statement.startswith("BEGIN") and not is_watch:
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", record)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", record)

    def empty(self) -> None:
        """Delete every row; whoever makes an export beside has ended, or finds none."""
        with self.services.database.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("LOCK TABLE data_exports")
            filled = connection.exec_driver_sql(FILLED).one()
            for table in itertools.compress(TABLES, filled):
                with _unguarded(connection, table):
                    connection.exec_driver_sql(f"DELETE FROM {table}")


@contextmanager
def _unguarded(connection: sa.Connection, table: str) -> Iterator[None]:
    """The triggers that keep audit events from being deleted do not run."""
    if connection.dialect.name == "postgresql":
        names = KEEPERS.get(table, ())
        for name in names:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        for name in names:
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        return
    kept = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    triggers = connection.exec_driver_sql(kept, (table,)).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, statement in triggers:
        connection.exec_driver_sql(statement)
