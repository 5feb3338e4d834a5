"""Contacts under profiles: primary first, then oldest, limited for each profile."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make

CONTACTS = """
query Contacts($first: Int, $type: String) {
  profiles(orderBy: [{ field: CREATED_AT }]) {
    nodes { contacts(first: $first, type: $type) { value } }
  }
}
"""
TIES = "{ profiles { nodes { all: contacts { id } some: contacts(first: 3) { id } } } }"


def contacts_of_three(make: Make) -> None:
    """One profile has four contacts, one has one, and one has none."""
    many, single, _ = (make.profile(created_at=second(number)) for number in range(3))
    make.contact(many, value="third", type="Phone", created_at=second(3))
    make.contact(many, value="primary", type="Email", created_at=second(4), is_primary=True)
    make.contact(many, value="first", type="PHONE", created_at=second(1))
    make.contact(many, value="second", type="ÄMTLICH", created_at=second(2))
    make.contact(many, value="removed", created_at=second(0), is_active=False)
    make.contact(single, value="only", type="phone", created_at=second(0))


@pytest.mark.parametrize(
    ("arguments", "many", "single"),
    [
        ({}, ["primary", "first", "second", "third"], ["only"]),
        ({"first": None, "type": None}, ["primary", "first", "second", "third"], ["only"]),
        ({"first": 1}, ["primary"], ["only"]),
        ({"first": 2}, ["primary", "first"], ["only"]),
        ({"first": 100}, ["primary", "first", "second", "third"], ["only"]),
        ({"type": "phone"}, ["first", "third"], ["only"]),
        ({"type": "pHoNe", "first": 1}, ["first"], ["only"]),
        ({"type": "ämtlich"}, ["second"], []),
        ({"type": "phon"}, [], []),
        ({"type": "%"}, [], []),
        ({"type": ""}, [], []),
        ({"type": "x" * 100_000}, [], []),
    ],
)
def test_contacts_come_primary_first_then_oldest_limited_for_each_profile(
    api: Api, make: Make, arguments: dict[str, Any], many: list[str], single: list[str]
) -> None:
    contacts_of_three(make)
    token = make.token(make.user())
    with api.statements() as statements:
        body = api.execute(CONTACTS, arguments, token)
    values = [[{"value": value} for value in found] for found in (many, single, [])]
    assert body == {"data": {"profiles": {"nodes": [{"contacts": found} for found in values]}}}
    assert len(statements) == 3


def test_contacts_added_in_one_instant_come_in_the_order_of_their_ids(api: Api, make: Make) -> None:
    profile = make.profile()
    ids = sorted(make.contact(profile, created_at=second(0)).id for _ in range(5))
    nodes = [{"id": id} for id in ids]
    assert api.execute(TIES, token=make.token(make.user())) == {
        "data": {"profiles": {"nodes": [{"all": nodes, "some": nodes[:3]}]}}
    }


@pytest.mark.parametrize("first", [0, -1, 101, 10**20])
def test_a_size_out_of_range_is_bad_user_input(api: Api, make: Make, first: int) -> None:
    make.profile()
    codes = api.codes(CONTACTS, {"first": first}, make.token(make.user()))
    assert codes == ["BAD_USER_INPUT"]


def test_it_is_so_too_for_whoever_may_not_see_contacts(api: Api, make: Make) -> None:
    make.profile()
    assert api.codes(CONTACTS, {"first": 0}) == ["BAD_USER_INPUT"]
    assert api.data(CONTACTS, {"first": 1}) == {"profiles": {"nodes": [{"contacts": []}]}}


def test_a_type_with_a_nul_is_bad_user_input(api: Api, make: Make) -> None:
    make.profile()
    assert api.codes(CONTACTS, {"type": "\x00"}, make.token(make.user())) == ["BAD_USER_INPUT"]
