"""What a list costs: one read, and a COUNT only where one is asked for."""

import pytest

from tests.support.api import Api
from tests.support.lists import LISTS, fill
from tests.support.make import Make

ROWS = """{
  %s(first: 2) {
    nodes { id }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
COUNT = "{ %s(first: 2) { totalCount } }"
BOTH = "{ %s(first: 2) { totalCount nodes { id } again: totalCount } }"
SKIPPED = "{ %s(first: 2) { nodes { id } totalCount @skip(if: true) } }"
INFO = "{ %s(first: 2) { pageInfo { hasNextPage hasPreviousPage } } }"
BEYOND = """
query Beyond($after: String, $before: String) {
  %s(first: 2, after: $after, before: $before) {
    edges { cursor }
    pageInfo { hasNextPage hasPreviousPage }
  }
}
"""
PAGE = "{ %sPage(size: 2) { items { id } page size } }"
PAGE_COUNT = "{ %sPage(size: 2) { total pages } }"
PAGE_BOTH = "{ %sPage(size: 2) { items { id } total pages again: total } }"


@pytest.mark.parametrize(
    ("document", "reads", "counts"),
    [
        (ROWS, 1, 0),
        (COUNT, 0, 1),
        (SKIPPED, 1, 0),
        (INFO, 1, 0),
        (PAGE, 1, 0),
        (PAGE_COUNT, 0, 1),
        (PAGE_BOTH, 1, 1),
    ],
)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_once_and_counted_when_asked(
    api: Api, make: Make, name: str, document: str, reads: int, counts: int
) -> None:
    _, token = fill(make, name, 4)
    with api.statements() as statements:
        api.data(document % name, token=token)
    viewer, *others = statements
    assert "sessions" in viewer
    counted = [statement for statement in others if "count(" in statement.lower()]
    assert (len(others) - len(counted), len(counted)) == (reads, counts)


@pytest.mark.parametrize("name", LISTS)
def test_a_count_under_two_names_is_made_at_most_twice(api: Api, make: Make, name: str) -> None:
    _, token = fill(make, name, 4)
    with api.statements() as statements:
        api.data(BOTH % name, token=token)
    assert len(statements) <= 4


@pytest.mark.parametrize("name", LISTS)
def test_what_lies_beyond_the_given_cursors_costs_one_look_at_each_end(
    api: Api, make: Make, name: str
) -> None:
    _, token = fill(make, name, 9)
    first = api.data(BEYOND % name, token=token)[name]["edges"][1]["cursor"]
    third = api.data(BEYOND % name, {"after": first}, token)[name]["edges"][1]["cursor"]
    with api.statements() as statements:
        api.data(BEYOND % name, {"after": first, "before": third}, token)
    assert len(statements) == 4
    assert not any("count(" in statement.lower() for statement in statements)
