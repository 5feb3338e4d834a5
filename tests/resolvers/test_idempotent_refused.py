"""`@idempotent`: what was refused is not kept, and nobody keeps others out by filling the store."""

from collections.abc import Callable
from typing import Any

import pytest

from db.models import (
    AuditEvent,
    EmailInvitation,
    IdempotencyKey,
    OneTimeToken,
    Organization,
    Session,
    User,
)
from resolvers.operation import once
from tests.support.api import Api
from tests.support.authenticator import turned_on, wrong
from tests.support.make import PASSWORD, Make
from tests.support.rows import every
from tests.support.sign_in import let_pass, sign_in
from tests.support.writes import KEY

WRONG = "not the password at all"


def login(email: str, password: str = PASSWORD, key: str = KEY) -> str:
    inputs = f'{{ email: "{email}", password: "{password}" }}'
    return f"""mutation {{
      login(input: {inputs}) @idempotent(key: "{key}") {{
        refreshToken twoFactorChallenge errors {{ code path }}
      }}
    }}"""


def call(mutation: str, inputs: str) -> str:
    head = f'{mutation}(input: {{ {inputs} }}) @idempotent(key: "{KEY}")'
    return f"mutation {{ {head} {{ errors {{ code }} }} }}"


def wrong_login(_api: Api, _make: Make, user: User) -> str:
    return call("login", f'email: "{user.email}", password: "{WRONG}"')


def unknown_login(_api: Api, _make: Make, _user: User) -> str:
    return call("login", f'email: "nobody@example.com", password: "{WRONG}"')


def wrong_change(_api: Api, _make: Make, _user: User) -> str:
    return call("changePassword", f'currentPassword: "{WRONG}", newPassword: "battery staple"')


def wrong_reauthentication(_api: Api, _make: Make, _user: User) -> str:
    return call("reauthenticate", f'password: "{WRONG}"')


def wrong_code(api: Api, make: Make, user: User) -> str:
    factor = turned_on(api, make, user)
    return call("reauthenticate", f'password: "{PASSWORD}", code: "{wrong(factor.secret)}"')


def wrong_answer(api: Api, make: Make, user: User) -> str:
    factor = turned_on(api, make, user)
    payload = api.data(login(user.email, key="another"))["login"]
    forget_keys(api)
    inputs = f'challenge: "{payload["twoFactorChallenge"]}", code: "{wrong(factor.secret)}"'
    return call("verifyTwoFactor", inputs)


def reused_token(api: Api, _make: Make, user: User) -> str:
    token = sign_in(api, user).refresh_token
    refresh = f'mutation {{ refreshToken(input: {{ refreshToken: "{token}" }}) {{ tokenType }} }}'
    api.data(refresh)
    let_pass(api, 60)
    return call("refreshToken", f'refreshToken: "{token}"')


REFUSED: dict[Callable[[Api, Make, User], str], tuple[str, str]] = {
    wrong_login: ("INVALID_CREDENTIALS", "LOGIN_FAILED"),
    unknown_login: ("INVALID_CREDENTIALS", "LOGIN_FAILED"),
    wrong_change: ("INVALID_CREDENTIALS", "PASSWORD_CHANGE_FAILED"),
    wrong_reauthentication: ("INVALID_CREDENTIALS", "REAUTHENTICATION_FAILED"),
    wrong_code: ("INVALID_CODE", "REAUTHENTICATION_FAILED"),
    wrong_answer: ("INVALID_CODE", "TWO_FACTOR_FAILED"),
    reused_token: ("INVALID_TOKEN", "TOKEN_REUSED"),
}
"""What is refused and written down nevertheless: with which code, and as what."""


def forget_keys(api: Api) -> None:
    with api.services.database.engine.begin() as connection:
        connection.execute(IdempotencyKey.__table__.delete())


def refusals(api: Api, event: str) -> int:
    return sum(found.action == event for found in every(api, AuditEvent))


