"""Mutations that lock each other's accounts and sessions wait for each other, and never forever.

All wait at the same row, as somebody else holds it, and go on at the same moment.
"""

import itertools
from typing import Any

import pytest

from auth.sessions import Client
from db.models import User
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rival import failures, rival
from tests.support.rows import every
from tests.support.writes import GUARDED, Written

HOLD = "UPDATE users SET last_login_at = last_login_at"
HOLD_SESSIONS = "UPDATE sessions SET last_used_at = last_used_at"
GONE = {"UNAUTHENTICATED", "FORBIDDEN"}
"""What the second may find, of two of whom the first ends the right of the other."""
ON_SESSIONS = {
    "logout": "logout { errors { code } }",
    "revokeSession": 'revokeSession(id: "$other") { errors { code } }',
    "revokeOtherSessions": "revokeOtherSessions { errors { code } }",
    "changePassword": (
        f'changePassword(input: {{currentPassword: "{PASSWORD}", newPassword: "a new one"}})'
        " { errors { code } }"
    ),
    "deactivateUser": 'deactivateUser(id: "$me") { errors { code } }',
    "updateUser": 'updateUser(input: {id: "$me", username: "renamed"}) { errors { code } }',
    "createProfile": 'createProfile(input: {userId: "$me"}) { errors { code } }',
}
ON_ACCOUNTS = {
    "setSuperAdmin": 'setSuperAdmin(id: "$other", isSuperAdmin: false) { errors { code } }',
    "deactivateUser": 'deactivateUser(id: "$other") { errors { code } }',
    "activateUser": 'activateUser(id: "$other") { errors { code } }',
    "updateUser": 'updateUser(input: {id: "$other", username: "of $other"}) { errors { code } }',
    "createProfile": 'createProfile(input: {userId: "$other"}) { errors { code } }',
    "createOrganization": 'createOrganization(input: {name: "Works"}) { errors { code } }',
}

OPEN_FIELDS = {
    "login": f"""mutation ($email: String!) {{
      login(input: {{email: $email, password: "{PASSWORD}"}}) {{ errors {{ code }} }}
    }}""",
    "refreshToken": """mutation ($token: String!) {
      refreshToken(input: {refreshToken: $token}) { errors { code } }
    }""",
}


def codes(answer: dict[str, Any]) -> set[str]:
    """The codes of the top-level errors of an answer."""
    return {error["extensions"]["code"] for error in answer.get("errors", [])}


@pytest.mark.parametrize("mutation", GUARDED)
def test_the_same_mutation_twice_by_one_user(
    api: Api, make: Make, database_url: str, mutation: str
) -> None:
    admin = make.admin()
    make.admin()
    session = make.session(admin)
    token, document = make.token(admin, session), Written(make, admin).call(mutation)
    with failures(api) as failed, rival(api, database_url) as other:
        other.execute(HOLD)
        requests = [api.post(document, token=token) for _ in range(2)]
        answers = other.ask(api, *requests)
    assert [error for error in failed if "lock" in error] == []
    assert {"data": {mutation: {"errors": []}}} in answers
    assert set().union(*map(codes, answers)) <= GONE


@pytest.mark.parametrize(("one", "two"), [*itertools.combinations_with_replacement(ON_SESSIONS, 2)])
def test_two_sessions_of_one_user(
    api: Api, make: Make, database_url: str, one: str, two: str
) -> None:
    user = make.user()
    sessions = [make.session(user), make.session(user)]
    requests = [
        api.post(
            "mutation { "
            + ON_SESSIONS[name].replace("$me", user.id).replace("$other", other.id)
            + " }",
            token=make.token(user, mine),
        )
        for name, mine, other in ((one, *sessions), (two, *reversed(sessions)))
    ]
    with failures(api) as failed, rival(api, database_url) as somebody:
        somebody.execute(HOLD)
        answers = somebody.ask(api, *requests)
    assert [error for error in failed if "lock" in error] == []
    assert set() in map(codes, answers)
    assert set().union(*map(codes, answers)) <= {"UNAUTHENTICATED"}


@pytest.mark.parametrize(("one", "two"), [*itertools.combinations_with_replacement(ON_ACCOUNTS, 2)])
def test_two_super_admins_at_each_others_accounts(
    api: Api, make: Make, database_url: str, one: str, two: str
) -> None:
    admins = [make.admin(), make.admin()]
    requests = [
        api.post(
            f"mutation {{ {ON_ACCOUNTS[name].replace('$other', other.id)} }}",
            token=make.token(admin),
        )
        for name, admin, other in ((one, *admins), (two, *reversed(admins)))
    ]
    with failures(api) as failed, rival(api, database_url) as somebody:
        somebody.execute(HOLD)
        answers = somebody.ask(api, *requests)
    assert [error for error in failed if "lock" in error] == []
    assert set() in map(codes, answers)
    assert set().union(*map(codes, answers)) <= GONE
    left = [user for user in every(api, User) if user.is_super_admin and user.is_active]
    assert left


@pytest.mark.parametrize("open_field", OPEN_FIELDS)
@pytest.mark.parametrize("name", ON_SESSIONS)
def test_a_sign_in_or_a_refresh_beside_what_locks_the_account(
    api: Api, make: Make, database_url: str, name: str, open_field: str
) -> None:
    user = make.user()
    other = make.session(user)
    database, sessions = api.services.database, api.services.sessions
    issued = api.run(database.write(lambda t: sessions.open(t, user.id, Client())))
    token = api.services.access_tokens.issue(user.id, issued.session_id)
    field = ON_SESSIONS[name].replace("$me", user.id).replace("$other", other.id)
    variables = {"email": user.email, "token": issued.refresh_token}
    requests = [
        api.post(f"mutation {{ {field} }}", token=token),
        api.post(OPEN_FIELDS[open_field], variables),
    ]
    with failures(api) as failed, rival(api, database_url) as somebody:
        somebody.execute(HOLD)
        somebody.execute(HOLD_SESSIONS)
        answers = somebody.ask(api, *requests)
    assert [error for error in failed if "lock" in error] == []
    assert [codes(answer) for answer in answers] == [set(), set()]
