"""A sign-in with a second factor: no access before a code, each code once, no way around it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from auth.seal import Broken
from db.models import OneTimeToken, Session, TwoFactor, User
from db.types import now
from tests.support import mailbox
from tests.support.api import Api
from tests.support.authenticator import Authenticator, code_of, renew, turned_on, wrong
from tests.support.make import PASSWORD, Make
from tests.support.rows import trail

TOKENS = "accessToken refreshToken tokenType expiresIn user { username } twoFactorChallenge"
LOGIN = f"""
mutation ($input: LoginInput!) {{
  login(input: $input) {{ {TOKENS} errors {{ code path }} }}
}}
"""
VERIFY = f"""
mutation ($challenge: String!, $code: String!) {{
  verifyTwoFactor(input: {{ challenge: $challenge, code: $code }}) {{
    {TOKENS} errors {{ code path }}
  }}
}}
"""
RESET = f"""
mutation ($token: String!) {{
  resetPassword(input: {{ token: $token, newPassword: "battery staple horse" }}) {{
    {TOKENS} errors {{ code path }}
  }}
}}
"""
REQUEST = """
mutation ($email: String!) {
  requestPasswordReset(input: { email: $email }) { errors { code } }
}
"""
CORRECT = """
mutation ($id: ID!, $email: String!) {
  updateUser(input: { id: $id, email: $email }) { errors { code } }
}
"""
PROVE = "mutation ($token: String!) { verifyEmail(input: { token: $token }) { errors { code } } }"
CHANGE = f"""
mutation {{
  changePassword(input: {{ currentPassword: "{PASSWORD}", newPassword: "another good one" }}) {{
    errors {{ code }}
  }}
}}
"""
ME = "{ me { username recoveryCodesLeft sessions { authenticatedWith } } }"
WRONG_CODE = [{"code": "INVALID_CODE", "path": ["code"]}]
NO_CHALLENGE = [{"code": "INVALID_TOKEN", "path": ["challenge"]}]
NOTHING = dict.fromkeys(
    ["accessToken", "refreshToken", "tokenType", "expiresIn", "user", "twoFactorChallenge"]
)


@pytest.fixture
def user(make: Make) -> User:
    return make.user()


@pytest.fixture
def factor(api: Api, make: Make, user: User) -> Authenticator:
    return turned_on(api, make, user)


def login(api: Api, user: User, password: str = PASSWORD) -> dict[str, Any]:
    return api.data(LOGIN, {"input": {"email": user.email, "password": password}})["login"]


def challenge(api: Api, user: User) -> str:
    return login(api, user)["twoFactorChallenge"]


def verify(api: Api, challenge: str, code: str) -> dict[str, Any]:
    return api.data(VERIFY, {"challenge": challenge, "code": code})["verifyTwoFactor"]


def opened_with(api: Api, payload: dict[str, Any]) -> str:
    """How the newest session was opened, which works."""
    assert payload["errors"] == []
    assert payload["twoFactorChallenge"] is None
    me = api.data(ME, token=payload["accessToken"])["me"]
    return me["sessions"][0]["authenticatedWith"]


def test_the_password_alone_gives_no_access(api: Api, user: User, factor: Authenticator) -> None:
    sessions = count(api)
    payload = login(api, user)
    token = payload.pop("twoFactorChallenge")
    assert payload == {
        **{k: v for k, v in NOTHING.items() if k != "twoFactorChallenge"},
        "errors": [],
    }
    assert count(api) == sessions
    assert api.codes("{ me { id } }", token=token) == ["UNAUTHENTICATED"]
    assert opened_with(api, verify(api, token, factor.code())) == "AUTHENTICATOR"


def count(api: Api) -> int:
    with api.services.database.engine.connect() as connection:
        return len(connection.execute(select(Session.id)).all())


def test_a_wrong_password_is_told_as_ever(api: Api, user: User, factor: Authenticator) -> None:
    assert factor
    payload = login(api, user, "a wrong password")
    assert payload == {**NOTHING, "errors": [{"code": "INVALID_CREDENTIALS", "path": []}]}


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_clocks_may_differ_by_one_step(
    api: Api, user: User, factor: Authenticator, steps: int
) -> None:
    assert (
        opened_with(api, verify(api, challenge(api, user), factor.code(steps))) == "AUTHENTICATOR"
    )


@pytest.mark.parametrize("steps", [-3, 3])
def test_but_not_by_more(api: Api, user: User, factor: Authenticator, steps: int) -> None:
    assert verify(api, challenge(api, user), factor.code(steps))["errors"] == WRONG_CODE


def test_each_code_is_good_once_and_none_before_it(
    api: Api, user: User, factor: Authenticator
) -> None:
    code, earlier = factor.code(), factor.code(-1)
    assert verify(api, challenge(api, user), code)["errors"] == []
    for used in (code, earlier):
        assert verify(api, challenge(api, user), used) == {**NOTHING, "errors": WRONG_CODE}
    assert verify(api, challenge(api, user), factor.code(1))["errors"] == []


def test_a_recovery_code_is_good_once_however_it_is_written(
    api: Api, user: User, factor: Authenticator
) -> None:
    code = factor.recovery_codes[3]
    payload = verify(api, challenge(api, user), f" {code.replace('-', ' ').lower()} ")
    assert opened_with(api, payload) == "RECOVERY_CODE"
    assert api.data(ME, token=payload["accessToken"])["me"]["recoveryCodesLeft"] == 9
    assert verify(api, challenge(api, user), code)["errors"] == WRONG_CODE


@pytest.mark.parametrize("kind", ["authenticator", "recovery"])
def test_of_a_hundred_at_once_with_one_code_one_is_let_in(
    api_with: Any, make: Make, kind: str
) -> None:
    api = api_with(throttle_second_factor="1000/minute", throttle_token="1000/minute")
    user = make.user()
    factor = turned_on(api, make, user)
    code = factor.code() if kind == "authenticator" else factor.recovery_codes[0]
    # a challenge is good once: with one for each nothing but the code decides
    tokens = [challenge(api, user) for _ in range(5)]
    asked = [{"challenge": tokens[number % 5], "code": code} for number in range(100)]
    bodies = api.together([api.post(VERIFY, each) for each in asked])
    let_in = [body for body in bodies if body["data"]["verifyTwoFactor"]["accessToken"]]
    assert len(let_in) == 1


def test_a_challenge_is_good_once(api: Api, user: User, factor: Authenticator) -> None:
    token, other = challenge(api, user), challenge(api, user)
    assert verify(api, token, factor.code())["errors"] == []
    renew(api)
    for used in (token, other):
        assert verify(api, used, factor.code())["errors"] == NO_CHALLENGE


def test_a_challenge_is_good_for_five_minutes(api: Api, user: User, factor: Authenticator) -> None:
    token = challenge(api, user)
    with api.services.database.engine.begin() as connection:
        found = select(OneTimeToken.created_at, OneTimeToken.expires_at)
        made, expires = connection.execute(found.where(OneTimeToken.user_id == user.id)).one()
        assert dt.timedelta(minutes=4) < expires - made <= dt.timedelta(minutes=5, seconds=1)
        connection.execute(update(OneTimeToken).values(expires_at=now()))
    assert verify(api, token, factor.code())["errors"] == NO_CHALLENGE


def test_a_challenge_is_good_for_the_browser_that_began(
    api: Api, user: User, factor: Authenticator
) -> None:
    token = challenge(api, user)
    body = {"query": VERIFY, "variables": {"challenge": token, "code": factor.code()}}
    elsewhere = api.run(api.sent(body, {"User-Agent": "another browser"})).json()
    assert elsewhere["data"]["verifyTwoFactor"]["errors"] == NO_CHALLENGE
    assert verify(api, token, factor.code())["errors"] == []


def test_a_challenge_of_somebody_else_takes_their_code(
    api: Api, make: Make, user: User, factor: Authenticator
) -> None:
    other = make.user()
    others = turned_on(api, make, other)
    assert verify(api, challenge(api, other), factor.code())["errors"] == WRONG_CODE
    assert verify(api, challenge(api, other), factor.recovery_codes[0])["errors"] == WRONG_CODE
    payload = verify(api, challenge(api, other), others.code())
    assert payload["user"] == {"username": other.username}


def link(api: Api, user: User) -> str:
    api.data(REQUEST, {"email": user.email})
    return mailbox.last(api).token


FORGED: dict[str, Callable[[Api, User], str]] = {
    "nothing": lambda _api, _user: "",
    "garbage": lambda _api, _user: "x" * 43,
    "long": lambda _api, _user: "x" * 5000,
    "a NUL": lambda _api, _user: "\0",
    "cut": lambda api, user: challenge(api, user)[:-1],
    "a link": link,
}


@pytest.mark.parametrize("forged", FORGED)
def test_what_is_no_challenge_is_refused_alike(
    api: Api, user: User, factor: Authenticator, forged: str
) -> None:
    payload = verify(api, FORGED[forged](api, user), factor.code())
    assert payload == {**NOTHING, "errors": NO_CHALLENGE}


def test_a_challenge_is_no_link(api: Api, user: User, factor: Authenticator) -> None:
    assert factor
    payload = api.data(RESET, {"token": challenge(api, user)})["resetPassword"]
    assert payload["errors"] == [{"code": "INVALID_TOKEN", "path": ["token"]}]


def test_a_change_of_the_password_kills_the_challenge(
    api: Api, make: Make, user: User, factor: Authenticator
) -> None:
    token = challenge(api, user)
    assert api.data(CHANGE, token=make.token(user)) == {"changePassword": {"errors": []}}
    assert verify(api, token, factor.code())["errors"] == NO_CHALLENGE


def test_a_closed_account_is_not_let_in(api: Api, user: User, factor: Authenticator) -> None:
    token = challenge(api, user)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(User).where(User.id == user.id).values(is_active=False))
    assert verify(api, token, factor.code())["errors"] == NO_CHALLENGE


def test_a_reset_does_not_skip_it(api: Api, make: Make) -> None:
    user = make.user(is_email_verified=True)
    factor = turned_on(api, make, user)
    elsewhere = make.token(user)
    payload = api.data(RESET, {"token": link(api, user)})["resetPassword"]
    token = payload["twoFactorChallenge"]
    assert payload == {**NOTHING, "twoFactorChallenge": token, "errors": []}
    assert api.codes("{ me { id } }", token=elsewhere) == ["UNAUTHENTICATED"]
    assert opened_with(api, verify(api, token, factor.code())) == "AUTHENTICATOR"


def test_the_first_proof_of_an_address_ends_what_was_set_up_by_whoever_had_none(
    api: Api, user: User, factor: Authenticator
) -> None:
    """Or somebody could lock out for good whoever has the address."""
    assert factor
    payload = api.data(RESET, {"token": link(api, user)})["resetPassword"]
    assert opened_with(api, payload) == "LINK"
    assert login(api, user, "battery staple horse")["twoFactorChallenge"] is None
    assert (user.email, "two_factor_off") in mailbox.told(api)
    assert ("TWO_FACTOR_DISABLED", user.id, user.id, user.id) in trail(api)


@pytest.mark.parametrize("by", ["reset", "proof"])
def test_the_proof_of_an_address_that_a_super_admin_has_set_leaves_it_on(
    api: Api, make: Make, by: str
) -> None:
    """It is of whoever had proven the address before: a mailbox is no way around it."""
    user = make.user(is_email_verified=True)
    make.two_factor(user)
    values = {"id": user.id, "email": "new@example.com"}
    api.data(CORRECT, values, make.token(make.admin()))
    if by == "proof":
        assert api.data(PROVE, {"token": mailbox.last(api).token})["verifyEmail"]["errors"] == []
        token = mailbox.last(api).token
    else:
        api.data(REQUEST, {"email": "new@example.com"})
        token = mailbox.last(api).token
    payload = api.data(RESET, {"token": token})["resetPassword"]
    assert (payload["errors"], payload["accessToken"]) == ([], None)
    assert payload["twoFactorChallenge"]


def test_tries_are_few_for_an_account_and_wrong_ones_are_in_the_trail(
    api_with: Any, make: Make
) -> None:
    api = api_with(throttle_second_factor="3/hour")
    user = make.user()
    factor = turned_on(api, make, user)
    token = challenge(api, user)
    for _ in range(3):
        assert verify(api, token, wrong(factor.secret))["errors"] == WRONG_CODE
    body = api.execute(VERIFY, {"challenge": token, "code": factor.code()})
    assert [error["extensions"]["code"] for error in body["errors"]] == ["RATE_LIMITED"]
    assert body["errors"][0]["extensions"]["retryAfter"] > 0
    trail = "{ auditEvents(first: 3) { nodes { action } } }"
    nodes = api.data(trail, token=make.token(make.admin()))["auditEvents"]["nodes"]
    assert nodes == [{"action": "TWO_FACTOR_FAILED"}] * 3
    assert verify(api, token, factor.recovery_codes[0])["errors"] == []


def test_a_factor_is_read_after_the_server_has_another_secret(
    api: Api, api_with: Any, make: Make
) -> None:
    """As long as the earlier one is known; what was used since needs it no more."""
    user = make.user()
    factor = turned_on(api, make, user)
    old = api.services.seal
    rotated = api_with(
        jwt_secret="another secret of this server, long enough",
        jwt_previous_secrets=["a secret that only the tests know, of 32 bytes and more"],
    )
    token = challenge(rotated, user)
    assert verify(rotated, token, factor.code())["errors"] == []
    with api.services.database.engine.connect() as connection:
        sealed = connection.execute(select(TwoFactor.secret)).scalar_one()
    assert rotated.services.seal.open(sealed) == factor.secret
    with pytest.raises(Broken):
        old.open(sealed)


def test_a_session_alone_uses_up_no_try_of_a_sign_in(
    api_with: Callable[..., Api], make: Make
) -> None:
    """Nor a mail of its owner's: it is refused before anything is counted that both share."""
    api = api_with(throttle_second_factor="3/hour", throttle_mail="3/hour")
    user = make.user()
    secret, stolen = make.two_factor(user), make.token(user)
    with api.services.database.engine.begin() as connection:
        past = now() - dt.timedelta(hours=1)
        connection.execute(update(Session).values(created_at=past))
    own = make.token(user)
    confirm = 'mutation { confirmTwoFactor(input: { code: "000000" }) { errors { code } } }'
    change = (
        'mutation { requestEmailChange(input: { email: "n@example.com" }) { errors { code } } }'
    )
    for _ in range(4):
        api.execute(confirm, token=stolen)
        api.execute(change, token=stolen)
    assert api.data(change, token=own) == {"requestEmailChange": {"errors": []}}
    assert verify(api, challenge(api, user), code_of(secret))["errors"] == []
