"""Access tokens: what is in one, which ones are refused, and what a refused one may still call."""

import base64
import datetime as dt
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from graphql import build_schema
from hypothesis import given
from hypothesis import strategies as st

import schema
from auth.access_tokens import LEEWAY, AccessTokens, Claims
from auth.keys import Keys
from auth.policy import OPERATIONS
from auth.rules import Rule
from db.types import new_id
from tests.conftest import SECRET
from tests.support.api import Api
from tests.support.keys import encode
from tests.support.make import PASSWORD, Make
from tests.support.pictures import head_of

ME = "{ me { id } }"
TWO_ROOTS = """query ($id: ID!) {
  me { id }
  user(id: $id) { id }
}"""

UNAUTHENTICATED = {
    "message": "Sign in and send a valid access token.",
    "extensions": {"code": "UNAUTHENTICATED"},
}
OPEN = {name for name, rule in OPERATIONS["Mutation"].items() if rule is Rule.OPEN}
QUERIES = {
    "me": "me { id }",
    "node": "node(id: ID) { id }",
    "nodes": "nodes(ids: [ID]) { id }",
    "user": "user(id: ID) { id }",
    "users": "users { totalCount }",
    "usersPage": "usersPage { total }",
    "profile": "profile(id: ID) { id }",
    "profileByUser": "profileByUser(userId: ID) { id }",
    "profiles": "profiles { totalCount }",
    "profilesPage": "profilesPage { total }",
    "location": "location(id: ID) { id }",
    "locations": "locations { totalCount }",
    "locationsPage": "locationsPage { total }",
    "contact": "contact(id: ID) { id }",
    "contacts": "contacts { totalCount }",
    "contactsPage": "contactsPage { total }",
    "job": "job(id: ID) { id }",
    "jobs": "jobs { totalCount }",
    "jobsPage": "jobsPage { total }",
    "organization": "organization(id: ID) { id }",
    "organizationBySlug": 'organizationBySlug(slug: "x") { id }',
    "organizations": "organizations { totalCount }",
    "organizationsPage": "organizationsPage { total }",
    "auditEvents": "auditEvents { totalCount }",
    "isUsernameFree": 'isUsernameFree(username: "x")',
}
MUTATIONS = {
    "logout": "logout { E }",
    "requestEmailVerification": "requestEmailVerification { E }",
    "requestEmailChange": 'requestEmailChange(input: {email: "x"}) { E }',
    "requestDataExport": "requestDataExport { E }",
    "eraseAccount": "eraseAccount { E }",
    "enrolTwoFactor": "enrolTwoFactor { E }",
    "confirmTwoFactor": 'confirmTwoFactor(input: {code: "x"}) { E }',
    "disableTwoFactor": "disableTwoFactor { E }",
    "renewRecoveryCodes": "renewRecoveryCodes { E }",
    "reauthenticate": 'reauthenticate(input: {password: "x"}) { E }',
    "changePassword": 'changePassword(input: {currentPassword: "x", newPassword: "y"}) { E }',
    "revokeSession": "revokeSession(id: ID) { E }",
    "revokeOtherSessions": "revokeOtherSessions { E }",
    "createUser": 'createUser(input: {email: "x", username: "y", password: "z"}) { E }',
    "updateUser": "updateUser(input: {id: ID}) { E }",
    "deactivateUser": "deactivateUser(id: ID) { E }",
    "activateUser": "activateUser(id: ID) { E }",
    "setSuperAdmin": "setSuperAdmin(id: ID, isSuperAdmin: true) { E }",
    "createProfile": "createProfile(input: {}) { E }",
    "updateProfile": "updateProfile(input: {id: ID}) { E }",
    "uploadProfilePicture": "uploadProfilePicture(id: ID, picture: $picture) { E }",
    "setProfileVisibility": "setProfileVisibility(id: ID, isPublic: true) { E }",
    "deactivateProfile": "deactivateProfile(id: ID) { E }",
    "restoreProfile": "restoreProfile(id: ID) { E }",
    "addContact": 'addContact(input: {profileId: ID, type: "x", value: "y"}) { E }',
    "updateContact": "updateContact(input: {id: ID}) { E }",
    "setPrimaryContact": "setPrimaryContact(id: ID) { E }",
    "removeContact": "removeContact(id: ID) { E }",
    "addJob": 'addJob(input: {profileId: ID, title: "x", company: "y"}) { E }',
    "updateJob": "updateJob(input: {id: ID}) { E }",
    "removeJob": "removeJob(id: ID) { E }",
    "createLocation": 'createLocation(input: {country: "x"}) { E }',
    "updateLocation": "updateLocation(input: {id: ID}) { E }",
    "deactivateLocation": "deactivateLocation(id: ID) { E }",
    "createOrganization": 'createOrganization(input: {name: "x"}) { E }',
    "updateOrganization": "updateOrganization(input: {id: ID}) { E }",
    "deactivateOrganization": "deactivateOrganization(id: ID) { E }",
    "transferOwnership": "transferOwnership(organizationId: ID, userId: ID) { E }",
    "inviteMember": "inviteMember(input: {organizationId: ID, userId: ID}) { E }",
    "acceptInvitation": "acceptInvitation(id: ID) { E }",
    "setMemberRole": "setMemberRole(id: ID, role: STAFF) { E }",
    "removeMember": "removeMember(id: ID) { E }",
}


