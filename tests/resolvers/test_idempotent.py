"""`@idempotent`: the same key, viewer, field and arguments are done once and answered alike."""

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from db.models import IdempotencyKey, Job, Profile, Session, User
from db.types import now
from resolvers.operation import once
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import asked_for, every, everything
from tests.support.writes import ENDS, GUARDED, KEY, Written, under_key

ADD = """
mutation ($key: String!, $profile: ID!, $title: String!) {
  addJob(input: { profileId: $profile, title: $title, company: "Engines" })
    @idempotent(key: $key) { job { id title profile { id } } errors { code path } }
}
"""
REGISTER = """
mutation ($key: String!) {
  register(input: { email: "ada@example.com", username: "ada", password: "battery staple horse" })
    @idempotent(key: $key) {
    accessToken refreshToken user { id username } errors { code path }
  }
}
"""
LOGIN = f"""
mutation ($key: String!, $email: String!) {{
  login(input: {{ email: $email, password: "{PASSWORD}" }}) @idempotent(key: $key) {{
    accessToken refreshToken errors {{ code }}
  }}
}}
"""
ORGANIZATION = """
mutation ($key: String!, $name: String!) {
  createOrganization(input: { name: $name }) @idempotent(key: $key) {
    organization { id name } errors { code path }
  }
}
"""
REUSED = {"code": "IDEMPOTENCY_KEY_REUSED", "path": []}
SHOWN_ONCE = {"confirmTwoFactor", "renewRecoveryCodes"}
"""Their recovery codes are not kept: who asks again is told that it is done."""


@pytest.fixture
def profile(make: Make) -> Profile:
    return make.profile(make.user())


def add(api: Api, token: str | None, profile: Profile, key: str = KEY, title: str = "T") -> Any:
    return api.execute(ADD, {"key": key, "profile": profile.id, "title": title}, token)


def owner(api: Api, make: Make, profile: Profile) -> str:
    (user,) = every(api, User, id=profile.user_id)
    return make.token(user)


def test_the_same_is_done_once_and_answered_alike(api: Api, make: Make, profile: Profile) -> None:
    token = owner(api, make, profile)
    first = add(api, token, profile)
    assert first["data"]["addJob"]["errors"] == []
    before = everything(api)
    for _ in range(3):
        assert add(api, token, profile) == first
    assert everything(api) == before
    assert len(every(api, Job)) == 1
    assert add(api, token, profile, key="another")["data"]["addJob"]["job"] is not None
    assert len(every(api, Job)) == 2


