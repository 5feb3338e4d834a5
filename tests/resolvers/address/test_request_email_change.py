"""requestEmailChange: confirmed from the new address, told to the old one, which can undo it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from db.models import OneTimeToken, Session, User
from db.types import now
from tests.support import mailbox
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import every, stored

REQUEST = """
mutation ($email: String!) {
  requestEmailChange(input: { email: $email }) {
    user { email pendingEmail } errors { code path }
  }
}
"""
VERIFY = """
mutation ($token: String!) {
  verifyEmail(input: { token: $token }) { user { id } errors { code path } }
}
"""
SHOW = """
mutation ($password: String!) {
  reauthenticate(input: { password: $password }) { expiresAt errors { code path } }
}
"""
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { errors { code } } }"
LOGOUT = "mutation { logout { errors { code } } }"
REVOKE = "mutation { revokeOtherSessions { errors { code } } }"
PROVE = "mutation { requestEmailVerification { errors { code } } }"
ASK_RESET = """
mutation ($email: String!) { requestPasswordReset(input: { email: $email }) { errors { code } } }
"""
RESET = """
mutation ($token: String!) {
  resetPassword(input: { token: $token, newPassword: "battery staple horse" }) { errors { code } }
}
"""
CHANGE_PASSWORD = """
mutation ($old: String!, $new: String!) {
  changePassword(input: { currentPassword: $old, newPassword: $new }) { errors { code } }
}
"""
REGISTER = "mutation ($input: RegisterInput!) { register(input: $input) { errors { code } } }"
UPDATE = """
mutation ($id: ID!, $email: String!) {
  updateUser(input: { id: $id, email: $email }) { errors { code path } }
}
"""
CLOSE = "mutation ($id: ID!) { deactivateUser(id: $id) { errors { code path } } }"
OPEN = "mutation ($id: ID!) { activateUser(id: $id) { errors { code } } }"
ME = "{ me { email pendingEmail isEmailVerified } }"
NEW = "new@example.com"
REQUIRED = {"user": None, "errors": [{"code": "REAUTHENTICATION_REQUIRED", "path": []}]}
USED = {"user": None, "errors": [{"code": "INVALID_TOKEN", "path": ["token"]}]}


def age_sessions(api: Api) -> None:
    """Every sign-in is eleven minutes ago."""
    with api.services.database.engine.begin() as connection:
        past = now() - dt.timedelta(minutes=11)
        connection.execute(update(Session).values(created_at=past, reauthenticated_at=None))


def request(api: Api, token: str, email: str = NEW) -> dict[str, Any]:
    return api.data(REQUEST, {"email": email}, token)["requestEmailChange"]


def verify(api: Api, token: str, access: str | None = None) -> dict[str, Any]:
    return api.data(VERIFY, {"token": token}, access)["verifyEmail"]


def emails(api: Api) -> list[str]:
    """Of all accounts, the oldest first."""
    return [user.email for user in sorted(every(api, User), key=lambda user: user.id)]


def login(api: Api, email: str) -> list[str]:
    body = api.data(LOGIN, {"input": {"email": email, "password": PASSWORD}})
    return [error["code"] for error in body["login"]["errors"]]


def mail_to(api: Api, template: str) -> mailbox.Mail:
    (found,) = (mail for mail in mailbox.waiting(api) if mail.letter.template == template)
    return found


def changed(api: Api, make: Make, **values: Any) -> tuple[User, str]:
    """A user whose address was changed in a session of theirs, and the token of it."""
    user = make.user(email="old@example.com", **{"is_email_verified": True, **values})
    token = make.token(user)
    assert request(api, token)["errors"] == []
    assert verify(api, mail_to(api, "change_address").token, token)["errors"] == []
    return user, token


def test_nothing_changes_before_the_new_address_confirms_it(api: Api, make: Make) -> None:
    user = make.user(email="old@example.com", is_email_verified=True)
    token, other = make.token(user), make.token(user)
    pending = {"email": "old@example.com", "pendingEmail": NEW}
    assert request(api, token) == {"user": pending, "errors": []}
    assert login(api, NEW) == ["INVALID_CREDENTIALS"]
    assert mailbox.told(api) == [(NEW, "change_address")]
    assert verify(api, mailbox.last(api).token, token) == {"user": {"id": user.id}, "errors": []}
    me = {"email": NEW, "pendingEmail": None, "isEmailVerified": True}
    assert api.data(ME, token=token) == {"me": me}
    assert api.codes(ME, token=other) == ["UNAUTHENTICATED"]
    assert (login(api, NEW), login(api, "old@example.com")) == ([], ["INVALID_CREDENTIALS"])
    assert mailbox.told(api)[-1] == ("old@example.com", "address_changed")


@pytest.mark.parametrize("who", ["nobody", "another", "signed out"])
def test_a_link_changes_nothing_outside_of_a_session_of_the_account(
    api: Api, make: Make, who: str
) -> None:
    """Nobody confirms for a stranger that an account is theirs, nor takes one by an old link."""
    user = make.user(email="old@example.com", is_email_verified=True)
    token, left = make.token(user), make.token(user)
    request(api, token)
    link = mailbox.last(api).token
    assert api.data(LOGOUT, token=left) == {"logout": {"errors": []}}
    access = {"nobody": None, "another": make.token(make.user()), "signed out": left}[who]
    if who != "signed out":
        assert verify(api, link, access) == USED
    else:
        assert api.codes(VERIFY, {"token": link}, access) in ([], ["UNAUTHENTICATED"])
    assert api.data(ME, token=token)["me"]["email"] == "old@example.com"
    assert [template for _, template in mailbox.told(api)] == ["change_address"]
    assert verify(api, link, token)["errors"] == []


@pytest.mark.parametrize("distrust", ["reset", "new password", "sessions", "proof"])
def test_what_a_thief_has_begun_ends_with_their_sessions(
    api: Api, make: Make, distrust: str
) -> None:
    owner = make.user(email="old@example.com", is_email_verified=distrust != "proof")
    thiefs, owners = make.token(owner), make.token(owner)
    assert request(api, thiefs)["errors"] == []
    link = mailbox.last(api).token
    if distrust == "reset":
        api.data(ASK_RESET, {"email": owner.email})
        assert api.data(RESET, {"token": mailbox.last(api).token})["resetPassword"]["errors"] == []
    elif distrust == "new password":
        given = {"old": PASSWORD, "new": "battery staple horse"}
        assert api.data(CHANGE_PASSWORD, given, owners)["changePassword"]["errors"] == []
    elif distrust == "sessions":
        assert api.data(REVOKE, token=owners)["revokeOtherSessions"]["errors"] == []
    else:
        api.data(PROVE, token=owners)
        assert verify(api, mailbox.last(api).token)["errors"] == []
    for access in (None, thiefs, owners, make.token(owner)):
        answer = api.execute(VERIFY, {"token": link}, access)
        assert (answer.get("data") or {}).get("verifyEmail") in (None, USED)
    assert emails(api) == ["old@example.com"]


def test_a_taken_address_is_answered_alike_and_its_mailbox_is_told(api: Api, make: Make) -> None:
    make.user(email="taken@example.com")
    make.user(email="closed@example.com", is_active=False)
    seen = []
    for email in ("taken@example.com", "closed@example.com", "free@example.com"):
        token = make.token(make.user())
        with api.statements() as statements:
            answer = request(api, token, email)
        assert answer["errors"] == []
        assert answer["user"]["pendingEmail"] == email
        seen.append([statement.split("VALUES")[0] for statement in statements])
    assert seen[0] == seen[1] == seen[2]
    assert [template for _, template in mailbox.told(api)] == [
        "address_taken",
        "address_taken",
        "change_address",
    ]


def test_the_old_address_undoes_it_and_whoever_did_it_is_out(api: Api, make: Make) -> None:
    user, token = changed(api, make)
    undo = mail_to(api, "address_changed").token
    assert verify(api, undo) == {"user": {"id": user.id}, "errors": []}
    assert api.codes(ME, token=token) == ["UNAUTHENTICATED"]
    assert login(api, "old@example.com") == ["INVALID_CREDENTIALS"]
    assert mailbox.told(api)[-1] == ("old@example.com", "choose_password")
    assert verify(api, undo) == USED


def test_a_super_admin_who_gives_the_account_an_address_ends_earlier_claims_to_it(
    api: Api, make: Make
) -> None:
    """Whoever had it before takes it from nobody to whom it was handed."""
    user, _ = changed(api, make)
    undo = mail_to(api, "address_changed").token
    values = {"id": user.id, "email": "heir@example.com"}
    assert api.data(UPDATE, values, make.token(make.admin()))["updateUser"]["errors"] == []
    assert verify(api, undo) == USED
    assert emails(api)[0] == "heir@example.com"


def test_a_super_admins_own_address_changes_as_everybodys(api: Api, make: Make) -> None:
    admin = make.admin()
    refused = api.data(UPDATE, {"id": admin.id, "email": NEW}, make.token(admin))["updateUser"]
    assert refused["errors"] == [{"code": "VALIDATION", "path": ["email"]}]
    assert emails(api) == [admin.email]


@pytest.mark.parametrize("closer", ["whoever changed it", "a super admin"])
def test_it_is_undone_after_the_account_was_closed_as_well(
    api: Api, make: Make, closer: str
) -> None:
    """What was closed from inside is open again, and what a super admin has closed is not."""
    user, token = changed(api, make)
    undo = mail_to(api, "address_changed").token
    by = token if closer == "whoever changed it" else make.token(make.admin())
    assert api.data(CLOSE, {"id": user.id}, by) == {"deactivateUser": {"errors": []}}
    assert verify(api, undo)["errors"] == []
    row = stored(api, user)
    assert (row.email, row.is_active) == ("old@example.com", closer != "a super admin")
    choose = mailbox.last(api)
    if not row.is_active:
        assert choose.letter.template == "address_changed"
        assert api.data(OPEN, {"id": user.id}, by) == {"activateUser": {"errors": []}}
        api.data(ASK_RESET, {"email": row.email})
        choose = mailbox.last(api)
    assert choose.letter.to == "old@example.com"
    assert api.data(RESET, {"token": choose.token})["resetPassword"]["errors"] == []


def test_it_is_undone_after_another_change_as_well(api: Api, make: Make) -> None:
    _, token = changed(api, make)
    undo = mail_to(api, "address_changed").token
    request(api, token, "third@example.com")
    again = mailbox.last(api).token
    assert verify(api, again, token)["errors"] == []
    assert verify(api, undo)["errors"] == []
    assert mailbox.told(api)[-1] == ("old@example.com", "choose_password")


def test_the_undo_of_an_older_change_outlasts_those_of_later_ones(api: Api, make: Make) -> None:
    """Who has taken an account changes it twice, and uses up a link of their own."""
    user, token = changed(api, make)
    owners = mail_to(api, "address_changed").token
    request(api, token, "third@example.com")
    assert verify(api, mailbox.last(api).token, token)["errors"] == []
    thiefs = mailbox.last(api).token
    assert verify(api, thiefs)["errors"] == []
    assert emails(api) == [NEW]
    assert verify(api, owners) == {"user": {"id": user.id}, "errors": []}
    assert emails(api) == ["old@example.com"]
    assert verify(api, thiefs) == USED


def test_nobody_else_has_an_address_as_long_as_it_may_come_back(api: Api, make: Make) -> None:
    _, token = changed(api, make)
    undo = mail_to(api, "address_changed").token
    account = {"username": "squatter", "email": "OLD@example.com", "password": PASSWORD}
    refused = api.data(REGISTER, {"input": account})["register"]["errors"]
    assert [error["code"] for error in refused] == ["EMAIL_TAKEN"]
    assert request(api, make.token(make.user()), "old@example.com")["errors"] == []
    assert mailbox.told(api)[-1] == ("old@example.com", "address_taken")
    assert request(api, token, "old@example.com")["errors"] == []
    assert mailbox.told(api)[-1] == ("old@example.com", "change_address")
    assert verify(api, undo)["errors"] == []
    assert emails(api)[0] == "old@example.com"


def test_after_that_anybody_may_have_it(api: Api, make: Make) -> None:
    changed(api, make)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(OneTimeToken).values(expires_at=now()))
    account = {"username": "another", "email": "old@example.com", "password": PASSWORD}
    assert api.data(REGISTER, {"input": account})["register"]["errors"] == []


@pytest.mark.parametrize(
    "email", ["\u24d0da@example.com", "\uff41da@example.com", "ada\u00ad@example.com"]
)
def test_another_spelling_of_a_mailbox_is_another_address(api: Api, make: Make, email: str) -> None:
    """Some servers tell them apart, so that no proof of the one is a proof of the other."""
    user = make.user(email="ada@example.com", is_email_verified=True)
    refused = api.data(UPDATE, {"id": user.id, "email": email}, make.token(user))["updateUser"]
    assert [error["path"] for error in refused["errors"]] == [["email"]]
    assert emails(api) == ["ada@example.com"]


def test_an_address_that_was_never_proven_is_told_and_undoes_nothing(api: Api, make: Make) -> None:
    changed(api, make, is_email_verified=False)
    assert mailbox.told(api)[-1] == ("old@example.com", "address_left")
    assert mailbox.last(api).letter.token == ""


def test_the_links_are_good_for_a_day_and_for_72_hours(api: Api, make: Make) -> None:
    changed(api, make)
    with api.services.database.engine.connect() as connection:
        (row,) = connection.execute(OneTimeToken.__table__.select()).all()
    left = row.expires_at - row.created_at
    assert abs(left - dt.timedelta(hours=72)) < dt.timedelta(seconds=2)


def test_only_the_newest_request_is_good(api: Api, make: Make) -> None:
    token = make.token(make.user())
    request(api, token)
    first = mailbox.last(api).token
    request(api, token, "other@example.com")
    assert verify(api, first, token) == USED
    assert verify(api, mailbox.last(api).token, token)["errors"] == []


def test_an_address_that_was_taken_meanwhile_is_not_given(api: Api, make: Make) -> None:
    token = make.token(make.user())
    request(api, token)
    make.user(email=NEW)
    refused = verify(api, mailbox.last(api).token, token)
    assert refused == {"user": None, "errors": [{"code": "EMAIL_TAKEN", "path": ["token"]}]}


def test_of_a_hundred_at_once_one_is_taken(api: Api, make: Make) -> None:
    token = make.token(make.user())
    request(api, token)
    variables = {"token": mailbox.last(api).token}
    bodies = api.together([api.post(VERIFY, variables, token) for _ in range(100)])
    taken = [body for body in bodies if body["data"]["verifyEmail"]["errors"] == []]
    assert len(taken) == 1


@pytest.mark.parametrize("email", ["", "nobody", "user@", "a@example.com\nBcc: b@example.com"])
def test_what_is_no_address_is_refused(api: Api, make: Make, email: str) -> None:
    refused = request(api, make.token(make.user()), email)
    assert refused == {"user": None, "errors": [{"code": "VALIDATION", "path": ["email"]}]}
    assert mailbox.told(api) == []


def test_ones_own_address_is_no_change(api: Api, make: Make) -> None:
    token = make.token(make.user(email="ada@example.com"))
    refused = request(api, token, "ADA@example.com")
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["email"]}]


def test_a_session_that_is_not_fresh_asks_for_the_password(api: Api, make: Make) -> None:
    user = make.user()
    token, other = make.token(user), make.token(user)
    age_sessions(api)
    assert request(api, token) == REQUIRED
    shown = api.data(SHOW, {"password": PASSWORD}, token)["reauthenticate"]
    assert shown["errors"] == []
    until = dt.datetime.fromisoformat(shown["expiresAt"])
    assert dt.timedelta(minutes=9) < until - now() <= dt.timedelta(minutes=10)
    assert request(api, token)["errors"] == []
    assert request(api, other) == REQUIRED


def test_a_wrong_password_is_no_fresh_authentication(api: Api, make: Make) -> None:
    token = make.token(make.user())
    age_sessions(api)
    assert api.data(SHOW, {"password": "a wrong one"}, token)["reauthenticate"] == {
        "expiresAt": None,
        "errors": [{"code": "INVALID_CREDENTIALS", "path": ["password"]}],
    }
    assert request(api, token) == REQUIRED


def test_tries_at_the_password_are_throttled_together(
    api_with: Callable[..., Api], make: Make
) -> None:
    api = api_with(throttle_change_password="2/minute")
    token = make.token(make.user())
    answers = [api.codes(SHOW, {"password": "a wrong one"}, token) for _ in range(3)]
    assert answers == [[], [], ["RATE_LIMITED"]]


def test_closing_ones_own_account_needs_it_and_closing_anothers_does_not(
    api: Api, make: Make
) -> None:
    user, admin = make.user(), make.admin()
    token, admins = make.token(user), make.token(admin)
    age_sessions(api)
    refused = api.data(CLOSE, {"id": user.id}, token)["deactivateUser"]
    assert refused == {"errors": REQUIRED["errors"]}
    assert api.data(CLOSE, {"id": user.id}, admins)["deactivateUser"] == {"errors": []}


def test_update_user_takes_no_address_from_its_owner(api: Api, make: Make) -> None:
    document = """
    mutation ($id: ID!) {
      updateUser(input: { id: $id, email: "new@example.com" }) { errors { code path } }
    }
    """
    user, admin = make.user(email="old@example.com"), make.admin()
    refused = api.data(document, {"id": user.id}, make.token(user))["updateUser"]
    assert refused == {"errors": [{"code": "VALIDATION", "path": ["email"]}]}
    admins = make.token(admin)
    assert api.data(document, {"id": user.id}, admins)["updateUser"] == {"errors": []}
    assert mailbox.told(api) == [
        ("old@example.com", "address_left"),
        ("new@example.com", "verify_address"),
    ]
