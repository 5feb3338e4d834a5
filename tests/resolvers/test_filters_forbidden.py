"""Who may filter by what, and that a filter costs no further statement."""

import pytest

from db.filter import Related
from db.models import Profile, User
from tests.resolvers.filtered import TYPES, Filter
from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, OTHER, OWNER, token_of

LIST = """
query List($filter: %(type)sFilter) {
  list: %(name)s(filter: $filter) { nodes { id } totalCount }
}
"""
PAGE = """
query Page($filter: %(type)sFilter) {
  list: %(name)sPage(filter: $filter) { items { id } total pages }
}
"""
ASKED: Filter = {"firstName": {"contains": "a"}}
ACTIVE: Filter = {"isActive": {"eq": True}}
ADMINS_ALONE: list[tuple[str, str, Filter]] = [
    *((name, "isActive", ACTIVE) for name in TYPES if name not in {"users", "auditEvents"}),
    ("profiles", "isPublic", {"isPublic": {"eq": True}}),
    ("profiles", "email", {"user": {"email": {"contains": "@"}}}),
    ("profiles", "lastLoginAt", {"user": {"lastLoginAt": {"isNull": True}}}),
    ("profiles", "isActive", {"user": ACTIVE}),
    ("profiles", "isActive", {"location": ACTIVE}),
    ("profiles", "isActive", {"jobs": ACTIVE}),
]
SIGNED_IN_ALONE: list[tuple[str, str, Filter]] = [
    ("locations", "postalCode", {"postalCode": {"eq": "1"}}),
    ("profiles", "postalCode", {"location": {"postalCode": {"isNull": False}}}),
]
GUARDED = [
    *((each, {ADMIN}) for each in ADMINS_ALONE),
    *((each, {OTHER, OWNER, ADMIN}) for each in SIGNED_IN_ALONE),
]


@pytest.mark.parametrize("viewer", KINDS)
@pytest.mark.parametrize(("guarded", "allowed"), GUARDED)
def test_a_filter_on_what_the_viewer_may_not_read_is_forbidden_however_nested(
    api: Api, make: Make, guarded: tuple[str, str, Filter], allowed: set[str], viewer: str
) -> None:
    name, field, asked = guarded
    token = token_of(make, make.user(), viewer)
    hidden = [asked, {"and": [{}, asked]}, {"or": [{}, asked]}, {"not": {"not": asked}}]
    for filter in hidden:
        for shape in (LIST, PAGE):
            document = shape % {"name": name, "type": TYPES[name]}
            body = api.execute(document, {"filter": filter}, token)
            if viewer in allowed:
                assert "errors" not in body
            else:
                (error,) = body["errors"]
                assert error["message"] == f"You may not filter by `{field}`."
                assert error["extensions"] == {"code": "FORBIDDEN"}


@pytest.mark.parametrize("name", ["users", "auditEvents"])
@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER])
def test_the_lists_of_super_admins_refuse_others_before_any_filter(
    api: Api, make: Make, name: str, viewer: str
) -> None:
    token = token_of(make, make.user(), viewer)
    code = "FORBIDDEN" if token else "UNAUTHENTICATED"
    document = LIST % {"name": name, "type": TYPES[name]}
    assert api.codes(document, {"filter": {"and": None}}, token) == [code]


LARGE: Filter = {
    "or": [
        {"user": {"username": {"contains": "u"}}},
        {"location": {"country": {"in": ["a", "b"]}}, "jobs": {"not": {"title": {"eq": "x"}}}},
        {"and": [ASKED] * 40},
    ]
}


@pytest.mark.parametrize("shape", [LIST, PAGE])
def test_a_filter_makes_no_further_statement(api: Api, make: Make, shape: str) -> None:
    for _ in range(3):
        make.job(make.profile(location_id=make.location().id))
    counts = []
    for filter in (None, {}, ASKED, LARGE):
        with api.statements() as statements:
            api.data(shape % {"name": "profiles", "type": "Profile"}, {"filter": filter})
        counts.append(len(statements))
    assert counts == [2, 2, 2, 2]


def test_a_relation_without_a_word_on_who_sees_it_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="visible"):
        Related(User, User.id == Profile.user_id)  # type: ignore[call-arg]