def test_another_session_of_the_same_user_is_the_same_viewer(
    api: Api, make: Make, profile: Profile
) -> None:
    answers = [add(api, owner(api, make, profile), profile) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(every(api, Job)) == 1


def test_other_arguments_or_another_field_are_told(api: Api, make: Make, profile: Profile) -> None:
    token = owner(api, make, profile)
    add(api, token, profile)
    before = everything(api)
    payload = add(api, token, profile, title="Another")["data"]["addJob"]
    assert payload == {"job": None, "errors": [REUSED]}
    other = api.data(ORGANIZATION, {"key": KEY, "name": "Works"}, token)["createOrganization"]
    assert other == {"organization": None, "errors": [REUSED]}
    assert everything(api) == before


def test_the_key_of_one_is_nothing_to_another(api: Api, make: Make) -> None:
    ids = set()
    for _ in range(2):
        user = make.user()
        payload = api.data(ORGANIZATION, {"key": KEY, "name": "Works"}, make.token(user))
        ids.add(payload["createOrganization"]["organization"]["id"])
    assert len(ids) == 2


def test_of_a_hundred_at_once_one_writes_and_all_are_answered_alike(
    api: Api, make: Make, profile: Profile
) -> None:
    token = owner(api, make, profile)
    variables = {"key": KEY, "profile": profile.id, "title": "T"}
    bodies = api.together([api.post(ADD, variables, token) for _ in range(100)])
    assert len(every(api, Job)) == 1
    assert all(body == bodies[0] for body in bodies)
    assert bodies[0]["data"]["addJob"]["errors"] == []


def test_who_is_not_signed_in_is_known_by_the_address(api: Api) -> None:
    first, again = (api.data(REGISTER, {"key": KEY})["register"] for _ in range(2))
    assert first["errors"] == again["errors"] == []
    assert first["user"] == again["user"]
    assert first["refreshToken"] == again["refreshToken"]
    assert len(every(api, User)) == 1
    assert len(every(api, Session)) == 1
    for payload in (first, again):
        assert api.data("{ me { username } }", token=payload["accessToken"]) == {
            "me": {"username": "ada"}
        }
    other = api.data(REGISTER, {"key": "another"})["register"]
    assert {error["code"] for error in other["errors"]} == {"EMAIL_TAKEN", "USERNAME_TAKEN"}


def test_what_is_kept_goes_with_the_account_that_was_opened(api: Api) -> None:
    payload = api.data(REGISTER, {"key": KEY})["register"]
    assert every(api, IdempotencyKey) != []
    erase = "mutation { eraseAccount { errors { code } } }"
    api.data(erase, token=payload["accessToken"])
    assert every(api, IdempotencyKey) == []


def test_a_sign_in_at_once_opens_one_session(api: Api, make: Make) -> None:
    user = make.user()
    variables = {"key": KEY, "email": user.email}
    bodies = api.together([api.post(LOGIN, variables) for _ in range(5)])
    tokens = {body["data"]["login"]["refreshToken"] for body in bodies}
    assert len(tokens) == len(every(api, Session)) == 1


def test_credentials_and_keys_are_stored_as_nobody_can_read_them(api: Api) -> None:
    payload = api.data(REGISTER, {"key": KEY})["register"]
    stored = str(everything(api)["idempotency_keys"])
    for hidden in (KEY, payload["refreshToken"], "battery staple horse", "ada@example.com"):
        assert hidden not in stored
        assert hidden.encode().hex() not in stored


def test_what_was_refused_may_be_tried_again_under_its_key(
    api: Api, make: Make, profile: Profile
) -> None:
    token = owner(api, make, profile)
    refused = add(api, token, profile, title="")["data"]["addJob"]
    assert [error["path"] for error in refused["errors"]] == [["title"]]
    assert every(api, IdempotencyKey) == []
    assert add(api, token, profile)["data"]["addJob"]["errors"] == []


def test_a_key_is_good_for_a_day(api: Api, make: Make, profile: Profile) -> None:
    token = owner(api, make, profile)
    add(api, token, profile)
    (key,) = every(api, IdempotencyKey)
    assert once.LIFETIME.total_seconds() == 24 * 3600
    assert key.expires_at - key.created_at == once.LIFETIME
    with api.services.database.engine.begin() as connection:
        connection.execute(update(IdempotencyKey).values(expires_at=now()))
    assert add(api, token, profile, title="Another")["data"]["addJob"]["errors"] == []
    assert len(every(api, Job)) == 2
    assert len(every(api, IdempotencyKey)) == 1


def test_one_viewer_has_so_many_kept_and_no_more(
    api: Api, make: Make, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "MOST_KEPT", 3)
    token = owner(api, make, profile)
    kept = [add(api, token, profile, key=f"key {number}") for number in range(3)]
    before = everything(api)
    payload = add(api, token, profile, key="one more")["data"]["addJob"]
    assert payload == {"job": None, "errors": [{"code": "LIMIT_REACHED", "path": []}]}
    assert everything(api) == before
    assert [add(api, token, profile, key=f"key {number}") for number in range(3)] == kept
    other = api.data(ORGANIZATION, {"key": KEY, "name": "Works"}, make.token(make.user()))
    assert other["createOrganization"]["errors"] == []


def test_a_key_of_no_use_is_refused(api: Api, make: Make, profile: Profile) -> None:
    token = owner(api, make, profile)
    for key in ("", "x" * 256):
        body = add(api, token, profile, key=key)
        assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_USER_INPUT"]
    assert every(api, Job) == []


def test_it_is_answered_by_another_process_and_after_a_new_secret(
    api: Api, api_with: Any, make: Make, profile: Profile
) -> None:
    token = owner(api, make, profile)
    first = add(api, token, profile)
    other = api_with(
        jwt_secret="another secret of this server, long enough",
        jwt_previous_secrets=["a secret that only the tests know, of 32 bytes and more"],
    )
    assert add(other, token, profile) == first
    assert len(every(api, Job)) == 1


def test_two_fields_of_one_operation_have_keys_of_their_own(
    api: Api, make: Make, profile: Profile
) -> None:
    token = owner(api, make, profile)
    document = ADD.replace("mutation (", "mutation Two(").rstrip().removesuffix("}")
    document += """
      again: addJob(input: { profileId: $profile, title: $title, company: "Engines" })
        @idempotent(key: "another") { job { id } errors { code } }
      plain: addJob(input: { profileId: $profile, title: $title, company: "Engines" })
        { job { id } errors { code } }
    }"""
    variables = {"key": KEY, "profile": profile.id, "title": "T"}
    first, second = (api.data(document, variables, token) for _ in range(2))
    assert first["addJob"]["job"] == second["addJob"]["job"]
    assert first["again"] == second["again"]
    assert first["plain"] != second["plain"]
    with api.services.database.engine.connect() as connection:
        assert len(connection.execute(select(Job.id)).all()) == 4


def alike(first: dict[str, Any], mutation: str) -> dict[str, Any]:
    """What the same is answered that was answered with `first`."""
    if mutation in SHOWN_ONCE:
        return {"data": {mutation: {"errors": [{"code": "CONFLICT", "path": []}]}}}
    return first


@pytest.mark.parametrize("mutation", GUARDED)
def test_every_mutation_is_done_once_under_a_key(api: Api, make: Make, mutation: str) -> None:
    admin = make.admin()
    make.admin()
    token = make.token(admin)
    document = under_key(Written(make, admin).call(mutation))
    first = api.execute(document, token=token)
    assert first == {"data": {mutation: {"errors": []}}}
    before = asked_for(api)
    if mutation in ENDS:
        assert api.codes(document, token=token) == ["UNAUTHENTICATED"]
    else:
        assert api.execute(document, token=token) == alike(first, mutation)
    assert asked_for(api) == before


@pytest.mark.parametrize("mutation", sorted(set(GUARDED) - ENDS))
def test_nor_after_a_kill_between_the_commit_and_the_answer(
    api: Api, make: Make, mutation: str
) -> None:
    """What the field came to was not kept then: its transactions tell."""
    admin = make.admin()
    make.admin()
    token = make.token(admin)
    document = under_key(Written(make, admin).call(mutation))
    first = api.execute(document, token=token)
    with api.services.database.engine.begin() as connection:
        connection.execute(delete(IdempotencyKey).where(IdempotencyKey.step == once.ANSWER))
    before = asked_for(api)
    assert api.execute(document, token=token) == alike(first, mutation)
    after = asked_for(api)
    assert before.pop("idempotency_keys") is not None
    assert after.pop("idempotency_keys") is not None
    assert after == before


def test_a_password_that_was_wrong_is_wrong_again_under_its_key(api: Api, make: Make) -> None:
    """What was written then is that it was wrong, and not another password."""
    user = make.user()
    token = make.token(user)
    inputs = '{currentPassword: "not mine at all", newPassword: "battery staple horse"}'
    call = f'changePassword(input: {inputs}) @idempotent(key: "{KEY}")'
    document = f"mutation {{ {call} {{ errors {{ code }} }} }}"
    for _ in range(2):
        (error,) = api.data(document, token=token)["changePassword"]["errors"]
        assert error["code"] == "INVALID_CREDENTIALS"
