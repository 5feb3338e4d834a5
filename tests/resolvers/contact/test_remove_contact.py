"""removeContact: the contact disappears, for good to its owner; the primary one leaves none."""

import datetime as dt
from typing import Any

import pytest

from db.models import Contact
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored

REMOVE = """
mutation ($id: ID!) {
  removeContact(id: $id) {
    contact {
      id value isPrimary isActive deactivatedAt updatedAt
      profile { firstName contacts { value isPrimary } }
    }
    errors { code message path }
  }
}
"""
READ = "query ($id: ID!) { contact(id: $id) { isActive } }"
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def payload(contact: Any, errors: list[Any]) -> dict[str, Any]:
    return {"data": {"removeContact": {"contact": contact, "errors": errors}}}


def removed(row: Contact, *left: str) -> dict[str, Any]:
    """The payload's contact, removed when it was last updated; `left`: its profile's others."""
    instant = format_instant(row.updated_at)
    contacts = [{"value": value, "isPrimary": False} for value in left]
    return {
        "id": row.id,
        "value": row.value,
        "isPrimary": False,
        "isActive": False,
        "deactivatedAt": instant,
        "updatedAt": instant,
        "profile": {"firstName": "Ada", "contacts": contacts},
    }


@pytest.mark.parametrize("is_primary", [True, False])
def test_the_owner_removes_a_contact(api: Api, make: Make, is_primary: bool) -> None:
    profile = make.profile(user := make.user())
    contact = make.contact(profile, is_primary=is_primary)
    make.contact(profile, value="left@example.com")
    body = api.execute(REMOVE, {"id": contact.id}, make.token(user))
    row = stored(api, contact)
    assert body == payload(removed(row, "left@example.com"), [])
    assert (row.is_active, row.is_primary) == (False, False)
    assert row.deactivated_at == row.updated_at > contact.updated_at
    assert api.data(READ, {"id": contact.id}, make.token(user)) == {"contact": None}
    assert api.data(READ, {"id": contact.id}, make.token(make.admin())) == {
        "contact": {"isActive": False}
    }


def test_another_may_become_primary_afterwards(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    contact, left = make.contact(profile, is_primary=True), make.contact(profile)
    document = """
    mutation ($contact: ID!, $left: ID!) {
      removeContact(id: $contact) { contact { profile { contacts { isPrimary } } } }
      setPrimaryContact(id: $left) { contact { profile { contacts { isPrimary } } } }
    }
    """
    assert api.execute(document, {"contact": contact.id, "left": left.id}, make.token(user)) == {
        "data": {
            "removeContact": {"contact": {"profile": {"contacts": [{"isPrimary": False}]}}},
            "setPrimaryContact": {"contact": {"profile": {"contacts": [{"isPrimary": True}]}}},
        }
    }


def test_for_its_owner_a_removed_contact_is_as_unknown_as_none(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    contact, foreign = make.contact(profile), make.contact(make.profile())
    token = make.token(user)
    api.data(REMOVE, {"id": contact.id}, token)
    before = stored(api, contact).updated_at
    ids = [contact.id, foreign.id, profile.id, new_id()]
    bodies = [api.execute(REMOVE, {"id": id}, token) for id in ids]
    message = bodies[-1]["data"]["removeContact"]["errors"][0]["message"]
    not_found = {"code": "NOT_FOUND", "message": message, "path": ["id"]}
    assert bodies == [payload(None, [not_found])] * 4
    assert stored(api, contact).updated_at == before
    assert stored(api, foreign).is_active is True


def test_for_a_super_admin_a_second_time_changes_nothing(api: Api, make: Make) -> None:
    contact = make.contact(make.profile(is_public=False), is_primary=True)
    token = make.token(make.admin())
    first = api.execute(REMOVE, {"id": contact.id}, token)
    assert first == payload(removed(stored(api, contact)), [])
    assert api.execute(REMOVE, {"id": contact.id}, token) == first
    assert first == payload(removed(stored(api, contact)), [])


def test_of_ten_removals_at_once_one_succeeds(api: Api, make: Make) -> None:
    contact = make.contact(make.profile(user := make.user()))
    token = make.token(user)
    bodies = api.together([api.post(REMOVE, {"id": contact.id}, token) for _ in range(10)])
    assert bodies.count(payload(removed(stored(api, contact)), [])) == 1
    codes = [error["code"] for body in bodies for error in body["data"]["removeContact"]["errors"]]
    assert codes == ["NOT_FOUND"] * 9


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    contact = make.contact(make.profile(user := make.user()), updated_at=FUTURE)
    api.data(REMOVE, {"id": contact.id}, make.token(user))
    row = stored(api, contact)
    assert row.updated_at == row.deactivated_at == FUTURE + dt.timedelta(milliseconds=1)


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    assert api.codes(REMOVE, {"id": "1"}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    contact = make.contact(make.profile())
    assert api.codes(REMOVE, {"id": contact.id}) == ["UNAUTHENTICATED"]
    assert stored(api, contact).is_active is True
