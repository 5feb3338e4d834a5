"""Statements are kept compiled for clients that ask again, and not for whatever shape one sends."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.cursor import LONGEST_CHARACTERS
from db.engine import MOST_STATEMENTS
from db.filter import MOST_KEPT, MOST_KEPT_CHARACTERS, is_worth_keeping
from tests.support.api import Api
from tests.support.make import Make

FOUND = "query ($f: ProfileFilter) { profiles(filter: $f) { nodes { id } totalCount } }"
PAGE = "query ($f: ProfileFilter) { profilesPage(filter: $f) { items { id } total } }"
AFTER = """
query ($after: String) {
  profiles(after: $after, orderBy: [{ field: LAST_NAME }]) { nodes { id } pageInfo { endCursor } }
}
"""
LEAVES = st.text(max_size=4) | st.booleans()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab"), inner)
)


def kept(api: Api) -> int:
    return len(api.services.database.engine._compiled_cache or ())


def shapes(count: int, values: list[str]) -> list[dict[str, Any]]:
    """Filters of different shapes on a profile and its place."""
    columns = ["country", "city", "stateProvince"]
    return [
        {
            "firstName": {"in": values},
            "location": {columns[bit]: {"eq": "x"} for bit in range(3) if number >> bit & 1},
            "or": [{"lastName": {"eq": "y"}}] * (number // 8),
        }
        for number in range(count)
    ]


@pytest.mark.parametrize("document", [FOUND, PAGE])
def test_filters_that_hold_much_are_not_kept(api: Api, document: str) -> None:
    api.data(document, {"f": {"firstName": {"eq": "a"}}})
    before = kept(api)
    for values in (["v" * 300] * 4, ["v"] * (MOST_KEPT + 1)):
        for filter in shapes(16, values):
            api.data(document, {"f": filter})
    assert kept(api) == before


def test_no_more_shapes_are_kept_than_there_may_be(api: Api) -> None:
    engine = api.services.database.engine
    assert engine._compiled_cache is not None
    assert engine._compiled_cache.capacity == MOST_STATEMENTS


def test_a_filter_that_clients_send_again_is_kept(api: Api) -> None:
    filter = {"firstName": {"eq": "a"}, "location": {"city": {"startsWith": "b"}}}
    for _ in range(2):  # the counting of rows may be compiled with the first, or with the second
        api.data(FOUND, {"f": filter})
    before = kept(api)
    for name in ("another", "a third"):
        api.data(FOUND, {"f": {**filter, "firstName": {"eq": name}}})
    assert kept(api) == before
    assert is_worth_keeping(filter)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text("ab"), VALUES, max_size=4))
def test_what_is_kept_is_small(filter: dict[str, Any]) -> None:
    def leaves(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in leaves(item)]
        return (
            [leaf for item in value for leaf in leaves(item)]
            if isinstance(value, list)
            else [value]
        )

    found = leaves(filter)
    characters = sum(len(leaf) for leaf in found if isinstance(leaf, str))
    is_small = len(found) <= MOST_KEPT and characters <= MOST_KEPT_CHARACTERS
    assert is_worth_keeping(filter) == is_small


def test_a_cursor_is_no_longer_than_one_that_was_made(api: Api, make: Make) -> None:
    longest = make.profile(last_name="\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}" * 100)
    make.profile(last_name="\N{GRINNING FACE}" * 100)
    for _ in range(2):
        page = api.data(AFTER)["profiles"]
    assert len(page["pageInfo"]["endCursor"]) < LONGEST_CHARACTERS
    assert longest.id in [node["id"] for node in page["nodes"]]
    for after in ("a" * (LONGEST_CHARACTERS + 1), "a" * 900_000):
        assert api.codes(AFTER, {"after": after}) == ["BAD_USER_INPUT"]
