"""updateOrganization: managers and owners change it; the slug stays."""

import datetime as dt
from typing import Any

import pytest

from db.models import MembershipRole, MembershipStatus, Organization
from db.types import format_instant, new_id, now
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored, trail

UPDATE = """
mutation ($input: UpdateOrganizationInput!) {
  updateOrganization(input: $input) {
    organization { id name slug category subcategory updatedAt }
    errors { code path }
  }
}
"""
OWNER, MANAGER, STAFF = MembershipRole
INVITED = MembershipStatus.INVITED


def update(api: Api, token: str | None, id: str, **values: Any) -> dict[str, Any]:
    return api.execute(UPDATE, {"input": {"id": id, **values}}, token)


def refused(code: str, *path: str) -> dict[str, Any]:
    errors = [{"code": code, "path": list(path)}]
    return {"data": {"updateOrganization": {"organization": None, "errors": errors}}}


def written(row: Organization) -> dict[str, Any]:
    organization = {
        "id": row.id,
        "name": row.name,
        "slug": row.slug,
        "category": row.category,
        "subcategory": row.subcategory,
        "updatedAt": format_instant(row.updated_at),
    }
    return {"data": {"updateOrganization": {"organization": organization, "errors": []}}}


def test_an_owner_renames_it_and_the_slug_stays(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(
        owner, slug="ada", category="Science", updated_at=now() + dt.timedelta(hours=1)
    )
    body = update(api, make.token(owner), organization.id, name="Babbage", subcategory="Sums")
    row = stored(api, organization)
    assert body == written(row)
    assert (row.name, row.slug) == ("Babbage", "ada")
    assert (row.category, row.subcategory) == ("Science", "Sums")
    assert row.updated_at > organization.updated_at
    assert trail(api) == [("ORGANIZATION_UPDATED", owner.id, row.id, None)]


@pytest.mark.parametrize("role", [OWNER, MANAGER])
def test_managers_and_owners_may(api: Api, make: Make, role: MembershipRole) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, role)
    body = update(api, make.token(user), organization.id, category="Science")
    assert body == written(stored(api, organization))
    assert stored(api, organization).category == "Science"


def test_a_super_admin_may(api: Api, make: Make) -> None:
    organization, admin = make.organization(category="Science"), make.admin()
    body = update(api, make.token(admin), organization.id, category=None)
    assert body == written(stored(api, organization))
    assert stored(api, organization).category is None
    assert trail(api) == [("ORGANIZATION_UPDATED", admin.id, organization.id, None)]


@pytest.mark.parametrize(
    ("role", "status"),
    [(STAFF, MembershipStatus.ACTIVE), (STAFF, INVITED), (MANAGER, INVITED), (OWNER, INVITED)],
)
def test_staff_and_invitees_who_see_it_may_not(
    api: Api, make: Make, role: MembershipRole, status: MembershipStatus
) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, role, status)
    variables = {"input": {"id": organization.id, "name": "Babbage"}}
    assert api.codes(UPDATE, variables, make.token(user)) == ["FORBIDDEN"]
    assert stored(api, organization).name == organization.name
    assert trail(api) == []


def test_to_everyone_else_it_is_not_found_just_like_an_unknown_id(api: Api, make: Make) -> None:
    organization, former = make.organization(), make.user()
    make.membership(organization, former, OWNER, is_active=False)
    for token in (make.token(make.user()), make.token(former)):
        for id in (organization.id, new_id()):
            assert update(api, token, id, name="Babbage") == refused("NOT_FOUND", "id")
    assert stored(api, organization).name == organization.name


def test_a_closed_one_is_not_found(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner, is_active=False)
    body = update(api, make.token(owner), organization.id, name="Babbage")
    assert body == refused("NOT_FOUND", "id")


def test_without_a_token_nothing_runs(api: Api, make: Make) -> None:
    organization = make.organization()
    with api.statements() as seen:
        assert api.codes(UPDATE, {"input": {"id": organization.id}}) == ["UNAUTHENTICATED"]
    assert seen == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", " "),
        ("name", "x" * 256),
        ("category", "x" * 256),
        ("subcategory", "\0"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    api: Api, make: Make, field: str, value: str | None
) -> None:
    owner = make.user()
    organization = make.organization(owner)
    body = update(api, make.token(owner), organization.id, **{field: value})
    assert body == refused("VALIDATION", field)
    assert stored(api, organization).updated_at == organization.updated_at


def test_a_stale_write_is_refused(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    read = format_instant(organization.updated_at)
    token, id = make.token(owner), organization.id
    fresh = update(api, token, id, name="One", expectedUpdatedAt=read)
    assert fresh == written(stored(api, organization))
    stale = update(api, token, id, name="Two", expectedUpdatedAt=read)
    assert stale == refused("CONFLICT", "expectedUpdatedAt")
    assert stored(api, organization).name == "One"
    assert len(trail(api)) == 1


def test_nothing_to_change_changes_nothing(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    assert update(api, make.token(owner), organization.id) == written(organization)
    assert stored(api, organization).updated_at == organization.updated_at
    assert trail(api) == []
