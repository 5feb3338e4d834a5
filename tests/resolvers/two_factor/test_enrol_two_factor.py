"""A second factor is turned on by whoever has shown the password, and by a code of it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from db.models import Session, TwoFactor
from db.types import now
from tests.support import mailbox
from tests.support.api import Api
from tests.support.authenticator import CONFIRM, ENROL, code_of, turned_on, wrong
from tests.support.make import PASSWORD, Make

ME = "{ me { hasTwoFactor recoveryCodesLeft } }"
CONFIRM_PASSWORD = f"""
mutation ($code: String) {{
  reauthenticate(input: {{ password: "{PASSWORD}", code: $code }}) {{
    expiresAt errors {{ code path }}
  }}
}}
"""
DISABLE = """
mutation ($id: ID) {
  disableTwoFactor(userId: $id) { user { id hasTwoFactor } errors { code path } }
}
"""
RENEW = "mutation { renewRecoveryCodes { recoveryCodes errors { code path } } }"
OFF = {"me": {"hasTwoFactor": False, "recoveryCodesLeft": None}}
ON = {"me": {"hasTwoFactor": True, "recoveryCodesLeft": 10}}
STALE = [{"code": "REAUTHENTICATION_REQUIRED", "path": []}]


def age(api: Api) -> None:
    """Let every session have begun long ago."""
    with api.services.database.engine.begin() as connection:
        long_ago = now().replace(year=now().year - 1)
        connection.execute(update(Session).values(created_at=long_ago, reauthenticated_at=None))


def test_nothing_is_on_before_a_code_confirms_it(api: Api, make: Make) -> None:
    user = make.user(email="ada@example.com")
    token, elsewhere = make.token(user), make.token(user)
    assert api.data(ME, token=token) == OFF
    payload = api.data(ENROL, token=token)["enrolTwoFactor"]
    assert payload["errors"] == []
    address = urlsplit(payload["otpauthUrl"])
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query) == {"secret": [payload["secret"]], "issuer": ["127.0.0.1:8000"]}
    assert api.data(ME, token=token) == OFF
    assert api.data(ME, token=elsewhere) == OFF
    confirmed = api.data(CONFIRM, {"code": code_of(payload["secret"])}, token)["confirmTwoFactor"]
    assert confirmed["errors"] == []
    assert len(set(confirmed["recoveryCodes"])) == 10
    assert api.data(ME, token=token) == ON
    assert api.codes(ME, token=elsewhere) == ["UNAUTHENTICATED"]
    assert mailbox.told(api) == [("ada@example.com", "two_factor_on")]


def test_a_wrong_code_turns_nothing_on_and_a_later_one_does(api: Api, make: Make) -> None:
    token = make.token(make.user())
    secret = api.data(ENROL, token=token)["enrolTwoFactor"]["secret"]
    for code in (wrong(secret), "", "1234567", "١٢٣٤٥٦", code_of(secret, 3)):
        payload = api.data(CONFIRM, {"code": code}, token)["confirmTwoFactor"]
        assert payload == {
            "recoveryCodes": None,
            "errors": [{"code": "INVALID_CODE", "path": ["code"]}],
        }
    assert api.data(ME, token=token) == OFF


def test_without_an_enrolment_there_is_nothing_to_confirm(api: Api, make: Make) -> None:
    payload = api.data(CONFIRM, {"code": "123456"}, make.token(make.user()))["confirmTwoFactor"]
    assert payload["errors"] == [{"code": "NOT_FOUND", "path": []}]


def test_the_newest_enrolment_counts_and_the_old_factor_until_then(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    old = turned_on(api, make, user, token)
    first, second = (api.data(ENROL, token=token)["enrolTwoFactor"]["secret"] for _ in range(2))
    shown = api.data(CONFIRM_PASSWORD, {"code": old.code()}, token)["reauthenticate"]
    assert shown["errors"] == []
    refused = api.data(CONFIRM, {"code": code_of(first)}, token)["confirmTwoFactor"]
    assert refused["errors"][0]["code"] == "INVALID_CODE"
    payload = api.data(CONFIRM, {"code": code_of(second)}, token)["confirmTwoFactor"]
    assert payload["errors"] == []
    assert not set(payload["recoveryCodes"]) & set(old.recovery_codes)


def test_codes_and_secrets_are_stored_as_nobody_can_read_them(api: Api, make: Make) -> None:
    factor = turned_on(api, make, make.user())
    with api.services.database.engine.connect() as connection:
        stored = connection.execute(select(TwoFactor.secret)).scalar_one()
        rows = connection.exec_driver_sql("SELECT code_hash FROM recovery_codes").scalars().all()
    assert factor.secret not in stored
    assert api.services.seal.open(stored) == factor.secret
    for code in factor.recovery_codes:
        assert code not in rows
        assert code.replace("-", "") not in rows


@pytest.mark.parametrize("asked", [ENROL, DISABLE, RENEW], ids=["enrol", "disable", "renew"])
def test_it_takes_a_password_that_was_just_shown(api: Api, make: Make, asked: str) -> None:
    user = make.user()
    token = make.token(user)
    turned_on(api, make, user, token)
    age(api)
    (payload,) = api.data(asked, token=token).values()
    assert payload["errors"] == STALE
    assert api.data(ME, token=token) == ON


def test_to_show_the_password_again_takes_a_code_as_well(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    factor = turned_on(api, make, user, token)
    age(api)
    code = [{"code": "INVALID_CODE", "path": ["code"]}]
    for given in (None, wrong(factor.secret), factor.recovery_codes[0][:-1]):
        payload = api.data(CONFIRM_PASSWORD, {"code": given}, token)["reauthenticate"]
        assert payload == {"expiresAt": None, "errors": code}
    assert api.data(RENEW, token=token)["renewRecoveryCodes"]["errors"] == STALE
    good = api.data(CONFIRM_PASSWORD, {"code": factor.code()}, token)["reauthenticate"]
    assert good["errors"] == []
    again = api.data(CONFIRM_PASSWORD, {"code": factor.code()}, token)["reauthenticate"]
    assert again["errors"] == code
    renewed = api.data(RENEW, token=token)["renewRecoveryCodes"]
    assert renewed["errors"] == []
    assert not set(renewed["recoveryCodes"]) & set(factor.recovery_codes)


def test_it_is_taken_off_and_every_other_session_ends(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    turned_on(api, make, user, token)
    elsewhere = make.token(user)
    payload = api.data(DISABLE, token=token)["disableTwoFactor"]
    assert payload == {"user": {"id": user.id, "hasTwoFactor": False}, "errors": []}
    assert api.data(ME, token=token) == OFF
    assert api.codes(ME, token=elsewhere) == ["UNAUTHENTICATED"]
    assert mailbox.told(api)[-1] == (user.email, "two_factor_off")
    assert api.data(RENEW, token=token)["renewRecoveryCodes"]["errors"][0]["code"] == "NOT_FOUND"


def test_a_super_admin_takes_it_off_and_it_is_told(api: Api, make: Make) -> None:
    user, admin = make.user(), make.admin()
    token = make.token(user)
    turned_on(api, make, user, token)
    payload = api.data(DISABLE, {"id": user.id}, make.token(admin))["disableTwoFactor"]
    assert payload == {"user": {"id": user.id, "hasTwoFactor": False}, "errors": []}
    assert api.codes(ME, token=token) == ["UNAUTHENTICATED"]
    assert mailbox.told(api)[-1] == (user.email, "two_factor_off")
    events = api.data(
        "{ auditEvents(first: 1) { nodes { action actor { id } subject { id } } } }",
        token=make.token(admin),
    )["auditEvents"]["nodes"]
    assert events == [
        {"action": "TWO_FACTOR_DISABLED", "actor": {"id": admin.id}, "subject": {"id": user.id}}
    ]


def test_nobody_else_takes_it_off(api: Api, make: Make) -> None:
    user, other = make.user(), make.user()
    make.profile(user)
    token = make.token(user)
    turned_on(api, make, user, token)
    payload = api.data(DISABLE, {"id": user.id}, make.token(other))["disableTwoFactor"]
    assert payload == {"user": None, "errors": [{"code": "NOT_FOUND", "path": ["userId"]}]}
    assert api.data(ME, token=token) == ON


def test_others_do_not_see_that_it_is_on(api: Api, make: Make) -> None:
    user, other = make.user(), make.user()
    make.profile(user)
    turned_on(api, make, user)
    seen = "query ($id: ID!) { user(id: $id) { hasTwoFactor recoveryCodesLeft } }"
    hidden = {"user": {"hasTwoFactor": None, "recoveryCodesLeft": None}}
    assert api.data(seen, {"id": user.id}, make.token(other)) == hidden
    to_admins = api.data(seen, {"id": user.id}, make.token(make.admin()))
    assert to_admins == {"user": {"hasTwoFactor": True, "recoveryCodesLeft": None}}
