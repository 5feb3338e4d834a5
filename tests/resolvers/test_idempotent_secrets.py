"""`@idempotent`: who asks again proves as much as before, and is shown no secret that was kept."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from db.models import IdempotencyKey, RecoveryCode, Session, TwoFactor, User
from db.types import now
from tests.support.api import Api
from tests.support.authenticator import code_of, turned_on
from tests.support.make import Make
from tests.support.rows import asked_for, every, everything
from tests.support.writes import ENDS, GUARDED, KEY, Written, under_key

NEEDED = {"code": "REAUTHENTICATION_REQUIRED", "path": []}
CONFLICT = {"code": "CONFLICT", "path": []}
ENROL = f"""
mutation {{
  enrolTwoFactor @idempotent(key: "{KEY}") {{ secret otpauthUrl errors {{ code path }} }}
}}
"""
CONFIRM = """
mutation ($code: String!) {
  confirmTwoFactor(input: { code: $code }) @idempotent(key: "another") {
    recoveryCodes errors { code path }
  }
}
"""
RENEW = f"""
mutation {{
  renewRecoveryCodes @idempotent(key: "{KEY}") {{ recoveryCodes errors {{ code path }} }}
}}
"""
ADDRESS = f"""
mutation ($id: ID!) {{
  updateUser(input: {{ id: $id, email: "changed@example.com" }}) @idempotent(key: "{KEY}") {{
    errors {{ code path }}
  }}
}}
"""


def grow_old(api: Api) -> None:
    """An hour passes for every session."""
    past = now() - dt.timedelta(hours=1)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(Session).values(created_at=past, reauthenticated_at=None))


def errors(body: dict[str, Any], mutation: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["data"][mutation]["errors"]
    return found


@pytest.mark.parametrize("mutation", sorted(set(GUARDED) - ENDS))
def test_what_needs_fresh_authentication_needs_it_again(
    api: Api, make: Make, mutation: str
) -> None:
    admin, other = make.admin(), make.admin()
    token = make.token(admin)
    document = under_key(Written(make, admin).call(mutation))
    assert errors(api.execute(document, token=token), mutation) == []
    without_key, others = Written(make, other).call(mutation), make.token(other)
    grow_old(api)
    before = asked_for(api)
    again = api.execute(document, token=token)
    assert asked_for(api) == before
    needs = NEEDED in errors(api.execute(without_key, token=others), mutation)
    assert (NEEDED in errors(again, mutation)) is needs


def test_also_where_it_is_needed_for_some_arguments_alone(api: Api, make: Make) -> None:
    admin = make.admin()
    token, variables = make.token(admin), {"id": make.user().id}
    assert errors(api.execute(ADDRESS, variables, token), "updateUser") == []
    assert errors(api.execute(ADDRESS, variables, token), "updateUser") == []
    grow_old(api)
    assert errors(api.execute(ADDRESS, variables, token), "updateUser") == [NEEDED]
    assert errors(api.execute(ADDRESS, variables, make.token(admin)), "updateUser") == []


def test_a_secret_that_waits_is_told_again(api: Api, make: Make, token: str) -> None:
    first = api.data(ENROL, token=token)
    before = everything(api)
    assert api.data(ENROL, token=token) == first
    assert everything(api) == before


def test_a_secret_that_waits_no_more_is_told_nobody(api: Api, token: str) -> None:
    secret = api.data(ENROL, token=token)["enrolTwoFactor"]["secret"]
    api.data(CONFIRM, {"code": code_of(secret)}, token)
    gone = {"secret": None, "otpauthUrl": None, "errors": [CONFLICT]}
    assert api.data(ENROL, token=token)["enrolTwoFactor"] == gone


def test_nor_one_that_another_has_taken_the_place_of(api: Api, token: str) -> None:
    api.data(ENROL, token=token)
    anew = api.data(ENROL.replace(KEY, "another"), token=token)["enrolTwoFactor"]
    gone = {"secret": None, "otpauthUrl": None, "errors": [CONFLICT]}
    assert api.data(ENROL, token=token)["enrolTwoFactor"] == gone
    assert api.data(ENROL.replace(KEY, "another"), token=token)["enrolTwoFactor"] == anew


def test_recovery_codes_are_shown_once_and_made_once(api: Api, make: Make, person: User) -> None:
    token = make.token(person)
    turned_on(api, make, person, token)
    codes = api.data(RENEW, token=token)["renewRecoveryCodes"]["recoveryCodes"]
    assert len(codes) == 10
    before = everything(api)
    for each in (token, make.token(person)):
        again = api.data(RENEW, token=each)["renewRecoveryCodes"]
        assert again == {"recoveryCodes": None, "errors": [CONFLICT]}
    assert everything(api)["recovery_codes"] == before["recovery_codes"]
    assert len(every(api, RecoveryCode)) == 10


def test_what_was_confirmed_is_on_and_its_codes_are_shown_once(
    api: Api, make: Make, person: User
) -> None:
    token, secret = make.token(person), make.two_factor(person, is_on=False)
    variables = {"code": code_of(secret)}
    first = api.data(CONFIRM, variables, token)["confirmTwoFactor"]
    assert len(first["recoveryCodes"]) == 10
    before = everything(api)
    again = api.data(CONFIRM, variables, token)["confirmTwoFactor"]
    assert again == {"recoveryCodes": None, "errors": [CONFLICT]}
    assert everything(api) == before
    (factor,) = every(api, TwoFactor)
    assert factor.pending_secret is None
    assert len(every(api, IdempotencyKey)) > 0
