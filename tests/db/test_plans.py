"""On PostgreSQL with pg_trgm, what the benchmark asks is found by index, and nothing is missed."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from sqlalchemy import event

from bench import load
from bench.scale import QUESTIONS
from db.statements import statements
from demo.names import name
from server.application import create_application
from tests.conftest import settings
from tests.support import contrib, oracle
from tests.support.api import Api

PROFILES = 20_000
SEARCH = (
    "query ($text: String) { profiles(search: $text, first: 100) { nodes { firstName lastName } } }"
)


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    """The application on twenty thousand profiles."""
    options = "-c random_page_cost=1.1"  # as on any disk without moving parts
    with contrib.running(options) as url:
        load.fill(url, PROFILES)
        api = Api(create_application(settings(database_url=url)))
        yield api
        api.close()


def plans(api: Api, document: str, variables: dict[str, Any]) -> list[dict[str, Any]]:
    """How PostgreSQL runs each statement that answers the document."""
    engine = api.services.database.engine
    found = []

    def explain(_conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statements.get() is None:
            return  # what is looked after meanwhile
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        found.append(cursor.fetchone()[0][0]["Plan"])

    event.listen(engine, "before_cursor_execute", explain)
    try:
        api.data(document, variables)
    finally:
        event.remove(engine, "before_cursor_execute", explain)
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_table_is_read_whole(api: Api, question: str) -> None:
    asked = QUESTIONS[question]
    found = plans(api, asked.document, asked.variables(PROFILES))
    assert found
    for plan in found:
        whole = [node for node in nodes(plan) if node["Node Type"] == "Seq Scan"]
        assert not whole, json.dumps(plan, indent=1)


def test_a_search_uses_its_own_index(api: Api) -> None:
    (plan,) = plans(api, SEARCH, {"text": load.RARE_NAME[2:]})
    assert "ix_profiles_search" in {node.get("Index Name") for node in nodes(plan)}


@pytest.mark.parametrize(
    "text",
    ["zephyrine", "PHYR", "%", "_", "u\u0308", "ab", "son", "soder", " palmer  ZEPHYR", "ton phyr"],
)
def test_a_search_with_its_index_finds_what_a_search_without_would(api: Api, text: str) -> None:
    found = api.data(SEARCH, {"text": text})["profiles"]["nodes"]
    everyone = [(person(number), name(number).last) for number in range(PROFILES)]
    wanted = oracle.words(text)
    matching = [
        each
        for each in everyone
        if all(any(word in part for part in map(plain, each)) for word in wanted)
    ]
    assert len(found) == min(len(matching), 100)
    assert {(each["firstName"], each["lastName"]) for each in found} <= set(matching)


@cache
def plain(text: str) -> str:
    return " ".join(oracle.words(text))


def person(number: int) -> str:
    """The given name that the load gave to a profile."""
    return load.first_name(number, PROFILES)
