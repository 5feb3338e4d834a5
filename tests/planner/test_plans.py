"""What a plan costs: one statement, whoever asks and however much comes."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.make import Make

EVERYTHING = """
query Everything($id: ID!, $first: Int!) {
  me { id username profile { id } }
  profile(id: $id) {
    ...Card
    user { username createdAt }
    location { city profiles(first: 2) { nodes { id } totalCount pageInfo { hasNextPage } } }
  }
  profiles(first: $first) {
    edges { cursor node { ...Card } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
  profilesPage(page: 1, size: 3) { items { id } total pages page size }
  jobs(search: "engineer", first: 2) { nodes { title } }
}
fragment Card on Profile {
  __typename id firstName dateOfBirth
  contacts(first: 2, type: "email") { value isPrimary }
  jobs { title startDate }
}
"""

SET_SUPER_ADMIN = """
mutation SetSuperAdmin($id: ID!, $is: Boolean!) {
  setSuperAdmin(id: $id, isSuperAdmin: $is) { errors { code } }
}
"""


@pytest.mark.parametrize("people", [1, 12])
def test_one_statement_answers_an_operation(api: Api, make: Make, people: int) -> None:
    user = make.user()
    profiles = [make.profile(make.user()) for _ in range(people)]
    for profile in profiles:
        make.contact(profile, type="email")
        make.job(profile)
    token = make.token(user)
    variables = {"id": profiles[0].id, "first": 5}
    with api.statements() as seen:
        data = api.data(EVERYTHING, variables, token)
    assert len(data["profiles"]["edges"]) == min(people, 5)
    assert len(seen) == 1


def test_one_who_is_no_longer_signed_in_is_told_so(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    assert api.data("{ me { id } }", token=token) == {"me": {"id": user.id}}
    api.data("mutation { logout { errors { code } } }", token=token)
    assert api.codes("{ me { id } }", token=token) == ["UNAUTHENTICATED"]


def test_rights_that_are_given_or_taken_away_count_at_once(api: Api, make: Make) -> None:
    """Whatever was known of a session before."""
    admin, user = make.admin(), make.user()
    token, by = make.token(user), make.token(admin)
    hidden = make.profile(make.user(), is_public=False)
    read = "query Q($id: ID!) { profile(id: $id) { id } }"
    for is_super_admin in (False, True, False, True):
        api.data(SET_SUPER_ADMIN, {"id": user.id, "is": is_super_admin}, by)
        seen = {"id": hidden.id} if is_super_admin else None
        assert api.data(read, {"id": hidden.id}, token) == {"profile": seen}


def test_a_plan_is_made_once_for_each_shape(api: Api, make: Make) -> None:
    """Other keys are other values of one statement; another size is another statement."""
    profiles = [make.profile(make.user()) for _ in range(3)]
    by_id = "query Q($id: ID!) { profile(id: $id) { id } }"
    listed = "query Q($first: Int!) { profiles(first: $first) { nodes { id } } }"
    with api.statements() as seen:
        for profile in profiles:
            assert api.data(by_id, {"id": profile.id}) == {"profile": {"id": profile.id}}
        for first in (1, 2, 1):
            assert len(api.data(listed, {"first": first})["profiles"]["nodes"]) == first
    assert len(seen) == 6
    assert len(set(seen)) == 3


@pytest.mark.parametrize("setting", [{}, {"anonymous_reads": False}])
def test_what_nobody_may_ask_is_refused_as_ever(
    api_with: Any, make: Make, setting: dict[str, Any]
) -> None:
    api = api_with(**setting)
    expected = [] if setting == {} else ["UNAUTHENTICATED"]
    assert api.codes("{ profiles { totalCount } }") == expected
    assert api.codes("{ users { totalCount } }") == ["UNAUTHENTICATED"]
    assert api.codes("{ users { totalCount } }", token=make.token(make.user())) == ["FORBIDDEN"]