def document(operation: str, field: str) -> str:
    field = field.replace(" E ", " errors { code } ").replace("ID", f'"{new_id()}"')
    head = head_of(field) if operation == "mutation" else operation
    return f"{head} {{ {field} }}"


GUARDED = {
    **{name: document("query", field) for name, field in QUERIES.items()},
    **{name: document("mutation", field) for name, field in MUTATIONS.items()},
}

TOKENS = AccessTokens(
    Keys.from_secrets(SECRET), issuer="aai", audience="aai", lifetime=dt.timedelta(minutes=30)
)


def parts(token: str) -> list[dict[str, Any]]:
    """Header and claims of a token."""
    head, payload, _ = token.split(".")
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, payload)]


HEADER, _ = parts(TOKENS.issue(new_id(), new_id()))


def seconds_from_now(seconds: float) -> int:
    return int((dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)).timestamp())


def claims(**changes: Any) -> dict[str, Any]:
    """A good token's claims; a changed one that is Ellipsis is left out."""
    good = {
        "iss": "aai",
        "aud": "aai",
        "sub": new_id(),
        "sid": new_id(),
        "jti": new_id(),
        "iat": seconds_from_now(-60),
        "nbf": seconds_from_now(-60),
        "exp": seconds_from_now(60),
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}


def sign(
    payload: Any, header: dict[str, Any] = HEADER, secret: str = SECRET, digest: str = "sha256"
) -> str:
    """A token signed without the help of the code under test."""
    head = encode(json.dumps(header).encode())
    text = f"{head}.{encode(json.dumps(payload).encode())}"
    return f"{text}.{encode(hmac.digest(secret.encode(), text.encode(), digest))}"


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in HEADER.items() if key != name}


def changed(**changes: Any) -> Callable[[], str]:
    return lambda: sign(claims(**changes))


def respell(part: int, text: str) -> str:
    """A good token with another text for one of its three parts."""
    parts = sign(claims()).split(".")
    parts[part] = text
    return ".".join(parts)


