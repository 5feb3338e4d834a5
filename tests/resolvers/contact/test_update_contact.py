"""updateContact: what is present changes; a value fits its type, whichever of the two changes."""

import datetime as dt
from typing import Any

import pytest

from db.models import Contact
from db.types import format_instant, new_id
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored

UPDATE = """
mutation ($input: UpdateContactInput!) {
  updateContact(input: $input) {
    contact { id type value isPrimary updatedAt }
    errors { code path }
  }
}
"""
REFUSE = """
mutation ($input: UpdateContactInput!) {
  updateContact(input: $input) { contact { id } errors { code message path } }
}
"""
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"updateContact": {"contact": None, "errors": list(errors)}}}


def written(row: Contact) -> dict[str, Any]:
    """The payload that returns `row`."""
    contact = {
        "id": row.id,
        "type": row.type,
        "value": row.value,
        "isPrimary": row.is_primary,
        "updatedAt": format_instant(row.updated_at),
    }
    return {"data": {"updateContact": {"contact": contact, "errors": []}}}


def columns(row: Contact) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in Contact.__mapper__.columns}


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "grace@example.com"},
        {"type": "EMAIL"},
        {"type": "telegram"},
        {"type": "phone", "value": "+1 212 555"},
        {"isPrimary": True},
        {"type": "url", "value": "https://example.com", "isPrimary": True},
    ],
)
def test_what_is_present_changes_and_the_rest_stays(
    api: Api, make: Make, changes: dict[str, Any]
) -> None:
    contact = make.contact(make.profile(user := make.user()))
    body = api.execute(UPDATE, {"input": {"id": contact.id, **changes}}, make.token(user))
    row = stored(api, contact)
    assert body == written(row)
    values = {"type": "email", "value": "ada@example.com", "isPrimary": False, **changes}
    assert (row.type, row.value, row.is_primary) == tuple(values.values())
    assert row.updated_at > contact.updated_at


def test_a_contact_made_primary_takes_the_mark(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    old, new = make.contact(profile, is_primary=True), make.contact(profile)
    others = make.contact(make.profile(), is_primary=True)
    body = api.execute(UPDATE, {"input": {"id": new.id, "isPrimary": True}}, make.token(user))
    assert body == written(stored(api, new))
    assert stored(api, new).is_primary is True
    assert stored(api, old).is_primary is False
    assert stored(api, old).updated_at > old.updated_at
    assert stored(api, others).is_primary is True


def test_the_primary_contact_may_be_made_primary_again(api: Api, make: Make) -> None:
    contact = make.contact(make.profile(user := make.user()), is_primary=True)
    body = api.execute(UPDATE, {"input": {"id": contact.id, "isPrimary": True}}, make.token(user))
    assert body == written(stored(api, contact))
    assert stored(api, contact).is_primary is True


def test_the_mark_may_be_given_up(api: Api, make: Make) -> None:
    contact = make.contact(make.profile(user := make.user()), is_primary=True)
    body = api.execute(UPDATE, {"input": {"id": contact.id, "isPrimary": False}}, make.token(user))
    assert body == written(stored(api, contact))
    assert stored(api, contact).is_primary is False


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"type": None}, ["type"]),
        ({"value": None}, ["value"]),
        ({"isPrimary": None}, ["isPrimary"]),
        ({"type": None, "value": None, "isPrimary": None}, ["type", "value", "isPrimary"]),
        ({"type": "telegram", "isPrimary": None}, ["isPrimary"]),
        ({"type": "phone", "isPrimary": None}, ["type", "isPrimary"]),
        ({"value": "ada", "isPrimary": None}, ["value", "isPrimary"]),
        ({"value": "ada"}, ["value"]),
        ({"value": "\0"}, ["value"]),
        ({"value": "x" * 321}, ["value"]),
        ({"type": " "}, ["type"]),
        ({"type": "x" * 51}, ["type"]),
        ({"type": "Phone"}, ["type"]),
        ({"type": "url"}, ["type"]),
        ({"type": "url", "value": "javascript:alert(1)"}, ["value"]),
        ({"type": "", "value": ""}, ["type", "value"]),
    ],
)
def test_an_unusable_change_is_refused_where_it_was_sent(
    api: Api, make: Make, changes: dict[str, Any], paths: list[str]
) -> None:
    profile = make.profile(user := make.user())
    contact, primary = make.contact(profile), make.contact(profile, is_primary=True)
    before = columns(stored(api, contact))
    body = api.execute(UPDATE, {"input": {"id": contact.id, **changes}}, make.token(user))
    assert body == refused(*(error("VALIDATION", path) for path in paths))
    assert columns(stored(api, contact)) == before
    assert stored(api, primary).is_primary is True


def test_a_stale_update_is_a_conflict_and_writes_nothing(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    contact, primary = make.contact(profile), make.contact(profile, is_primary=True)
    before = columns(stored(api, contact))
    stale = format_instant(contact.updated_at - dt.timedelta(milliseconds=1))
    values = {"id": contact.id, "isPrimary": True, "expectedUpdatedAt": stale}
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    assert body == refused(error("CONFLICT", "expectedUpdatedAt"))
    assert columns(stored(api, contact)) == before
    assert stored(api, primary).is_primary is True


def test_a_current_update_is_written(api: Api, make: Make) -> None:
    contact = make.contact(make.profile(user := make.user()))
    current = format_instant(contact.updated_at)
    values = {"id": contact.id, "value": "g@example.com", "expectedUpdatedAt": current}
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    assert body == written(stored(api, contact))
    assert stored(api, contact).value == "g@example.com"


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    primary = make.contact(profile, is_primary=True, updated_at=FUTURE)
    contact = make.contact(profile, updated_at=FUTURE)
    api.data(UPDATE, {"input": {"id": contact.id, "isPrimary": True}}, make.token(user))
    later = FUTURE + dt.timedelta(milliseconds=1)
    assert stored(api, contact).updated_at == stored(api, primary).updated_at == later


def test_a_super_admin_updates_any_contact(api: Api, make: Make) -> None:
    contact = make.contact(make.profile(is_public=False, allow_contact=False))
    values = {"id": contact.id, "value": "g@example.com"}
    body = api.execute(UPDATE, {"input": values}, make.token(make.admin()))
    assert body == written(stored(api, contact))
    assert stored(api, contact).value == "g@example.com"


def test_somebody_elses_and_removed_contacts_are_as_unknown_as_none(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    contacts = [
        make.contact(make.profile()),
        make.contact(make.profile(allow_contact=False)),
        make.contact(make.profile(is_public=False)),
        make.contact(profile, is_active=False),
    ]
    before = [columns(stored(api, contact)) for contact in contacts]
    ids = [*(contact.id for contact in contacts), profile.id, new_id()]
    inputs = [{"id": id, "value": "", "isPrimary": True} for id in ids]
    token = make.token(user)
    bodies = [api.execute(REFUSE, {"input": values}, token) for values in inputs]
    message = bodies[-1]["data"]["updateContact"]["errors"][0]["message"]
    assert bodies == [refused({**error("NOT_FOUND", "id"), "message": message})] * 6
    assert [columns(stored(api, contact)) for contact in contacts] == before


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    values = {"id": "1", "value": "ada"}
    assert api.codes(UPDATE, {"input": values}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    contact = make.contact(make.profile())
    values = {"id": contact.id, "value": "g@example.com"}
    assert api.codes(UPDATE, {"input": values}) == ["UNAUTHENTICATED"]
    assert stored(api, contact).value == "ada@example.com"
