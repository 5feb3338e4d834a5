"""A search without an order puts what starts with the text before what contains it elsewhere."""

import base64
import json
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make

FIND = """
query Find($search: String, $first: Int, $after: String, $last: Int, $before: String,
           $orderBy: [ProfileOrder!]) {
  profiles(search: $search, first: $first, after: $after, last: $last, before: $before,
           orderBy: $orderBy) {
    nodes { firstName }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
NAMES = ["Ammar", "Marta", "Tamar", "Omar", "Maria", "Grimaldi"]
RANKED = ["Maria", "Marta", "Omar", "Tamar", "Ammar"]


@pytest.fixture
def people(make: Make) -> None:
    for number, name in enumerate(NAMES):
        make.profile(first_name=name, last_name=None, created_at=second(number))


def find(api: Api, **variables: Any) -> dict[str, Any]:
    return api.data(FIND, {"search": "MAR", **variables})["profiles"]


def names(page: dict[str, Any]) -> list[str]:
    return [node["firstName"] for node in page["nodes"]]


@pytest.mark.usefixtures("people")
def test_the_start_of_a_text_comes_before_its_inside_and_then_the_newest(api: Api) -> None:
    assert names(find(api)) == RANKED
    assert names(find(api, orderBy=[{"field": "FIRST_NAME"}])) == sorted(RANKED)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_rank_is_in_the_cursor_in_both_directions(api: Api, size: int) -> None:
    found, after = [], None
    while True:
        page = find(api, first=size, after=after)
        found += names(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == RANKED
    found, before = [], None
    while True:
        page = find(api, last=size, before=before)
        found = names(page) + found
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert found == RANKED


@pytest.mark.usefixtures("people")
def test_a_cursor_of_a_search_is_none_of_the_plain_list_nor_with_a_forged_rank(api: Api) -> None:
    cursor = find(api, first=1)["pageInfo"]["endCursor"]
    assert api.codes(FIND, {"after": cursor}) == ["BAD_USER_INPUT"]
    values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    for rank in ("0", None, True, 10**30, 0.5):
        forged = json.dumps([values[0], rank, *values[2:]], separators=(",", ":"))
        after = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
        assert api.codes(FIND, {"search": "mar", "after": after}) == ["BAD_USER_INPUT"]