BAD: dict[str, Callable[[], str]] = {
    "an empty text": lambda: "",
    "garbage": lambda: "garbage",
    "dots": lambda: "..",
    "not base64": lambda: "a.b.c",
    "expired": changed(exp=seconds_from_now(-35)),
    "not valid yet": changed(nbf=seconds_from_now(3600)),
    "issued in the future": changed(iat=seconds_from_now(3600)),
    "another issuer": changed(iss="other"),
    "another audience": changed(aud="other"),
    **{
        f"no {name}": changed(**{name: ...})
        for name in ("iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp")
    },
    "no time": changed(exp="tomorrow"),
    "endless": changed(exp=float("inf")),
    "a sub that is no id": changed(sub="ada"),
    "a sid that is no id": changed(sid="session"),
    "a sub that is no text": changed(sub=1),
    "a sid that is no text": changed(sid=1),
    "a sid that is a list": changed(sid=list(new_id())),
    "another secret": lambda: sign(claims(), secret="s" * 32),
    "another payload": lambda: respell(1, encode(json.dumps(claims()).encode())),
    "another signature": lambda: respell(2, encode(b"x" * 32)),
    "no signature": lambda: respell(2, ""),
    "alg none": lambda: sign(claims(), {**HEADER, "alg": "none"}).rpartition(".")[0] + ".",
    "alg none with a signature": lambda: sign(claims(), {**HEADER, "alg": "none"}),
    "alg HS512": lambda: sign(claims(), {**HEADER, "alg": "HS512"}, digest="sha512"),
    "alg RS256": lambda: sign(claims(), {**HEADER, "alg": "RS256"}),
    "no alg": lambda: sign(claims(), without("alg")),
    "typ JWT": lambda: sign(claims(), {**HEADER, "typ": "JWT"}),
    "no typ": lambda: sign(claims(), without("typ")),
    "no kid": lambda: sign(claims(), without("kid")),
    "another kid": lambda: sign(claims(), {**HEADER, "kid": "other"}),
    "a list of claims": lambda: sign([claims()]),
    "no claims": lambda: sign(None),
    "nested deeply": lambda: respell(0, encode(b"[" * 3000 + b"]" * 3000)),
}


def test_the_token_that_the_bad_ones_are_made_from_is_good() -> None:
    good = claims()
    assert TOKENS.verify(sign(good)) == Claims(good["sub"], good["sid"])


def test_a_token_issued_is_verified() -> None:
    user_id, session_id = new_id(), new_id()
    assert TOKENS.verify(TOKENS.issue(user_id, session_id)) == Claims(user_id, session_id)


def test_a_token_says_what_it_is_and_which_key_signed_it() -> None:
    assert {"alg": "HS256", "typ": "at+jwt", "kid": HEADER["kid"]} == HEADER
    assert SECRET not in HEADER["kid"]


def test_a_token_has_the_claims_of_rfc_9068_and_its_session_for_30_minutes() -> None:
    user_id, session_id, before = new_id(), new_id(), seconds_from_now(0)
    _, payload = parts(TOKENS.issue(user_id, session_id))
    issued = payload["iat"]
    assert before <= issued <= seconds_from_now(0)
    assert payload == {
        "iss": "aai",
        "aud": "aai",
        "sub": user_id,
        "sid": session_id,
        "jti": payload["jti"],
        "iat": issued,
        "nbf": issued,
        "exp": issued + 1800,
    }


def test_no_two_tokens_are_the_same() -> None:
    user_id, session_id = new_id(), new_id()
    assert TOKENS.issue(user_id, session_id) != TOKENS.issue(user_id, session_id)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_is_not_verified(kind: str) -> None:
    assert TOKENS.verify(BAD[kind]()) is None


@given(st.text(st.characters()))
def test_no_text_breaks_the_verifier(text: str) -> None:
    assert TOKENS.verify(text) is None


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_is_unauthenticated_and_costs_no_sql(api: Api, kind: str) -> None:
    with api.statements() as seen:
        body = api.execute(ME, token=BAD[kind]())
    error = {**UNAUTHENTICATED, "locations": [{"line": 1, "column": 3}], "path": ["me"]}
    assert body == {"data": {"me": None}, "errors": [error]}
    assert seen == []


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YWRhOnNlY3JldA==", "Token x", "garbage"]
)
def test_a_header_without_a_bearer_token_is_a_bad_token(api: Api, header: str) -> None:
    response = api.request(
        "POST", "/graphql", json={"query": ME}, headers={"Authorization": header}
    )
    assert response.status_code == 200
    assert response.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


