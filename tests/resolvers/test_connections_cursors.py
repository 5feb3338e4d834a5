"""A cursor is taken back by the list and the order that it was made for, and by no other."""

import base64
import json
from typing import Any

import pytest

from db.types import new_id
from tests.support.api import Api
from tests.support.lists import LISTS, fill
from tests.support.make import Make

CURSORS = """
query Cursors($first: Int, $after: String, $before: String, $orderBy: [%(type)sOrder!]) {
  list: %(name)s(first: $first, after: $after, before: $before, orderBy: $orderBy) {
    edges { cursor node { id } }
  }
}
"""
ENDS = pytest.mark.parametrize("end", ["after", "before"])


def of(name: str) -> str:
    return CURSORS % {"name": name, "type": LISTS[name]}


def text(*values: Any) -> str:
    """A cursor as the server spells it, whatever the values."""
    return raw(json.dumps(values, separators=(",", ":"), ensure_ascii=False))


def raw(content: str | bytes) -> str:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


INSTANT = "2026-01-31T00:00:00.000Z"
BY_DEFAULT = "profiles:created_at-"
GARBAGE = {
    "empty": "",
    "blank": " ",
    "no base64": "%%%",
    "not ASCII": "ÄÖÜ",
    "NUL": "\x00",
    "a number": raw("1"),
    "null": raw("null"),
    "an object": raw(json.dumps({BY_DEFAULT: 1})),
    "nested deeply": raw("[" * 100_000),
    "a huge number": raw("9" * 10_000),
    "not UTF-8": raw(b"\xff\xfe"),
    "long": "A" * 500_000,
}
FORGED = {
    "no values": text(BY_DEFAULT),
    "too few values": text(BY_DEFAULT, INSTANT),
    "too many values": text(BY_DEFAULT, INSTANT, new_id(), new_id()),
    "another name": text("profiles:created_at+", INSTANT, new_id()),
    "a null where there is none": text(BY_DEFAULT, None, new_id()),
    "no id": text(BY_DEFAULT, INSTANT, None),
    "an id that is none": text(BY_DEFAULT, INSTANT, "1"),
    "an id in capitals": text(BY_DEFAULT, INSTANT, new_id().upper()),
    "a number for an instant": text(BY_DEFAULT, 1, new_id()),
    "a list for an instant": text(BY_DEFAULT, [INSTANT], new_id()),
    "words for an instant": text(BY_DEFAULT, "now", new_id()),
    "a day for an instant": text(BY_DEFAULT, "2026-01-31", new_id()),
    "an instant without offset": text(BY_DEFAULT, "2026-01-31T00:00:00.000", new_id()),
    "an instant before the first": text(BY_DEFAULT, "0001-01-01T00:00:00.000+14:00", new_id()),
    "an instant after the last": text(BY_DEFAULT, "9999-12-31T23:59:59.999-14:00", new_id()),
}


@ENDS
@pytest.mark.parametrize("cursor", [*GARBAGE.values(), *FORGED.values()], ids=[*GARBAGE, *FORGED])
def test_garbage_and_forgeries_are_bad_user_input(api: Api, end: str, cursor: str) -> None:
    assert api.codes(of("profiles"), {end: cursor}) == ["BAD_USER_INPUT"]


FIRST_NAME = "profiles:first_name_folded+"


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "\ud800", 1, True, ["a"], {"a": 1}])
def test_a_forged_text_is_bad_user_input(api: Api, value: Any) -> None:
    variables = {"after": text(FIRST_NAME, value, new_id()), "orderBy": [{"field": "FIRST_NAME"}]}
    assert api.codes(of("profiles"), variables) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("value", ["2026-13-01", "20260131", "2026-W05-6", "2026", 20260131])
def test_a_forged_date_is_bad_user_input(api: Api, value: Any) -> None:
    after = text("jobs:start_date+", value, new_id())
    variables = {"after": after, "orderBy": [{"field": "START_DATE"}]}
    assert api.codes(of("jobs"), variables) == ["BAD_USER_INPUT"]


@ENDS
@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("profiles", "CREATED_AT", "0001-01-01T00:00:00.000Z"),
        ("profiles", "CREATED_AT", "9999-12-31T23:59:59.999Z"),
        ("profiles", "FIRST_NAME", ""),
        ("profiles", "FIRST_NAME", "x" * 10_000),
        ("profiles", "FIRST_NAME", None),
        ("jobs", "START_DATE", "0001-01-01"),
        ("jobs", "START_DATE", "9999-12-31"),
        ("jobs", "START_DATE", None),
    ],
)
def test_a_position_that_no_row_has_is_a_position_like_any_other(
    api: Api, make: Make, name: str, field: str, value: str | None, end: str
) -> None:
    fill(make, name, 1)
    column = "first_name_folded" if field == "FIRST_NAME" else field.lower()
    variables = {end: text(f"{name}:{column}+", value, new_id()), "orderBy": [{"field": field}]}
    assert api.codes(of(name), variables) == []


@ENDS
@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_of_another_order_is_bad_user_input(
    api: Api, make: Make, name: str, end: str
) -> None:
    _, token = fill(make, name, 2)
    cursor = api.data(of(name), token=token)["list"]["edges"][0]["cursor"]
    codes = [
        api.codes(of(name), {end: cursor, "orderBy": order}, token)
        for order in (
            [{"field": "CREATED_AT"}],
            [{"field": "UPDATED_AT", "direction": "DESC"}],
            [{"field": "CREATED_AT", "direction": "DESC"}, {"field": "UPDATED_AT"}],
        )
    ]
    assert codes == [["BAD_USER_INPUT"]] * 3


@ENDS
@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_of_another_list_is_bad_user_input(
    api: Api, make: Make, name: str, end: str
) -> None:
    _, token = fill(make, name, 2)
    cursor = api.data(of(name), token=token)["list"]["edges"][0]["cursor"]
    codes = {other: api.codes(of(other), {end: cursor}, token) for other in LISTS if other != name}
    assert codes == {other: ["BAD_USER_INPUT"] for other in LISTS if other != name}


@pytest.mark.parametrize("spoil", ["{}=", "{} ", " {}", "{}\n", "{}A"])
def test_a_cursor_is_taken_back_only_as_it_was_made(api: Api, make: Make, spoil: str) -> None:
    make.profile()
    cursor = api.data(of("profiles"))["list"]["edges"][0]["cursor"]
    assert api.codes(of("profiles"), {"after": spoil.format(cursor)}) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("name", LISTS)
def test_the_default_order_and_the_same_order_asked_for_share_their_cursors(
    api: Api, make: Make, name: str
) -> None:
    ids, token = fill(make, name, 3)
    cursor = api.data(of(name), token=token)["list"]["edges"][0]["cursor"]
    variables = {"after": cursor, "orderBy": [{"field": "CREATED_AT", "direction": "DESC"}]}
    edges = api.data(of(name), variables, token)["list"]["edges"]
    assert [edge["node"]["id"] for edge in edges] == [ids[1], ids[0]]
