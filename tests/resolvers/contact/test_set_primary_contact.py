"""setPrimaryContact: the mark moves, and there is never more than one."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import orm, select

from db.models import Contact, Profile
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored

SET = """
mutation ($id: ID!) {
  setPrimaryContact(id: $id) {
    contact { id isPrimary updatedAt profile { contacts { id isPrimary } } }
    errors { code message path }
  }
}
"""
TWICE = """
mutation ($a: ID!, $b: ID!) {
  first: setPrimaryContact(id: $a) { contact { profile { contacts { id isPrimary } } } }
  second: setPrimaryContact(id: $b) { contact { profile { contacts { id isPrimary } } } }
}
"""
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def payload(contact: Any, errors: list[Any]) -> dict[str, Any]:
    return {"data": {"setPrimaryContact": {"contact": contact, "errors": errors}}}


def marked(*contacts: Contact) -> list[dict[str, Any]]:
    """The contacts of a profile, the first of them primary."""
    return [{"id": contact.id, "isPrimary": index == 0} for index, contact in enumerate(contacts)]


def primaries(api: Api, profile: Profile) -> list[str]:
    statement = select(Contact.id).where(Contact.profile_id == profile.id, Contact.is_primary)
    with orm.Session(api.services.database.engine) as session:
        return list(session.scalars(statement))


@pytest.mark.parametrize("had_one", [True, False])
def test_the_mark_moves(api: Api, make: Make, had_one: bool) -> None:
    profile = make.profile(user := make.user())
    old, new = make.contact(profile, is_primary=had_one), make.contact(profile)
    third, others = make.contact(profile), make.contact(make.profile(), is_primary=True)
    body = api.execute(SET, {"id": new.id}, make.token(user))
    contact = {
        "id": new.id,
        "isPrimary": True,
        "updatedAt": format_instant(stored(api, new).updated_at),
        "profile": {"contacts": marked(new, old, third)},
    }
    assert body == payload(contact, [])
    assert primaries(api, profile) == [new.id]
    assert stored(api, others).is_primary is True
    assert stored(api, new).updated_at > new.updated_at
    assert (stored(api, old).updated_at > old.updated_at) is had_one
    assert stored(api, third).updated_at == third.updated_at


def test_a_second_time_changes_nothing(api: Api, make: Make) -> None:
    contact = make.contact(make.profile(user := make.user()), is_primary=True)
    body = api.execute(SET, {"id": contact.id}, make.token(user))
    shown = {
        "id": contact.id,
        "isPrimary": True,
        "updatedAt": format_instant(contact.updated_at),
        "profile": {"contacts": marked(contact)},
    }
    assert body == payload(shown, [])
    assert stored(api, contact).updated_at == contact.updated_at


def test_a_dozen_calls_at_once_leave_exactly_one(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    contacts = [make.contact(profile, is_primary=n == 0) for n in range(12)]
    token, admin = make.token(user), make.token(make.admin())
    bodies = api.together(
        [
            api.post(SET, {"id": contact.id}, token if n % 2 else admin)
            for n, contact in enumerate([*contacts, *reversed(contacts)])
        ]
    )
    assert [body for body in bodies if "errors" in body] == []
    assert all(body["data"]["setPrimaryContact"]["errors"] == [] for body in bodies)
    assert len(primaries(api, profile)) == 1


def test_fields_of_one_document_see_each_others_writes(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    a, b = make.contact(profile), make.contact(profile)
    assert api.execute(TWICE, {"a": a.id, "b": b.id}, make.token(user)) == {
        "data": {
            "first": {"contact": {"profile": {"contacts": marked(a, b)}}},
            "second": {"contact": {"profile": {"contacts": marked(b, a)}}},
        }
    }


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    old = make.contact(profile, is_primary=True, updated_at=FUTURE)
    new = make.contact(profile, updated_at=FUTURE)
    api.data(SET, {"id": new.id}, make.token(user))
    later = FUTURE + dt.timedelta(milliseconds=1)
    assert stored(api, old).updated_at == stored(api, new).updated_at == later


def test_a_super_admin_marks_any_contact(api: Api, make: Make) -> None:
    profile = make.profile(is_public=False, allow_contact=False)
    contact = make.contact(profile)
    data = api.data(SET, {"id": contact.id}, make.token(make.admin()))
    assert data["setPrimaryContact"]["errors"] == []
    assert primaries(api, profile) == [contact.id]


def test_somebody_elses_and_removed_contacts_are_as_unknown_as_none(api: Api, make: Make) -> None:
    profile, another = make.profile(user := make.user()), make.profile()
    primary = make.contact(profile, is_primary=True)
    removed = make.contact(profile, is_active=False)
    ids = [make.contact(another).id, removed.id, profile.id, new_id()]
    bodies = [api.execute(SET, {"id": id}, make.token(user)) for id in ids]
    message = bodies[-1]["data"]["setPrimaryContact"]["errors"][0]["message"]
    not_found = {"code": "NOT_FOUND", "message": message, "path": ["id"]}
    assert bodies == [payload(None, [not_found])] * 4
    assert (primaries(api, profile), primaries(api, another)) == ([primary.id], [])


def test_a_removed_contact_is_not_found_by_a_super_admin_either(api: Api, make: Make) -> None:
    profile = make.profile()
    removed = make.contact(profile, is_active=False)
    data = api.data(SET, {"id": removed.id}, make.token(make.admin()))
    (error,) = data["setPrimaryContact"]["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["id"])
    assert primaries(api, profile) == []


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    assert api.codes(SET, {"id": "1"}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    contact = make.contact(make.profile())
    assert api.codes(SET, {"id": contact.id}) == ["UNAUTHENTICATED"]
    assert stored(api, contact).is_primary is False
