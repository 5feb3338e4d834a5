"""An operation that takes long, or answers in parts, asks again who the viewer is.

Somebody ends the right in the midst of it, just before a statement of the operation runs.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from auth.rules import Rule
from auth.sessions import Client
from base.errors import TopLevelError
from db.models import Profile
from resolvers.operation.context import Context
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rival import change, meanwhile
from tests.support.streamed import EVENTS, MULTIPART, ask, events, parts, put_together

READERS = {MULTIPART: parts, EVENTS: events}
SESSION_ENDED = "UPDATE sessions SET is_active = false WHERE user_id = :user"
ACCOUNT_CLOSED = "UPDATE users SET is_active = false WHERE id = :user"
RIGHT_WITHDRAWN = "UPDATE users SET is_super_admin = false WHERE id = :user"
ENDINGS = {
    SESSION_ENDED: "UNAUTHENTICATED",
    ACCOUNT_CLOSED: "UNAUTHENTICATED",
    RIGHT_WITHDRAWN: "FORBIDDEN",
}
NONE_OF_ITS_OWN = "(?s)^SELECT (?!.*JOIN sessions)"
"""Any statement but those that look the viewer up."""
SECRET = "Kept to themselves"

IN_PARTS = {
    "columns of a row": "{ profiles { nodes { id ... @defer { bio } } } }",
    "a list": "{ profiles { pageInfo { endCursor } ... @defer { nodes { bio } } } }",
    "relations": "{ profiles { nodes { id ... @defer { jobs { title } contacts { value } } } } }",
    "parts of parts": """{ profiles { nodes {
        id ... @defer { gender ... @defer { bio jobs { title } } }
    } } }""",
    "a root field": "{ profiles { nodes { id } } ... @defer { users { nodes { email } } } }",
    "items": "{ profiles { nodes @stream { bio jobs { title } } } }",
    "items of items": "{ profiles { nodes { id jobs @stream { title } } } }",
    "both": "{ profiles { nodes { id ... @defer { jobs @stream { title } } } } }",
}
READS = {
    "a row": '{ profile(id: "$profile") { bio } }',
    "a relation": '{ node(id: "$profile") { ... on Profile { bio user { email } } } }',
    "rows": '{ nodes(ids: ["$profile"]) { ... on Profile { bio } } }',
    "a connection": "{ profiles { nodes { bio } } }",
    "edges": "{ profiles(last: 3) { edges { node { bio } } } }",
    "a count": "{ profiles { totalCount } }",
    "a page": "{ profilesPage { items { bio } } }",
    "the count of a page": "{ profilesPage { total } }",
    "a filter": '{ users(filter: {email: {contains: "@"}}) { nodes { email } } }',
    "events": "{ auditEvents { nodes { action } } }",
    "a list of one's own": "{ me { sessions { id } } }",
}

PLANNED = {name: document for name, document in READS.items() if "... on" not in document}
del PLANNED["a list of one's own"]
CONFIRMED = "(?s)^SELECT users.*JOIN sessions"
"""What looks the viewer up, and nothing else."""


@pytest.fixture
def secret(make: Make) -> Profile:
    """A profile that nobody but super admins may see; all that it has says SECRET."""
    owner = make.user(email=f"{SECRET.replace(' ', '.')}@example.com")
    profile = make.profile(owner, is_public=False, bio=SECRET)
    make.job(profile, title=SECRET)
    make.contact(profile, type="note", value=SECRET)
    return profile


@pytest.fixture
def hasty(api: Api) -> Iterator[Api]:
    """Believes in what it found out about a viewer for no time at all, instead of five seconds."""
    state = api.application.state
    services = state.services
    state.services = dataclasses.replace(services, confirmed_seconds=0.0)
    yield api
    state.services = services


def refusals(answers: list[dict[str, Any]]) -> set[str]:
    """The codes with which later parts were refused, in whichever way."""
    pieces = [
        piece
        for answer in answers[1:]
        for piece in (*answer.get("incremental", ()), *answer.get("completed", ()))
    ]
    errors = [error for piece in pieces for error in piece.get("errors", ())]
    return {error["extensions"]["code"] for error in errors}


@pytest.mark.parametrize("accept", READERS)
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("document", IN_PARTS.values(), ids=IN_PARTS)
def test_a_part_that_comes_later_is_kept_from_whose_right_has_gone(
    api: Api,
    make: Make,
    database_url: str,
    secret: Profile,
    document: str,
    ending: str,
    accept: str,
) -> None:
    admin = make.admin()
    token = make.token(admin)

    def end() -> None:
        assert change(database_url, ending, user=admin.id)

    whole = READERS[accept](ask(api, document, accept, token=token))
    assert SECRET.split(maxsplit=1)[0] in str(put_together(whole))
    with meanwhile(api, "FROM profiles", end):
        response = ask(api, document, accept, token=token)
    answers = READERS[accept](response)
    assert "errors" not in answers[0]
    assert refusals(answers) == {ENDINGS[ending]}
    assert SECRET.split(maxsplit=1)[0] not in response.text
    assert answers[-1].get("hasNext", False) is False


def test_a_part_that_waited_is_asked_about_when_it_leaves(
    api: Api, make: Make, database_url: str, secret: Profile
) -> None:
    admin = make.admin()
    assert secret.bio == SECRET

    def end() -> None:
        assert change(database_url, SESSION_ENDED, user=admin.id)

    document = "{ profiles { nodes { bio ... @defer { jobs { title } } } } }"
    with meanwhile(api, "FROM jobs", end):
        answers = parts(ask(api, document, token=make.token(admin)))
    assert answers[0]["data"] == {"profiles": {"nodes": [{"bio": SECRET}]}}
    (refused,) = answers[1:]
    error = {
        "message": "Sign in and send a valid access token.",
        "path": ["profiles", "nodes", 0],
        "extensions": {"code": "UNAUTHENTICATED"},
    }
    assert refused == {
        "incremental": [
            {"id": "0", "data": None, "path": ["profiles", "nodes", 0], "errors": [error]}
        ],
        "completed": [{"id": "0", "errors": [error]}],
        "hasNext": False,
    }


def test_what_comes_later_of_a_mutation_ends_with_the_session(api: Api, make: Make) -> None:
    user = make.user()
    profile = make.profile(user)
    document = """mutation ($id: ID!) {
      updateProfile(input: {id: $id, bio: "Mine"}) { profile { id ... @defer { bio } } }
      logout { errors { code } }
    }"""
    answers = parts(ask(api, document, variables={"id": profile.id}, token=make.token(user)))
    assert answers[0]["data"] == {
        "updateProfile": {"profile": {"id": profile.id}},
        "logout": {"errors": []},
    }
    assert refusals(answers) == {"UNAUTHENTICATED"}


@pytest.mark.parametrize("sends_a_token", [False, True])
def test_what_comes_later_of_a_sign_in_is_for_who_has_signed_in(
    api: Api, make: Make, *, sends_a_token: bool
) -> None:
    user, other = make.user(email="ada@example.com"), make.token(make.user())
    document = f"""mutation {{
      login(input: {{email: "ada@example.com", password: "{PASSWORD}"}}) {{
        user {{ id ... @defer {{ email }} }}
      }}
    }}"""
    answers = parts(ask(api, document, token=other if sends_a_token else None))
    assert put_together(answers) == {"login": {"user": {"id": user.id, "email": "ada@example.com"}}}


def test_a_later_part_costs_one_statement_more(api: Api, make: Make) -> None:
    token = make.token(make.user())
    make.profile()
    document = "{ profiles { nodes { id ... @defer { jobs { title } } } } }"
    with api.statements() as at_once:
        ask(api, document, "application/json", token=token)
    with api.statements() as in_parts:
        ask(api, document, token=token)
    assert len(in_parts) == len(at_once) + 1


@pytest.mark.usefixtures("unplanned")  # a plan looks the viewer up and reads in one statement
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("document", READS.values(), ids=READS)
def test_what_is_read_long_after_the_viewer_was_found_is_kept_from_whose_right_has_gone(
    hasty: Api, make: Make, database_url: str, secret: Profile, document: str, ending: str
) -> None:
    admin = make.admin()
    token, document = make.token(admin), document.replace("$profile", secret.id)

    def end() -> None:
        assert change(database_url, ending, user=admin.id)

    whole = hasty.data(document, token=token)
    with meanwhile(hasty, NONE_OF_ITS_OWN, end):
        answer = hasty.execute(document, token=token)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {ENDINGS[ending]}
    assert whole != answer["data"]
    assert SECRET.split(maxsplit=1)[0] not in str(answer)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("document", PLANNED.values(), ids=PLANNED)
def test_what_a_plan_has_found_long_ago_is_kept_from_whose_right_has_gone(
    hasty: Api, make: Make, database_url: str, secret: Profile, document: str, ending: str
) -> None:
    admin = make.admin()
    token, document = make.token(admin), document.replace("$profile", secret.id)

    def end() -> None:
        assert change(database_url, ending, user=admin.id)

    hasty.thrice("{ me { id } }", token=token)  # which finds that it is a super admin's
    new, *_ = hasty.thrice(document, token=token)
    with meanwhile(hasty, CONFIRMED, end), hasty.statements() as seen:
        answer = hasty.execute(document, token=token)
    assert seen[0].startswith("SELECT (")  # by the plan, before anything else
    assert answer != new
    assert SECRET.split(maxsplit=1)[0] not in str(answer)
    if ENDINGS[ending] == "UNAUTHENTICATED":
        assert {error["extensions"]["code"] for error in answer["errors"]} == {ENDINGS[ending]}


@pytest.mark.parametrize("document", READS.values(), ids=READS)
def test_whose_right_has_not_gone_reads_on(
    hasty: Api, make: Make, secret: Profile, document: str
) -> None:
    document = document.replace("$profile", secret.id)
    assert hasty.data(document, token=make.token(make.admin()))


def test_nobody_has_no_right_that_could_go(hasty: Api, make: Make) -> None:
    make.profile(bio="Public")
    with hasty.statements() as seen:
        assert hasty.data("{ profiles { nodes { bio jobs { title } } } }")
    assert len(seen) == 2


def test_an_operation_that_is_not_long_asks_once(api: Api, make: Make) -> None:
    token = make.token(make.user())
    make.job(make.profile())
    with api.statements() as seen:
        api.data("{ profiles { nodes { jobs { profile { user { username } } } } } }", token=token)
    assert len([statement for statement in seen if "sessions" in statement]) == 1


def test_a_sign_in_asks_nobody_about_the_token_that_came_along(
    hasty: Api, make: Make, database_url: str
) -> None:
    user, other = make.user(email="ada@example.com"), make.user()

    def end() -> None:
        assert change(database_url, SESSION_ENDED, user=other.id)

    document = f"""mutation {{
      login(input: {{email: "ada@example.com", password: "{PASSWORD}"}}) {{
        user {{ id email }} errors {{ code }}
      }}
    }}"""
    with meanwhile(hasty, "FROM users", end):
        answer = hasty.execute(document, token=make.token(other))
    payload = {"user": {"id": user.id, "email": "ada@example.com"}, "errors": []}
    assert answer == {"data": {"login": payload}}


def test_who_became_a_super_admin_meanwhile_is_not_refused(
    hasty: Api, make: Make, database_url: str
) -> None:
    user = make.user()
    make.job(make.profile(bio="Public"))
    grant = "UPDATE users SET is_super_admin = true WHERE id = :user"
    with meanwhile(hasty, NONE_OF_ITS_OWN, lambda: change(database_url, grant, user=user.id)):
        answer = hasty.data("{ profiles { nodes { bio } } }", token=make.token(user))
    assert answer == {"profiles": {"nodes": [{"bio": "Public"}]}}


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_event_of_a_subscription_asks_anew_what_the_viewer_may(
    api: Api, make: Make, database_url: str, ending: str
) -> None:
    admin = make.admin()
    context = Context(api.services, make.token(admin), Client())

    async def follow() -> None:
        await context.admit(Rule.SUPER_ADMIN)
        await context.renew()
        change(database_url, ending, user=admin.id)
        await context.renew()

    with pytest.raises(TopLevelError) as refused:
        api.run(follow())
    assert refused.value.code == ENDINGS[ending]