@pytest.mark.parametrize("arrange", REFUSED, ids=lambda arrange: arrange.__name__)
def test_what_was_refused_is_written_down_and_not_kept(
    api: Api, make: Make, person: User, token: str, arrange: Callable[[Api, Make, User], str]
) -> None:
    code, event = REFUSED[arrange]
    document = arrange(api, make, person)
    for _ in range(2):
        before = refusals(api, event)
        (payload,) = api.data(document, token=make.token(person)).values()
        assert payload == {"errors": [{"code": code}]}
        assert every(api, IdempotencyKey) == []
    if event != "TOKEN_REUSED":  # the session of the token has ended by then
        assert refusals(api, event) == before + 1


def test_a_full_store_hides_no_wrong_password(
    api: Api, make: Make, person: User, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "MOST_KEPT", 0)
    payload = api.data(wrong_change(api, make, person), token=token)
    assert payload == {"changePassword": {"errors": [{"code": "INVALID_CREDENTIALS"}]}}
    assert refusals(api, "PASSWORD_CHANGE_FAILED") == 1


def test_nor_is_a_sign_in_kept_that_waits_for_proof(api_with: Any, make: Make) -> None:
    api = api_with(require_verified_email=True)
    user = make.user()
    for _ in range(2):
        payload = api.data(login(user.email))["login"]
        assert [error["code"] for error in payload["errors"]] == ["INVALID_CREDENTIALS"]
    assert every(api, IdempotencyKey) == []
    assert len(every(api, OneTimeToken)) == 2


def test_who_was_refused_signs_in_under_the_same_key_when_it_is_right(api: Api, make: Make) -> None:
    user = make.user(is_active=False)
    assert api.data(login(user.email))["login"]["errors"] != []
    with api.services.database.engine.begin() as connection:
        connection.execute(User.__table__.update().values(is_active=True))
    first, again = (api.data(login(user.email))["login"] for _ in range(2))
    assert first["errors"] == []
    assert first == again
    assert len(every(api, Session)) == 1


def test_a_try_that_came_to_nothing_takes_no_place(api_with: Any, make: Make) -> None:
    """Of many who make the hash of a password stronger at once, one does; the others begin anew."""
    api = api_with(bcrypt_rounds=5)
    user = make.user()
    documents = [login(user.email, key=f"key {number}") for number in range(5)]
    for _ in range(2):
        bodies = api.together([api.post(document) for document in documents])
        tokens = {body["data"]["login"]["refreshToken"] for body in bodies}
        assert len(tokens) == len(every(api, Session)) == 5
    steps = {kept.step.partition(" ")[0] for kept in every(api, IdempotencyKey)}
    assert steps == {"1"}


def ask_for_reset(api: Api, number: int) -> None:
    inputs = f'email: "someone{number}@example.com"'
    document = call("requestPasswordReset", inputs).replace(KEY, f"key {number}")
    assert api.data(document) == {"requestPasswordReset": {"errors": []}}


def test_behind_one_address_the_oldest_goes_and_nobody_is_refused(
    api: Api, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "MOST_KEPT", 4)
    for number in range(6):
        ask_for_reset(api, number)
    assert len(every(api, OneTimeToken)) == 6
    assert 0 < len(every(api, IdempotencyKey)) <= 5
    ask_for_reset(api, 5)
    assert len(every(api, OneTimeToken)) == 6
    ask_for_reset(api, 0)
    assert len(every(api, OneTimeToken)) == 7
    user = make.user()
    first, again = (api.data(login(user.email))["login"] for _ in range(2))
    assert first["errors"] == []
    assert first == again


def test_what_others_keep_stays(
    api: Api, make: Make, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = call("createOrganization", 'name: "Works"')
    api.data(document, token=token)
    monkeypatch.setattr(once, "MOST_KEPT", 1)
    for number in range(3):
        ask_for_reset(api, number)
    api.data(document, token=token)
    assert len(every(api, Organization)) == 1


def test_what_is_done_is_answered_though_the_store_is_full_by_then(
    api: Api, make: Make, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field of more than one transaction takes one place."""
    monkeypatch.setattr(once, "MOST_KEPT", 1)
    organization = make.organization()
    inputs = f'organizationId: "{organization.id}", email: "ada@example.com"'
    owner = make.token(every(api, User, id=organization.owner_id)[0])
    document = call("inviteMember", inputs)
    for _ in range(2):
        assert api.data(document, token=owner) == {"inviteMember": {"errors": []}}
    assert len(every(api, EmailInvitation)) == 1