def test_the_word_bearer_is_known_in_any_case(api: Api, make: Make) -> None:
    user = make.user()
    headers = {"Authorization": f"bEaReR {make.token(user)}"}
    response = api.request("POST", "/graphql", json={"query": ME}, headers=headers)
    assert response.json() == {"data": {"me": {"id": user.id}}}


def test_every_root_field_says_so_for_itself(api: Api, make: Make) -> None:
    user = make.profile().user_id
    assert api.execute(TWO_ROOTS, {"id": user}, token="garbage") == {
        "data": {"me": None, "user": None},
        "errors": [
            {**UNAUTHENTICATED, "locations": [{"line": 2, "column": 3}], "path": ["me"]},
            {**UNAUTHENTICATED, "locations": [{"line": 3, "column": 3}], "path": ["user"]},
        ],
    }


def test_no_root_field_is_missing_here() -> None:
    published = build_schema(schema.sdl())
    assert published.query_type is not None
    assert published.mutation_type is not None
    fields = published.query_type.fields.keys() | published.mutation_type.fields.keys()
    assert fields - OPEN == GUARDED.keys()


@pytest.mark.parametrize("name", GUARDED)
def test_a_bad_token_is_unauthenticated_everywhere(api: Api, name: str) -> None:
    with api.statements() as seen:
        assert api.codes(GUARDED[name], token="garbage") == ["UNAUTHENTICATED"]
    assert seen == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_without_a_token_is_unauthenticated_and_nothing_runs(
    api: Api, name: str
) -> None:
    with api.statements() as seen:
        body = api.execute(GUARDED[name])
    column = GUARDED[name].index(name) + 1
    error = {**UNAUTHENTICATED, "locations": [{"line": 1, "column": column}], "path": [name]}
    assert body == {"data": {name: None}, "errors": [error]}
    assert seen == []


@pytest.mark.parametrize(
    "document", ["{ __typename }", "mutation { __typename }", "{ __schema { queryType { name } } }"]
)
def test_what_the_schema_is_can_be_asked_with_a_bad_token(api: Api, document: str) -> None:
    assert api.execute(document, token="garbage") == api.execute(document)
    assert api.codes(document, token="garbage") == []


@pytest.mark.parametrize("kind", BAD)
def test_signing_in_takes_no_notice_of_a_bad_token(api: Api, make: Make, kind: str) -> None:
    make.user(email="ada@example.com")
    login = (
        f'mutation {{ login(input: {{email: "ada@example.com", password: "{PASSWORD}"}})'
        " { user { email } errors { code } } }"
    )
    assert api.execute(login, token=BAD[kind]()) == {
        "data": {"login": {"user": {"email": "ada@example.com"}, "errors": []}}
    }


def test_a_viewer_costs_one_statement_however_often_they_are_asked_for(
    api: Api, make: Make
) -> None:
    user, everything = make.user(), "{ a: me { id email } b: me { username } c: me { isActive } }"
    token = make.token(user)
    with api.statements() as seen:
        data = api.data(everything, token=token)
    assert data == {
        "a": {"id": user.id, "email": user.email},
        "b": {"username": user.username},
        "c": {"isActive": True},
    }
    assert len(seen) == 1


def test_a_token_that_is_remembered_expires_all_the_same() -> None:
    almost = AccessTokens(
        TOKENS.keys, issuer="aai", audience="aai", lifetime=dt.timedelta(seconds=1) - LEEWAY
    )
    token = almost.issue(new_id(), new_id())
    assert almost.verify(token) == almost.verify(token) is not None
    time.sleep(1.5)
    assert almost.verify(token) is None
