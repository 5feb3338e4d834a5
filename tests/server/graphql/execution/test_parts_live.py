"""Parts leave as they come, on a real socket, and a client may hang up between two of them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from tests.support.api import Api
from tests.support.databases import locked
from tests.support.make import Make

DOCUMENT = "{ profiles { nodes { firstName ... @defer { jobs { title } } } } }"
ACCEPTED = {"multipart": "multipart/mixed", "events": "text/event-stream"}


@pytest.fixture(autouse=True)
def _with_a_table_that_can_be_locked(api: Api, make: Make, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("readers of a file wait for nobody")
    make.job(make.profile(first_name="Ada"), title="Analyst")


@contextmanager
def asking(live: str, kind: str) -> Iterator[Iterator[str]]:
    """What comes of the answer, as it comes."""
    body, headers = {"query": DOCUMENT}, {"Accept": ACCEPTED[kind]}
    with httpx.stream("POST", f"{live}/graphql", json=body, headers=headers) as response:
        assert response.headers["content-type"].startswith(ACCEPTED[kind])
        assert response.headers["cache-control"] == "no-store, no-transform"
        yield response.iter_text()


def until(sign: str, text: Iterator[str]) -> str:
    """Everything up to and with `sign`; what waits for more than it would never return."""
    read = ""
    while sign not in read:
        read += next(text)
    return read


@pytest.mark.parametrize("kind", ACCEPTED)
def test_the_first_part_does_not_wait_for_the_second(
    live: str, database_url: str, kind: str
) -> None:
    end = "\r\n---" if kind == "multipart" else "\n\n"
    lock = ExitStack()
    lock.enter_context(locked(database_url, "jobs"))
    with lock, asking(live, kind) as text:
        first = until(end, text)
        assert '"firstName":"Ada"' in first
        assert "Analyst" not in first
        lock.close()
        assert '"title":"Analyst"' in "".join(text)


@pytest.mark.parametrize("kind", ACCEPTED)
def test_who_hangs_up_between_two_parts_costs_nothing(
    live: str, database_url: str, kind: str
) -> None:
    for _ in range(12):  # more than there are connections to the database
        with locked(database_url, "jobs"), asking(live, kind) as text:
            assert "Ada" in until('"firstName":"Ada"', text)
    with asking(live, kind) as text:
        assert '"title":"Analyst"' in "".join(text)
