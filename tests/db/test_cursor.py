"""Cursors: opaque, and taken back only by the order that made them."""

import base64
import datetime as dt
import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.errors import BadUserInput
from db import cursor
from db.models import Job
from db.order import Key, Order, Position
from db.types import new_id, to_milliseconds

CREATED = Order(Job, [Key(Job.column("created_at"), descending=True)])
TITLE = Order(Job, [Key(Job.column("title_folded"))])
START = Order(Job, [Key(Job.column("start_date"))])
ALL = Order(Job, [*START.keys[:1], *TITLE.keys[:1], *CREATED.keys[:1]])

IDS = st.uuids().map(str)
INSTANTS = st.datetimes(timezones=st.just(dt.UTC)).map(to_milliseconds)
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
DAYS = st.none() | st.dates()


def made_by_hand(*values: Any) -> str:
    """A cursor as the server spells it, whatever the values."""
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


@given(st.tuples(DAYS, TEXTS, INSTANTS, IDS))
def test_a_cursor_reads_as_the_position_it_was_made_of(position: Position) -> None:
    assert cursor.decode(ALL, cursor.encode(ALL, position), "after") == position


@given(st.tuples(TEXTS, IDS))
def test_a_cursor_needs_no_escaping_in_a_url(position: Position) -> None:
    alphabet = set(string.ascii_letters + string.digits + "-_")
    assert set(cursor.encode(TITLE, position)) <= alphabet


def test_no_cursor_is_no_position() -> None:
    assert cursor.decode(TITLE, None, "after") is None


def test_a_cursor_of_another_order_is_refused() -> None:
    position = ("title", new_id())
    descending = Order(Job, [Key(Job.column("title_folded"), descending=True)])
    with pytest.raises(BadUserInput):
        cursor.decode(descending, cursor.encode(TITLE, position), "after")


def test_the_refusal_names_the_argument() -> None:
    with pytest.raises(BadUserInput, match="`before` is not a cursor of this list") as refused:
        cursor.decode(TITLE, "garbage", "before")
    assert refused.value.extensions == {"code": "BAD_USER_INPUT", "argument": "before"}


INSTANT = "2026-01-31T00:00:00.000Z"
ID = "01a20700-4dc7-72e6-99b9-ce1e748dfc4e"


@pytest.mark.parametrize(
    ("order", "value"), [(CREATED, INSTANT), (TITLE, "ä"), (START, "2026-01-31"), (START, None)]
)
def test_a_position_that_a_row_can_have_is_taken_whoever_made_it(order: Order, value: Any) -> None:
    id = new_id()
    position = cursor.decode(order, made_by_hand(order.name, value, id), "after")
    assert position is not None
    assert position[-1] == id


@pytest.mark.parametrize(
    ("order", "values"),
    [
        (CREATED, [None]),
        (CREATED, [0]),
        (CREATED, [INSTANT[:-1]]),
        (CREATED, [INSTANT.replace("Z", "+00:00")]),
        (CREATED, [INSTANT.replace(".000", ".0001")]),
        (CREATED, ["2026-01-31"]),
        (CREATED, ["0001-01-01T00:00:00.000+14:00"]),
        (CREATED, ["9999-12-31T23:59:59.999-14:00"]),
        (CREATED, ["24026-01-31T00:00:00.000Z"]),
        (START, ["20260131"]),
        (START, ["2026-W05-6"]),
        (START, [INSTANT]),
        (START, [False]),
        (TITLE, ["a\x00"]),
        (TITLE, ["\ud800"]),
        (TITLE, [1]),
        (TITLE, [None]),
        (TITLE, [["title"]]),
        (TITLE, []),
        (TITLE, ["title", "title"]),
    ],
)
def test_a_position_that_no_row_can_have_is_refused(order: Order, values: list[Any]) -> None:
    with pytest.raises(BadUserInput):
        cursor.decode(order, made_by_hand(order.name, *values, new_id()), "after")


@pytest.mark.parametrize("id", [None, "", "1", "x" * 36, ID.upper(), ID.replace("-", "")])
def test_an_id_that_no_row_can_have_is_refused(id: str | None) -> None:
    with pytest.raises(BadUserInput):
        cursor.decode(TITLE, made_by_hand(TITLE.name, "title", id), "after")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    st.text()
    | st.binary().map(lambda data: base64.urlsafe_b64encode(data).decode())
    | st.lists(JSON, max_size=3).map(lambda values: made_by_hand(START.name, *values))
    | st.tuples(INSTANTS.map(str) | st.text(), IDS).map(lambda p: made_by_hand(CREATED.name, *p))
)
def test_whatever_comes_is_refused_or_read_as_it_was_made(text: str) -> None:
    for order in (CREATED, START):
        try:
            position = cursor.decode(order, text, "after")
        except BadUserInput:
            continue
        assert position is not None
        assert cursor.encode(order, position) == text
