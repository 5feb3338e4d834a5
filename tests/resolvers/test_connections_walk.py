"""Whole walks through generated lists, both ways, against a plain sort in Python."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import orm

from base.text import fold
from db.models import Entity
from tests.support.api import Api
from tests.support.generated import BUILD, FAMILIAR, ROWS, build_profiles
from tests.support.lists import LISTS, second
from tests.support.make import Make
from tests.support.walk import walk

WALK = """
query Walk($first: Int, $after: String, $last: Int, $before: String, $orderBy: [%(type)sOrder!]) {
  list: %(name)s(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""

COMMON = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at"}
ORDERS = {
    "users": {**COMMON, "USERNAME": "username", "LAST_LOGIN_AT": "last_login_at"},
    "profiles": {**COMMON, "FIRST_NAME": "first_name", "LAST_NAME": "last_name"},
    "locations": {**COMMON, "COUNTRY": "country", "CITY": "city"},
    "contacts": {**COMMON, "TYPE": "type"},
    "jobs": {
        **COMMON,
        "START_DATE": "start_date",
        "END_DATE": "end_date",
        "TITLE": "title",
        "COMPANY": "company",
    },
}
REQUIRED: dict[str, dict[str, str]] = {
    "users": {"username": "ada"},
    "profiles": {},
    "locations": {"country": "Germany"},
    "contacts": {"type": "other"},
    "jobs": {"title": "Analyst", "company": "Engines"},
}
"""Values of the columns that a row cannot do without."""
Key = tuple[str, str]
"""An order field and a direction."""


def keys_of(name: str) -> st.SearchStrategy[list[Key]]:
    keys = st.tuples(st.sampled_from(sorted(ORDERS[name])), st.sampled_from(["ASC", "DESC"]))
    return st.lists(keys, max_size=3, unique_by=lambda key: key[0])


def in_order(name: str, found: list[Entity], keys: list[Key]) -> list[str]:
    """The oracle: text by its folded form, nulls last, ties by id the way the last key goes."""
    keys = keys or [("CREATED_AT", "DESC")]
    found = sorted(found, key=lambda row: row.id, reverse=keys[-1][1] == "DESC")
    for field, direction in reversed(keys):
        sort_value = comparable(ORDERS[name][field])
        null = [row for row in found if sort_value(row) is None]
        present = [row for row in found if sort_value(row) is not None]
        found = sorted(present, key=sort_value, reverse=direction == "DESC") + null
    return [row.id for row in found]


def comparable(column: str) -> Callable[[Entity], Any]:
    def value(row: Entity) -> Any:
        found = getattr(row, column)
        return fold(found).encode() if isinstance(found, str) else found

    return value


QUICKLY = settings(max_examples=40, deadline=None, database=None, phases=[Phase.generate])
"""Without shrinking, which would read thousands of pages more."""


@pytest.mark.parametrize("name", ORDERS)
def test_a_walk_meets_every_row_once_and_in_order(api: Api, make: Make, name: str) -> None:
    document = WALK % {"name": name, "type": LISTS[name]}

    @QUICKLY
    @given(values=ROWS[name], keys=keys_of(name), sizes=st.lists(st.integers(1, 5), min_size=1))
    def check(values: list[dict[str, Any]], keys: list[Key], sizes: list[int]) -> None:
        api.empty()
        admin = make.admin(created_at=second(1), updated_at=second(1))
        token = make.token(admin)
        found = store(api, BUILD[name](values))
        expected = in_order(name, [*found, admin] if name == "users" else found, keys)
        order_by = [{"field": field, "direction": direction} for field, direction in keys]

        def read(**window: Any) -> dict[str, Any]:
            return api.data(document, {**window, "orderBy": order_by}, token)["list"]

        forwards = list(walk(read, sizes, forwards=True))
        backwards = list(walk(read, sizes, forwards=False))
        assert [id for page in forwards for id in page] == expected
        assert [id for page in reversed(backwards) for id in page] == expected

    check()


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_text_orders_by_its_folded_form_bytewise(api: Api, make: Make, direction: str) -> None:
    token = make.token(make.admin())
    rows = store(api, build_profiles([{"first_name": text} for text in [*FAMILIAR, None] * 2]))
    variables = {"first": 100, "orderBy": [{"field": "FIRST_NAME", "direction": direction}]}
    read = api.data(WALK % {"name": "profiles", "type": "Profile"}, variables, token)["list"]
    expected = in_order("profiles", rows, [("FIRST_NAME", direction)])
    texts = {row.id: row.first_name for row in rows}
    assert [texts[node["id"]] for node in read["nodes"]] == [texts[id] for id in expected]
    assert [node["id"] for node in read["nodes"]] == expected


@pytest.mark.parametrize("again", ["ASC", "DESC"])
@pytest.mark.parametrize("name", ORDERS)
def test_a_field_that_an_order_names_again_keeps_its_first_place(
    api: Api, make: Make, name: str, again: str
) -> None:
    admin = make.admin(created_at=second(1), updated_at=second(1))
    token = make.token(admin)
    values = [
        {"created_at": second(created), "updated_at": second(updated), **REQUIRED[name]}
        for created, updated in product(range(3), range(3))
    ]
    rows = store(api, BUILD[name](values * 2))
    keys = [("CREATED_AT", "ASC"), ("UPDATED_AT", "DESC"), ("CREATED_AT", again)]
    order_by = [{"field": field, "direction": direction} for field, direction in keys]
    document = WALK % {"name": name, "type": LISTS[name]}
    read = api.data(document, {"first": 100, "orderBy": order_by}, token)["list"]["nodes"]
    expected = in_order(name, [*rows, admin] if name == "users" else rows, keys)
    assert [node["id"] for node in read] == expected


def store(api: Api, found: list[Entity]) -> list[Entity]:
    engine = api.services.database.engine
    with orm.Session(engine, expire_on_commit=False) as transaction, transaction.begin():
        transaction.add_all(found)
    return found
