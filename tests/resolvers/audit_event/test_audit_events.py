"""auditEvents: security events and administrative writes leave one each, without secrets."""

from typing import Any

import pytest
from sqlalchemy import orm, update

from db.models import AuditEvent, Base, RefreshToken, Session, User
from db.types import format_instant, new_id, now
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import PASSWORD, Make
from tests.support.rows import every, trail

EVENTS = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  auditEvents(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    nodes { id at action actor { id } subject { __typename id } ipAddress userAgent }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
REGISTER = """
mutation ($input: RegisterInput!) {
  register(input: $input) { accessToken user { id } errors { code } }
}
"""
LOGIN = """
mutation ($input: LoginInput!) {
  login(input: $input) { accessToken refreshToken errors { code } }
}
"""
TWO_LOGINS = """
mutation ($one: LoginInput!, $other: LoginInput!) {
  one: login(input: $one) { errors { code } }
  other: login(input: $other) { errors { code } }
}
"""
REFRESH = """
mutation ($token: String!) { refreshToken(input: {refreshToken: $token}) { errors { code } } }
"""
PASSWORD_CHANGE = """
mutation ($current: String!, $new: String!) {
  changePassword(input: {currentPassword: $current, newPassword: $new}) { errors { code } }
}
"""
LOGOUT = "mutation { logout { errors { code } } }"
NEW_PASSWORD = "another horse battery"
AGENT = {"User-Agent": "curl/8"}


def send(api: Api, document: str, bearer: str | None = None, **variables: Any) -> dict[str, Any]:
    """The data of a request from a client with a name."""
    headers = {**AGENT, **({"Authorization": f"Bearer {bearer}"} if bearer else {})}
    body = {"query": document, "variables": variables}
    return api.request("POST", "/graphql", json=body, headers=headers).json()["data"]


def login(api: Api, user: User, password: str = PASSWORD) -> dict[str, Any]:
    return send(api, LOGIN, input={"email": user.email, "password": password})["login"]


def only(api: Api) -> AuditEvent:
    (event,) = every(api, AuditEvent)
    assert (event.ip_address, event.user_agent) == ("127.0.0.1", "curl/8")
    return event


def session_of(api: Api, token: str) -> str:
    claims = api.services.access_tokens.verify(token)
    assert claims is not None
    return claims.session_id


def test_a_registration(api: Api) -> None:
    values = {"email": "ada@example.com", "username": "ada", "password": PASSWORD}
    payload = send(api, REGISTER, input=values)["register"]
    id, event = payload["user"]["id"], only(api)
    assert trail(api) == [("REGISTERED", id, id, id)]
    assert event.session_id == session_of(api, payload["accessToken"])


def test_a_sign_in(api: Api, make: Make) -> None:
    user = make.user()
    payload, event = login(api, user), only(api)
    assert trail(api) == [("LOGIN_SUCCEEDED", user.id, user.id, user.id)]
    assert event.session_id == session_of(api, payload["accessToken"])


def test_two_sign_ins_in_one_operation_have_nothing_to_do_with_each_other(
    api: Api, make: Make
) -> None:
    one, other = make.user(), make.user()
    right, wrong = ({"email": user.email, "password": PASSWORD} for user in (one, other))
    send(api, TWO_LOGINS, one=right, other={**wrong, "password": "wrong"})
    assert trail(api) == [
        ("LOGIN_SUCCEEDED", one.id, one.id, one.id),
        ("LOGIN_FAILED", None, other.id, other.id),
    ]
    assert every(api, AuditEvent)[1].session_id is None


@pytest.mark.parametrize("kind", ["wrong password", "inactive", "unknown"])
def test_a_failed_sign_in(api: Api, make: Make, kind: str) -> None:
    user = make.user(is_active=kind != "inactive")
    if kind == "unknown":
        send(api, LOGIN, input={"email": "nobody@example.com", "password": PASSWORD})
    else:
        login(api, user, PASSWORD if kind == "inactive" else "wrong")
    account = user.id if kind == "wrong password" else None
    assert trail(api) == [("LOGIN_FAILED", None, account, account)]
    assert only(api).session_id is None


def test_a_sign_out_and_a_second_one_that_is_refused(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    session_id = session_of(api, token)
    send(api, LOGOUT, token)
    send(api, LOGOUT, token)
    assert trail(api) == [("LOGGED_OUT", user.id, session_id, user.id)]
    assert only(api).session_id == session_id


def test_a_change_of_password_and_a_wrong_one_at_the_old_one(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    send(api, PASSWORD_CHANGE, token, current="wrong", new=NEW_PASSWORD)
    send(api, PASSWORD_CHANGE, token, current=PASSWORD, new="12345678")
    assert trail(api) == [("PASSWORD_CHANGE_FAILED", user.id, user.id, user.id)]
    assert only(api).session_id == session_of(api, token)
    send(api, PASSWORD_CHANGE, token, current=PASSWORD, new=NEW_PASSWORD)
    assert trail(api)[1:] == [("PASSWORD_CHANGED", user.id, user.id, user.id)]


def test_a_refresh_token_that_comes_back(api: Api, make: Make) -> None:
    user = make.user()
    payload = login(api, user)
    token, session_id = payload["refreshToken"], session_of(api, payload["accessToken"])
    send(api, REFRESH, token=token)
    send(api, REFRESH, token=token)  # within the grace
    assert len(trail(api)) == 1
    with orm.Session(api.services.database.engine) as transaction, transaction.begin():
        long_ago = update(RefreshToken).where(RefreshToken.rotated_at.is_not(None))
        transaction.execute(long_ago.values(rotated_at=second(0)))
    for _ in range(3):
        send(api, REFRESH, token=token)
    assert trail(api)[1:] == [("TOKEN_REUSED", None, session_id, user.id)]
    event = every(api, AuditEvent)[1]
    assert (event.ip_address, event.user_agent) == ("127.0.0.1", "curl/8")


def test_no_event_for_tokens_that_are_no_tokens(api: Api) -> None:
    send(api, REFRESH, token="garbage")
    assert trail(api) == []


ADMINISTRATION = [
    (
        "USER_CREATED",
        'createUser(input: {email: "new@example.com", username: "new", '
        'password: "correct horse battery"})'
        " { written: user { id } errors { code } }",
    ),
    (
        "USER_UPDATED",
        'updateUser(input: {id: $user, username: "renamed"})'
        " { written: user { id } errors { code } }",
    ),
    ("USER_DEACTIVATED", "deactivateUser(id: $user) { written: user { id } errors { code } }"),
    ("USER_ACTIVATED", "activateUser(id: $closed) { written: user { id } errors { code } }"),
    (
        "PROFILE_CREATED",
        "createProfile(input: {userId: $bare}) { written: profile { id } errors { code } }",
    ),
    (
        "PROFILE_UPDATED",
        'updateProfile(input: {id: $profile, bio: "x"})'
        " { written: profile { id } errors { code } }",
    ),
    (
        "PROFILE_UPDATED",
        "setProfileVisibility(id: $profile, isPublic: false)"
        " { written: profile { id } errors { code } }",
    ),
    (
        "PROFILE_DEACTIVATED",
        "deactivateProfile(id: $profile) { written: profile { id } errors { code } }",
    ),
    (
        "PROFILE_RESTORED",
        "restoreProfile(id: $hidden) { written: profile { id } errors { code } }",
    ),
    (
        "CONTACT_ADDED",
        'addContact(input: {profileId: $profile, type: "x", value: "y"})'
        " { written: contact { id } errors { code } }",
    ),
    (
        "CONTACT_UPDATED",
        'updateContact(input: {id: $contact, type: "x"})'
        " { written: contact { id } errors { code } }",
    ),
    (
        "CONTACT_UPDATED",
        "setPrimaryContact(id: $contact) { written: contact { id } errors { code } }",
    ),
    ("CONTACT_REMOVED", "removeContact(id: $contact) { written: contact { id } errors { code } }"),
    (
        "JOB_ADDED",
        'addJob(input: {profileId: $profile, title: "x", company: "y"})'
        " { written: job { id } errors { code } }",
    ),
    (
        "JOB_UPDATED",
        'updateJob(input: {id: $job, title: "x"}) { written: job { id } errors { code } }',
    ),
    ("JOB_REMOVED", "removeJob(id: $job) { written: job { id } errors { code } }"),
    (
        "LOCATION_UPDATED",
        'updateLocation(input: {id: $location, city: "x"})'
        " { written: location { id } errors { code } }",
    ),
    (
        "LOCATION_DEACTIVATED",
        "deactivateLocation(id: $location) { written: location { id } errors { code } }",
    ),
]
NAMES = ("user", "closed", "bare", "profile", "hidden", "contact", "job", "location")


def arrange(make: Make) -> dict[str, str]:
    """A row for each of NAMES."""
    profile = make.profile()
    hidden = make.profile(is_active=False, deactivated_at=now())
    return {
        "owner of hidden": hidden.user_id,
        "user": profile.user_id,
        "closed": make.user(is_active=False, deactivated_at=now()).id,
        "bare": make.user().id,
        "profile": profile.id,
        "hidden": hidden.id,
        "contact": make.contact(profile).id,
        "job": make.job(profile).id,
        "location": make.location().id,
    }


def mutation(field: str) -> str:
    used = ", ".join(f"${name}: ID!" for name in NAMES if f"${name}" in field)
    return f"mutation {f'({used})' if used else ''} {{ done: {field} }}"


def account_of(action: str, ids: dict[str, str], written: str) -> str | None:
    if action.startswith("LOCATION"):
        return None
    if action in {"USER_CREATED", "USER_ACTIVATED"}:
        return written
    others = {"PROFILE_CREATED": ids["bare"], "PROFILE_RESTORED": ids["owner of hidden"]}
    return others.get(action, ids["user"])


@pytest.mark.parametrize(
    ("action", "field"), ADMINISTRATION, ids=[field.split("(")[0] for _, field in ADMINISTRATION]
)
def test_what_a_super_admin_writes_for_others_leaves_one_event(
    api: Api, make: Make, action: str, field: str
) -> None:
    admin, ids = make.admin(), arrange(make)
    token = make.token(admin)
    payload = send(api, mutation(field), token, **ids)["done"]
    assert payload["errors"] == []
    event, written = only(api), payload["written"]["id"]
    account = account_of(action, ids, written)
    assert trail(api) == [(action, admin.id, written, account)]
    assert event.session_id == session_of(api, token)
    assert PASSWORD not in str(vars(event))


REPEATABLE = {
    *("deactivateUser", "activateUser", "setProfileVisibility", "deactivateProfile"),
    *("restoreProfile", "setPrimaryContact", "removeContact", "removeJob", "deactivateLocation"),
}


@pytest.mark.parametrize(
    "field", [field for _, field in ADMINISTRATION if field.split("(")[0] in REPEATABLE]
)
def test_what_changes_nothing_leaves_no_event(api: Api, make: Make, field: str) -> None:
    token, ids = make.token(make.admin()), arrange(make)
    for _ in range(3):
        assert send(api, mutation(field), token, **ids)["done"]["errors"] == []
    assert len(trail(api)) == 1


@pytest.mark.parametrize(
    "field",
    [field for action, field in ADMINISTRATION if action.startswith(("CONTACT", "JOB", "PROFILE"))],
)
def test_what_users_write_to_their_own_profile_leaves_none(
    api: Api, make: Make, field: str
) -> None:
    ids = arrange(make)
    whose = {"$bare": "bare", "$hidden": "owner of hidden"}
    name = next((name for used, name in whose.items() if used in field), "user")
    (owner,) = every(api, User, id=ids[name])
    payload = send(api, mutation(field), make.token(owner), **ids)["done"]
    assert payload["errors"] == []
    assert trail(api) == []


def test_a_refused_write_leaves_none(api: Api, make: Make) -> None:
    token, ids = make.token(make.user()), arrange(make)
    for _, field in ADMINISTRATION:
        send(api, mutation(field), token, **ids)
    admin = make.token(make.admin())
    missing = dict.fromkeys(ids, new_id())
    for _, field in ADMINISTRATION[1:]:
        assert send(api, mutation(field), admin, **missing)["done"]["errors"]
    assert trail(api) == []


def test_super_admins_read_all_events_newest_first(api: Api, make: Make) -> None:
    admin, user = make.admin(), make.user()
    hidden = make.location(is_active=False)
    subjects = [("User", user.id), ("Location", hidden.id), (None, new_id()), (None, None)]
    rows = [
        make.store(
            AuditEvent(
                action="LOGIN_FAILED",
                actor_id=user.id if number % 2 else None,
                subject_id=id,
                ip_address="192.0.2.1",
                user_agent="curl/8",
                created_at=second(number),
            )
        )
        for number, (_, id) in enumerate(subjects)
    ]
    nodes = [
        {
            "id": row.id,
            "at": format_instant(row.created_at),
            "action": "LOGIN_FAILED",
            "actor": row.actor_id and {"id": row.actor_id},
            "subject": typename and {"__typename": typename, "id": row.subject_id},
            "ipAddress": "192.0.2.1",
            "userAgent": "curl/8",
        }
        for row, (typename, _) in zip(rows, subjects, strict=True)
    ][::-1]
    token = make.token(admin)

    def page(**variables: Any) -> tuple[list[Any], dict[str, Any]]:
        read = api.data(EVENTS, variables, token)["auditEvents"]
        assert read["totalCount"] == 4
        return read["nodes"], read["pageInfo"]

    assert page()[0] == nodes
    first, info = page(first=3)
    assert (first, info["hasNextPage"], info["hasPreviousPage"]) == (nodes[:3], True, False)
    assert page(first=3, after=info["endCursor"])[0] == nodes[3:]
    assert page(last=2, before=info["endCursor"])[0] == nodes[:2]
    for wrong in ({"first": 0}, {"first": 101}, {"first": 1, "last": 1}, {"after": "x"}):
        assert api.codes(EVENTS, wrong, token) == ["BAD_USER_INPUT"]


def test_nobody_else_reads_them(api: Api, make: Make) -> None:
    assert api.codes(EVENTS, token=make.token(make.user())) == ["FORBIDDEN"]
    assert api.codes(EVENTS) == ["UNAUTHENTICATED"]


def test_the_statements_do_not_depend_on_how_many_there_are(api: Api, make: Make) -> None:
    token, counts = make.token(make.admin()), []
    for more in (1, 20):
        for _ in range(more):
            user = make.user()
            make.store(AuditEvent(action="X", actor_id=user.id, subject_id=user.id))
        with api.statements() as seen:
            api.data(EVENTS, {"first": 50}, token)
        counts.append(len(seen))
    # the viewer, the page and its count, actors, what the subjects are, and the users among them
    assert counts == [6, 6]


def test_no_event_holds_a_secret(api: Api, make: Make) -> None:
    user = make.user()
    payload = login(api, user)
    login(api, user, "a wrong secret")
    token = payload["accessToken"]
    send(api, PASSWORD_CHANGE, token, current=PASSWORD, new=NEW_PASSWORD)
    send(api, LOGOUT, token)
    with api.services.database.engine.connect() as connection:
        table = Base.metadata.tables[AuditEvent.__tablename__]
        everything = str(connection.execute(table.select()).all())
    assert len(trail(api)) == 4
    hashes = [row.password_hash for row in every(api, User)]
    secrets = [PASSWORD, NEW_PASSWORD, "a wrong secret", token, payload["refreshToken"], *hashes]
    assert [secret for secret in secrets if secret in everything] == []


def test_a_long_user_agent_is_cut(api: Api, make: Make) -> None:
    user = make.user()
    body = {
        "query": LOGIN,
        "variables": {"input": {"email": user.email, "password": PASSWORD}},
    }
    api.request("POST", "/graphql", json=body, headers={"User-Agent": "x" * 5000})
    assert [event.user_agent for event in every(api, AuditEvent)] == ["x" * 500]
    assert [session.user_agent for session in every(api, Session)] == ["x" * 500]
