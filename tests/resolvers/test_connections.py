"""A window on any list: its rows, its cursors, and whether anything lies beyond its two ends."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.lists import LISTS, START, fill
from tests.support.make import Make

WINDOW = """
query Window($first: Int, $after: String, $last: Int, $before: String, $orderBy: [%(type)sOrder!]) {
  list: %(name)s(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { id }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}
"""
NODES = "query ($orderBy: [%(type)sOrder!]) { list: %(name)s(orderBy: $orderBy) { nodes { id } } }"
OLDEST_FIRST = [{"field": "CREATED_AT"}]

WINDOWS: list[tuple[dict[str, Any], str, bool, bool]] = [
    # arguments, rows of A to E, hasNextPage, hasPreviousPage
    ({"first": 2}, "AB", True, False),
    ({"first": 2, "after": "B"}, "CD", True, True),
    ({"first": 2, "after": "C"}, "DE", False, True),
    ({"first": 2, "after": "D"}, "E", False, True),
    ({"first": 2, "after": "E"}, "", False, True),
    ({"first": 5}, "ABCDE", False, False),
    ({"first": 100}, "ABCDE", False, False),
    ({"last": 2}, "DE", False, True),
    ({"last": 2, "before": "D"}, "BC", True, True),
    ({"last": 2, "before": "C"}, "AB", True, False),
    ({"last": 2, "before": "B"}, "A", True, False),
    ({"last": 2, "before": "A"}, "", True, False),
    ({"last": 5}, "ABCDE", False, False),
    ({"last": 100}, "ABCDE", False, False),
    ({"first": 2, "before": "C"}, "AB", True, False),
    ({"first": 1, "before": "C"}, "A", True, False),
    ({"first": 1, "before": "A"}, "", True, False),
    ({"last": 2, "after": "C"}, "DE", False, True),
    ({"last": 1, "after": "C"}, "E", False, True),
    ({"last": 1, "after": "E"}, "", False, True),
    ({"first": 2, "after": "A", "before": "E"}, "BC", True, True),
    ({"last": 2, "after": "A", "before": "E"}, "CD", True, True),
    ({"first": 5, "after": "B", "before": "D"}, "C", True, True),
    ({"last": 5, "after": "B", "before": "D"}, "C", True, True),
    ({"first": 5, "after": "C", "before": "C"}, "", True, True),
    ({"first": 5, "after": "D", "before": "B"}, "", True, True),
    ({"after": "D"}, "E", False, True),
    ({"before": "B"}, "A", True, False),
    ({}, "ABCDE", False, False),
    ({"first": None, "last": None, "after": None, "before": None}, "ABCDE", False, False),
    ({"first": None, "last": 1}, "E", False, True),
]


def of(document: str, name: str) -> str:
    return document % {"name": name, "type": LISTS[name]}


def window(
    nodes: list[str], cursors: dict[str, str], *, following: bool, preceding: bool, total: int
) -> dict[str, Any]:
    """A whole answer."""
    return {
        "data": {
            "list": {
                "nodes": [{"id": id} for id in nodes],
                "edges": [{"cursor": cursors[id], "node": {"id": id}} for id in nodes],
                "pageInfo": {
                    "hasNextPage": following,
                    "hasPreviousPage": preceding,
                    "startCursor": cursors[nodes[0]] if nodes else None,
                    "endCursor": cursors[nodes[-1]] if nodes else None,
                },
                "totalCount": total,
            }
        }
    }


@pytest.mark.parametrize("name", LISTS)
def test_every_window_knows_its_rows_and_what_lies_beyond(api: Api, make: Make, name: str) -> None:
    ids, token = fill(make, name, 5)
    whole = api.data(of(WINDOW, name), {"orderBy": OLDEST_FIRST}, token)["list"]
    cursors = {edge["node"]["id"]: edge["cursor"] for edge in whole["edges"]}
    rows = dict(zip("ABCDE", ids, strict=True))
    answers, expected = [], []
    for asked, letters, following, preceding in WINDOWS:
        ends = {end: cursors[rows[asked[end]]] for end in ("after", "before") if asked.get(end)}
        variables = {**asked, **ends, "orderBy": OLDEST_FIRST}
        answers.append((asked, api.execute(of(WINDOW, name), variables, token)))
        nodes = [rows[letter] for letter in letters]
        answer = window(nodes, cursors, following=following, preceding=preceding, total=5)
        expected.append((asked, answer))
    assert answers == expected


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_the_newest_ten_unless_asked_otherwise(api: Api, make: Make, name: str) -> None:
    ids, token = fill(make, name, 12)
    newest = {"data": {"list": {"nodes": [{"id": id} for id in ids[:1:-1]]}}}
    documents = of(NODES, name), f"{{ list: {name} {{ nodes {{ id }} }} }}"
    answers = [
        api.execute(documents[0], {"orderBy": None}, token),
        api.execute(documents[0], {"orderBy": []}, token),
        api.execute(documents[1], {}, token),
    ]
    assert answers == [newest] * 3


@pytest.mark.parametrize("end", ["first", "last"])
@pytest.mark.parametrize("name", [name for name in LISTS if name != "users"])
def test_an_empty_list_has_no_cursors_and_no_other_pages(
    api: Api, make: Make, name: str, end: str
) -> None:
    _, token = fill(make, name, 0)
    answer = api.execute(of(WINDOW, name), {end: 3}, token)
    assert answer == window([], {}, following=False, preceding=False, total=0)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("name", LISTS)
def test_ties_are_broken_by_id_in_the_direction_of_the_last_key(
    api: Api, make: Make, name: str, direction: str
) -> None:
    ids, token = fill(make, name, 5, created_at=START, updated_at=START)
    opposite = "ASC" if direction == "DESC" else "DESC"
    for keys in (
        [{"field": "CREATED_AT", "direction": direction}],
        [
            {"field": "CREATED_AT", "direction": opposite},
            {"field": "UPDATED_AT", "direction": direction},
        ],
    ):
        read = api.data(of(NODES, name), {"orderBy": keys}, token)["list"]["nodes"]
        ordered = sorted(ids, reverse=direction == "DESC")
        assert [node["id"] for node in read] == ordered


@pytest.mark.parametrize("times", [1, 300])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("name", LISTS)
def test_a_field_that_an_order_names_again_changes_nothing(
    api: Api, make: Make, name: str, direction: str, times: int
) -> None:
    ids, token = fill(make, name, 3)
    again = {"field": "CREATED_AT", "direction": direction}
    variables = {"first": 2, "orderBy": [*OLDEST_FIRST, *[again] * times]}
    first = api.data(of(WINDOW, name), variables, token)["list"]
    variables["after"] = first["pageInfo"]["endCursor"]
    second = api.data(of(WINDOW, name), variables, token)["list"]
    assert [node["id"] for node in [*first["nodes"], *second["nodes"]]] == ids


@pytest.mark.parametrize("end", ["first", "last"])
@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1, -(2**31), 2**31, 10**20, "1", 1.5])
@pytest.mark.parametrize("name", LISTS)
def test_a_size_out_of_range_is_bad_user_input(
    api: Api, make: Make, name: str, end: str, size: Any
) -> None:
    token = make.token(make.admin())
    assert api.codes(of(WINDOW, name), {end: size}, token) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("name", LISTS)
def test_both_ends_at_once_are_bad_user_input(api: Api, make: Make, name: str) -> None:
    token = make.token(make.admin())
    assert api.codes(of(WINDOW, name), {"first": 2, "last": 2}, token) == ["BAD_USER_INPUT"]
