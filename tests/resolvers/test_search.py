"""Search: in which columns it looks, and together with pages."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.lists import LISTS, creator
from tests.support.make import Make

SEARCH = """
query Search($search: String) {
  list: %(name)s(search: $search) { nodes { id } totalCount }
  page: %(name)sPage(search: $search) { items { id } total }
}
"""
NEEDLES = """
query Needles($after: String) {
  profiles(first: 2, after: $after, search: "needle", orderBy: [{ field: FIRST_NAME }]) {
    nodes { firstName }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
"""

WITHIN = [
    ("users", "username"),
    ("users", "email"),
    ("profiles", "first_name"),
    ("profiles", "last_name"),
    ("locations", "country"),
    ("locations", "city"),
    ("contacts", "type"),
    ("contacts", "value"),
    ("jobs", "title"),
    ("jobs", "company"),
    ("jobs", "industry"),
]
BEYOND = [
    ("profiles", "bio"),
    ("profiles", "profile_picture_url"),
    ("locations", "state_province"),
    ("locations", "postal_code"),
]


def found(rows: list[Any]) -> dict[str, Any]:
    """A whole answer of both fields."""
    ids = [{"id": row.id} for row in rows]
    return {
        "data": {
            "list": {"nodes": ids, "totalCount": len(ids)},
            "page": {"items": ids, "total": len(ids)},
        }
    }


@pytest.mark.parametrize(("name", "column"), WITHIN)
def test_a_search_finds_what_a_column_contains_whatever_the_case(
    api: Api, make: Make, name: str, column: str
) -> None:
    token = make.token(make.admin())
    create = creator(make, name)
    create()
    row = create(**{column: "The NEEDLEwörk"})
    assert api.execute(SEARCH % {"name": name}, {"search": "needleWÖR"}, token) == found([row])


@pytest.mark.parametrize(("name", "column"), BEYOND)
def test_a_search_looks_in_no_other_column(api: Api, make: Make, name: str, column: str) -> None:
    token = make.token(make.admin())
    creator(make, name)(**{column: "needle"})
    assert api.execute(SEARCH % {"name": name}, {"search": "needle"}, token) == found([])


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u3000", " " * 1000, "\u200b\u00ad", None])
def test_a_blank_search_is_no_search(api: Api, make: Make, name: str, blank: str | None) -> None:
    admin = make.admin()
    create = creator(make, name)
    rows = [create(), create()][::-1]
    if name == "users":
        rows = [*rows, admin]
    answer = api.execute(SEARCH % {"name": name}, {"search": blank}, make.token(admin))
    assert answer == found(rows)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("text", ["\x00", "a\x00b", "  \x00"])
def test_a_nul_is_bad_user_input(api: Api, make: Make, name: str, text: str) -> None:
    token = make.token(make.admin())
    codes = api.codes(SEARCH % {"name": name}, {"search": text}, token)
    assert set(codes) == {"BAD_USER_INPUT"}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "text",
    [
        *(character * 100_000 for character in ("a", "%", "\\", "\N{HORSE}", "İ", "a ", "'")),
        "\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}" * 2_000,
        "x" * 201,
        "i\u0307" * 101,
        " ".join("abcdefghijklm"),
    ],
    ids=lambda text: f"{text[:2]}{len(text)}",
)
def test_more_than_200_characters_or_12_words_are_bad_user_input(
    api: Api, make: Make, name: str, text: str
) -> None:
    token = make.token(make.admin())
    with api.statements() as seen:
        codes = api.codes(SEARCH % {"name": name}, {"search": text}, token)
    assert set(codes) == {"BAD_USER_INPUT"}
    assert len(seen) == 1, "the viewer's own row alone was read"


@pytest.mark.parametrize(
    "text", ["x" * 200, "e\u0301" * 200, " ".join("abcdefghijkl"), " x" + " " * 100_000]
)
def test_as_much_as_is_allowed_is_answered_with_spaces_counted_once(
    api: Api, make: Make, text: str
) -> None:
    make.profile()
    assert api.execute(SEARCH % {"name": "profiles"}, {"search": text}) == found([])


def test_a_search_finds_nothing_in_columns_without_a_value(api: Api, make: Make) -> None:
    make.profile(first_name=None, last_name=None)
    assert api.execute(SEARCH % {"name": "profiles"}, {"search": "none"}) == found([])


def test_a_page_of_found_rows_goes_on_where_it_ended(api: Api, make: Make) -> None:
    for number in range(3):
        make.profile(first_name=f"Needle {number}")
        make.profile(first_name="Hay")
    first = api.data(NEEDLES)["profiles"]
    second = api.data(NEEDLES, {"after": first["pageInfo"]["endCursor"]})["profiles"]
    assert [node["firstName"] for node in first["nodes"]] == ["Needle 0", "Needle 1"]
    assert [node["firstName"] for node in second["nodes"]] == ["Needle 2"]
    assert [first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]] == [True, False]
    assert [first["totalCount"], second["totalCount"]] == [3, 3]
