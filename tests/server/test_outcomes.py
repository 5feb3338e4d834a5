"""The log and the metrics tell what clients do wrong, or end, from what we do wrong."""

import asyncio
import contextlib
from typing import Any

import pytest

from auth.sessions import Client
from resolvers.operation.context import Context
from server.graphql.parameters import Parameters
from tests.support.api import Api
from tests.support.log_lines import Lines
from tests.support.make import Make

FOLLOW = "subscription { myProfileChanged { kind } }"
UNKNOWN = '{ node(id: "x") { id } }'


def count(api: Api, kind: str, outcome: str) -> float:
    name = f'aai_operations_total{{outcome="{outcome}",type="{kind}"}}'
    text = api.request("GET", "/metrics").text
    return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))


@pytest.mark.parametrize(
    ("document", "kind", "outcome"),
    [
        ("{ __typename }", "query", "ok"),
        ("{", "none", "refused"),
        ("{ unknown }", "query", "refused"),
        (UNKNOWN, "query", "refused"),
        ("mutation { logout { errors { code } } }", "mutation", "refused"),
        (FOLLOW, "subscription", "refused"),
        ("{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }", "query", "refused"),
    ],
)
def test_what_a_client_does_wrong_is_no_error_of_ours(
    api: Api, lines: Lines, document: str, kind: str, outcome: str
) -> None:
    before = count(api, kind, outcome)
    api.execute(document)
    assert lines.of_operation()["outcome"] == outcome
    assert count(api, kind, outcome) == before + 1


def test_what_we_do_wrong_is_an_error(api: Api, lines: Lines) -> None:
    with api.services.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN title TO title_away")
    try:
        api.execute("{ jobs { nodes { title } } }")
    finally:
        with api.services.database.engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1 FROM jobs")
            connection.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN title_away TO title")
    assert lines.of_operation()["outcome"] == "error"


def test_a_stream_that_its_client_ends_is_no_error(api: Api, make: Make, lines: Lines) -> None:
    token = make.token(make.user())
    bus = api.services.bus
    context = Context(api.services, token, Client())
    request = api.run(api.pipeline.understand(Parameters(FOLLOW), context.turn))
    events: Any = api.pipeline.stream(request, context)

    async def end_early() -> None:
        task = asyncio.ensure_future(anext(events))
        while not bus._listeners:
            assert not task.done()
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await events.aclose()

    before = count(api, "subscription", "ended")
    api.run(end_early())
    line = lines.of_operation()
    assert (line["type"], line["outcome"], line["level"]) == ("subscription", "ended", "info")
    assert count(api, "subscription", "ended") == before + 1
    assert lines.all(level="error") == []
