"""What a plan costs: one statement, whoever asks and however much comes."""

from typing import Any

import pytest
from sqlalchemy import update

from db.models import Session
from db.types import now
from resolvers.fields.declared import ByKey
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


@pytest.fixture
def planned(api_with: Any) -> Api:
    """The application, planning what comes again."""
    planning: Api = api_with(planner="fused")
    return planning


@pytest.mark.parametrize("people", [1, 12])
def test_one_statement_answers_an_operation(planned: Api, make: Make, people: int) -> None:
    user = make.user()
    profiles = [make.profile(make.user()) for _ in range(people)]
    for profile in profiles:
        make.contact(profile, type="email")
        make.job(profile)
    token = make.token(user)
    variables = {"id": profiles[0].id, "first": 5}
    planned.thrice(EVERYTHING, variables, token)
    with planned.statements() as seen:
        data = planned.data(EVERYTHING, variables, token)
    assert len(data["profiles"]["edges"]) == min(people, 5)
    assert len(seen) == 1


def test_one_who_is_no_longer_signed_in_is_told_so(planned: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    for answer in planned.thrice("{ me { id } }", token=token):
        assert answer == {"data": {"me": {"id": user.id}}}
    planned.data("mutation { logout { errors { code } } }", token=token)
    assert planned.codes("{ me { id } }", token=token) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("end", ["expires_at", "ends_at"])
def test_a_session_ends_in_time_whenever_it_was_planned(planned: Api, make: Make, end: str) -> None:
    """A plan knows what time it is when it is asked, and not when it was made."""
    user = make.user()
    other, session = make.session(user), make.session(user)
    read = "{ me { sessions { id } } }"
    token = make.token(user, session)
    for answer in planned.thrice(read, token=token):
        assert len(answer["data"]["me"]["sessions"]) == 2
    over(planned, other, end)
    assert planned.data(read, token=token) == {"me": {"sessions": [{"id": session.id}]}}
    over(planned, session, end)
    assert planned.codes(read, token=token) == ["UNAUTHENTICATED"]


def over(api: Api, session: Session, end: str) -> None:
    """Let a session's time be over now."""
    ending = update(Session).where(Session.id == session.id).values({end: now()})
    api.run(api.services.database.write(lambda transaction: transaction.execute(ending)))


def test_rights_that_are_given_or_taken_away_count_at_once(planned: Api, make: Make) -> None:
    """Whatever was known of a session before."""
    admin, user = make.admin(), make.user()
    token, by = make.token(user), make.token(admin)
    hidden = make.profile(make.user(), is_public=False)
    read = "query Q($id: ID!) { profile(id: $id) { id } }"
    for is_super_admin in (False, True, False, True):
        planned.data(SET_SUPER_ADMIN, {"id": user.id, "is": is_super_admin}, by)
        seen = {"id": hidden.id} if is_super_admin else None
        for answer in planned.thrice(read, {"id": hidden.id}, token):
            assert answer == {"data": {"profile": seen}}


def test_a_plan_is_made_once_for_each_shape(planned: Api, make: Make) -> None:
    """Other keys are other values of one statement; another size is another statement."""
    profiles = [make.profile(make.user()) for _ in range(3)]
    by_id = "query Q($id: ID!) { profile(id: $id) { id } }"
    listed = "query Q($first: Int!) { profiles(first: $first) { nodes { id } } }"
    planned.thrice(by_id, {"id": profiles[0].id})
    for first in (1, 2):
        planned.thrice(listed, {"first": first})
    with planned.statements() as seen:
        for profile in profiles:
            assert planned.data(by_id, {"id": profile.id}) == {"profile": {"id": profile.id}}
        for first in (1, 2, 1):
            assert len(planned.data(listed, {"first": first})["profiles"]["nodes"]) == first
    assert len(seen) == 6
    assert len(set(seen)) == 3


@pytest.mark.parametrize("setting", [{}, {"anonymous_reads": False}])
def test_what_nobody_may_ask_is_refused_as_ever(
    api_with: Any, make: Make, setting: dict[str, Any]
) -> None:
    planned = api_with(planner="fused", **setting)
    expected = [] if setting == {} else ["UNAUTHENTICATED"]
    assert planned.codes("{ profiles { totalCount } }") == expected
    assert planned.codes("{ users { totalCount } }") == ["UNAUTHENTICATED"]
    assert planned.codes("{ users { totalCount } }", token=make.token(make.user())) == ["FORBIDDEN"]


@pytest.mark.parametrize(
    "asked",
    [
        *("profilesPage(page: 0) { total }", "profilesPage(size: 101) { total }"),
        *("profiles(first: 0) { totalCount }", "profiles(last: 101) { totalCount }"),
        "profiles(first: 1, last: 1) { totalCount }",
    ],
)
def test_what_is_out_of_range_stays_so(planned: Api, asked: str) -> None:
    for answer in planned.thrice(f"{{ {asked} }}"):
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


ODD_KEYS = [None, "", "no id", "\0", "a" * 300, 5, 1.5, True, [], {}]


def test_a_key_that_comes_later_is_refused_as_it_would_be_at_once(
    api_with: Any, make: Make
) -> None:
    """A variable may be null, or left out, where an argument may not: it has a default."""
    planned, plain = (api_with(planner=planner) for planner in ("fused", "off"))
    root = planned.pipeline.execution.schema.query_type
    known = make.profile(make.user()).id
    by_key = [
        (name, key, argument.type)
        for name, field in root.fields.items()
        if isinstance(field.extensions.get("declared"), ByKey)
        for key, argument in field.args.items()
    ]
    assert len(by_key) > 5
    for name, key, type_ in by_key:
        kind = str(type_).removesuffix("!")
        document = f'query Q($key: {kind} = "{known}") {{ {name}({key}: $key) {{ id }} }}'
        planned.thrice(document, {"key": known})
        for variables in ({}, *({"key": odd} for odd in ODD_KEYS)):
            assert planned.execute(document, variables) == plain.execute(document, variables)
