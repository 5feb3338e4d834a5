"""createOrganization: anyone signed in makes one and owns it; its slug comes from its name."""

import re
from typing import Any

import pytest

from db.models import Membership, MembershipRole, MembershipStatus, Organization
from db.types import format_instant
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, trail

CREATE = """
mutation ($input: CreateOrganizationInput!) {
  createOrganization(input: $input) {
    organization {
      id name slug category subcategory isActive createdAt updatedAt deactivatedAt myRole
      owner { id }
      members { totalCount nodes { role status user { id } } }
    }
    errors { code path }
  }
}
"""
SLUG = """
mutation ($name: String!) {
  createOrganization(input: {name: $name}) { organization { slug } errors { code path } }
}
"""


def create(api: Api, token: str | None, **values: Any) -> dict[str, Any]:
    return api.execute(CREATE, {"input": values}, token)


def slug(api: Api, token: str, name: str) -> str:
    payload = api.data(SLUG, {"name": name}, token)["createOrganization"]
    assert payload["errors"] == []
    return payload["organization"]["slug"]


def refused(*errors: tuple[str, list[str]]) -> dict[str, Any]:
    listed = [{"code": code, "path": path} for code, path in errors]
    return {"data": {"createOrganization": {"organization": None, "errors": listed}}}


def test_whoever_is_signed_in_makes_an_organization_and_owns_it(api: Api, make: Make) -> None:
    user = make.user()
    body = create(
        api, make.token(user), name="Analytical Engines", category="Science", subcategory="Sums"
    )
    (row,) = every(api, Organization)
    (membership,) = every(api, Membership)
    instant = format_instant(row.created_at)
    owner = {"role": "OWNER", "status": "ACTIVE", "user": {"id": user.id}}
    organization = {
        "id": row.id,
        "name": "Analytical Engines",
        "slug": "analytical-engines",
        "category": "Science",
        "subcategory": "Sums",
        "isActive": True,
        "createdAt": instant,
        "updatedAt": instant,
        "deactivatedAt": None,
        "myRole": "OWNER",
        "owner": {"id": user.id},
        "members": {"totalCount": 1, "nodes": [owner]},
    }
    payload = {"organization": organization, "errors": []}
    assert body == {"data": {"createOrganization": payload}}
    assert (row.slug, row.owner_id) == ("analytical-engines", user.id)
    assert (membership.organization_id, membership.user_id) == (row.id, user.id)
    assert (membership.role, membership.status) == (MembershipRole.OWNER, MembershipStatus.ACTIVE)
    assert trail(api) == [("ORGANIZATION_CREATED", user.id, row.id, None)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("  Ada & Sons,  Ltd. ", "ada-sons-ltd"),
        ("ALREADY-A_slug", "already-a-slug"),
        ("Straße", "strasse"),
        ("Дружба", "druzhba"),
        ("東京", "dong-jing"),
        ("!!!", "organization"),
        ("\N{HORSE}", "organization"),
    ],
)
def test_a_slug_is_made_of_lower_case_letters_digits_and_hyphens(
    api: Api, make: Make, name: str, expected: str
) -> None:
    assert slug(api, make.token(make.user()), name) == expected


def is_added_to(base: str, slug: str) -> bool:
    """Whether `slug` is `base` and letters and digits of no order."""
    return re.fullmatch(f"{base}-[a-z2-9]{{8}}", slug) is not None


def test_a_slug_that_is_taken_is_made_a_new_one_that_does_not_tell_how_often(
    api: Api, make: Make
) -> None:
    tokens = [make.token(make.user()) for _ in range(12)]
    first, *others = [slug(api, token, "Ada") for token in tokens]
    assert first == "ada"
    assert len(set(others)) == 11
    assert all(is_added_to("ada", other) for other in others)
    assert others != sorted(others)


def test_a_similar_slug_is_not_the_same(api: Api, make: Make) -> None:
    for taken in ("adam", "ada-lovelace", "ada-2"):
        make.organization(slug=taken)
    assert slug(api, make.token(make.user()), "Ada") == "ada"


def test_a_closed_organization_keeps_its_slug(api: Api, make: Make) -> None:
    make.organization(slug="ada", is_active=False)
    assert is_added_to("ada", slug(api, make.token(make.user()), "Ada"))


def test_a_slug_that_is_taken_takes_no_more_statements_than_another(api: Api, make: Make) -> None:
    make.organization(slug="ada")
    token, counts = make.token(make.user()), []
    for name in ("Ada", "Grace"):
        with api.statements() as statements:
            slug(api, token, name)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_long_names_have_slugs_that_fit(api: Api, make: Make) -> None:
    token = make.token(make.user())
    slugs = [slug(api, token, name) for name in ("x" * 255, "x" * 255, "東" * 255)]
    assert len(set(slugs)) == 3
    assert max(map(len, slugs)) <= 255
    assert is_added_to(slugs[0], slugs[1])


def test_20_that_are_made_at_once_have_20_slugs(api: Api, make: Make) -> None:
    tokens = [make.token(make.user()) for _ in range(20)]
    bodies = api.together([api.post(SLUG, {"name": "Ada"}, token) for token in tokens])
    assert [body for body in bodies if "errors" in body] == []
    payloads = [body["data"]["createOrganization"] for body in bodies]
    slugs = {payload["organization"]["slug"] for payload in payloads}
    assert len(slugs) == 20
    assert "ada" in slugs
    assert all(is_added_to("ada", each) for each in slugs - {"ada"})
    assert len(every(api, Membership)) == 20
    assert len(trail(api)) == 20


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "nul\0"])
def test_a_name_that_cannot_be_kept_is_refused(api: Api, make: Make, name: str) -> None:
    body = create(api, make.token(make.user()), name=name)
    assert body == refused(("VALIDATION", ["name"]))
    assert every(api, Organization) == []
    assert trail(api) == []


def test_everything_that_is_wrong_is_said_at_once(api: Api, make: Make) -> None:
    body = create(api, make.token(make.user()), name=" ", category="x" * 256, subcategory="\0")
    paths = ("name", "category", "subcategory")
    assert body == refused(*(("VALIDATION", [path]) for path in paths))


def test_without_a_token_nothing_runs(api: Api) -> None:
    with api.statements() as seen:
        assert api.codes(CREATE, {"input": {"name": "Ada"}}) == ["UNAUTHENTICATED"]
    assert seen == []
