"""Numbered pages of any list."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.lists import LISTS, fill
from tests.support.make import Make

PAGE = """
query Page($page: Int! = 1, $size: Int! = 10, $search: String, $orderBy: [%(type)sOrder!]) {
  list: %(name)sPage(page: $page, size: $size, search: $search, orderBy: $orderBy) {
    items { id } total page size pages
  }
}
"""
DEFAULT = "{ list: %sPage { items { id } total page size pages } }"
LITERAL = "{ list: %sPage(page: %s, size: %s) { total } }"
EMPTY = '{ list: %sPage(search: "nothing has this") { items { id } total page size pages } }'
LARGEST = 2**31 - 1

EVERY_LIST = pytest.mark.parametrize("name", LISTS)


def of(name: str) -> str:
    return PAGE % {"name": name, "type": LISTS[name]}


def page(ids: list[str], *, total: int, page: int, size: int, pages: int) -> dict[str, Any]:
    """A whole answer."""
    items = [{"id": id} for id in ids]
    return {
        "data": {
            "list": {"items": items, "total": total, "page": page, "size": size, "pages": pages}
        }
    }


@EVERY_LIST
def test_a_page_is_the_first_ten_newest_first_unless_asked_otherwise(
    api: Api, make: Make, name: str
) -> None:
    ids, token = fill(make, name, 12)
    first = page(ids[:1:-1], total=12, page=1, size=10, pages=2)
    assert api.execute(DEFAULT % name, token=token) == first
    assert api.execute(of(name), token=token) == first


@EVERY_LIST
def test_every_page_has_its_items_and_the_same_totals(api: Api, make: Make, name: str) -> None:
    ids, token = fill(make, name, 7)
    oldest_first = [{"field": "CREATED_AT"}]
    answers = [
        api.execute(of(name), {"page": number, "size": 3, "orderBy": oldest_first}, token)
        for number in range(1, 6)
    ]
    pages = [ids[0:3], ids[3:6], ids[6:7], [], []]
    assert answers == [
        page(items, total=7, page=number, size=3, pages=3)
        for number, items in enumerate(pages, start=1)
    ]


@EVERY_LIST
@pytest.mark.parametrize(("count", "pages"), [(1, 1), (3, 1), (4, 2), (6, 2)])
def test_a_page_that_is_just_full_makes_no_further_one(
    api: Api, make: Make, name: str, count: int, pages: int
) -> None:
    ids, token = fill(make, name, count)
    expected = page(ids[::-1][:3], total=count, page=1, size=3, pages=pages)
    assert api.execute(of(name), {"size": 3}, token) == expected


@EVERY_LIST
def test_an_empty_list_has_no_pages(api: Api, make: Make, name: str) -> None:
    _, token = fill(make, name, 2)
    expected = page([], total=0, page=1, size=10, pages=0)
    assert api.execute(EMPTY % name, token=token) == expected


@EVERY_LIST
@pytest.mark.parametrize("size", [1, 100])
def test_a_page_far_past_the_end_is_empty(api: Api, make: Make, name: str, size: int) -> None:
    _, token = fill(make, name, 2)
    expected = page([], total=2, page=LARGEST, size=size, pages=2 if size == 1 else 1)
    assert api.execute(of(name), {"page": LARGEST, "size": size}, token) == expected


@EVERY_LIST
@pytest.mark.parametrize("size", [1, 100])
def test_the_smallest_and_the_largest_size_are_taken(
    api: Api, make: Make, name: str, size: int
) -> None:
    ids, token = fill(make, name, 2)
    expected = page(ids[::-1][:size], total=2, page=1, size=size, pages=2 // size or 1)
    assert api.execute(of(name), {"size": size}, token) == expected


OUT_OF_RANGE = [0, -1, -(2**31), 2**31, -(2**31) - 1, 10**20]


@EVERY_LIST
@pytest.mark.parametrize(
    ("page", "size"),
    [
        *((page, 10) for page in OUT_OF_RANGE),
        *((1, size) for size in (*OUT_OF_RANGE, 101, LARGEST)),
    ],
)
def test_a_page_or_size_out_of_range_is_bad_user_input(
    api: Api, make: Make, name: str, page: int, size: int
) -> None:
    token = make.token(make.admin())
    by_variable = api.run(api.post(of(name), {"page": page, "size": size}, token))
    by_literal = api.run(api.post(LITERAL % (name, page, size), None, token))
    for response in (by_variable, by_literal):
        codes = [error["extensions"]["code"] for error in response.json()["errors"]]
        assert (response.status_code, codes) == (200, ["BAD_USER_INPUT"])


@pytest.mark.parametrize("value", [None, 1.5, "1", True, [1]])
@pytest.mark.parametrize("argument", ["page", "size"])
def test_a_page_or_size_that_is_no_number_is_bad_user_input(
    api: Api, argument: str, value: Any
) -> None:
    assert api.codes(of("profiles"), {argument: value}) == ["BAD_USER_INPUT"]
