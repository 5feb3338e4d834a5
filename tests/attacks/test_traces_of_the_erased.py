"""Who tries to get into an account while it is erased leaves nothing about that person behind.

Somebody else erases the account at the very moment, between what a request has read and its write.
"""

from typing import Any

import pytest

from db.models import AuditEvent, OneTimeToken, OutboxMessage, User
from resolvers.erasure import blank
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rival import Rival, rival
from tests.support.rows import every

LOGIN = """
mutation ($email: String!, $password: String!) {
  done: login(input: {email: $email, password: $password}) { errors { code } }
}
"""
FORGOTTEN = """
mutation ($email: String!) {
  done: requestPasswordReset(input: {email: $email}) { errors { code } }
}
"""
ERASED = (
    "UPDATE users SET is_active = false, erased_at = created_at, email = :email,"
    " email_key = :email, password_hash = :password_hash WHERE id = :id"
)
ASKED = {
    "a wrong password": (LOGIN, {"password": "wrong horse battery"}, "LOGIN_FAILED"),
    "a forgotten one": (FORGOTTEN, {}, "PASSWORD_RESET_REQUESTED"),
}


def erase(other: Rival, user: User) -> None:
    other.execute(ERASED, id=user.id, **_blanks(user))


def _blanks(user: User) -> dict[str, Any]:
    blanks = blank(user.id)
    return {name: blanks[name] for name in ("email", "password_hash")}


def about(api: Api, user: User) -> list[Any]:
    """The rows that belong to an account, and name it in the trail."""
    kept = [row for row in every(api, AuditEvent) if user.id in (row.account_id, row.subject_id)]
    for entity in (OneTimeToken, OutboxMessage):
        kept += [row for row in every(api, entity) if user.id in vars(row).values()]
    return kept


@pytest.mark.parametrize(("document", "more", "action"), ASKED.values(), ids=ASKED)
def test_an_account_that_is_erased_meanwhile_is_in_no_event(
    api: Api,
    make: Make,
    database_url: str,
    document: str,
    more: dict[str, str],
    action: str,
) -> None:
    user = make.user()
    with rival(api, database_url) as other:
        erase(other, user)
        (body,) = other.ask(api, api.post(document, {"email": user.email, **more}))
    assert "errors" not in body
    (event,) = every(api, AuditEvent)
    assert (event.action, event.account_id, event.subject_id) == (action, None, None)
    assert about(api, user) == []


@pytest.mark.parametrize(("document", "more", "action"), ASKED.values(), ids=ASKED)
def test_one_that_is_there_still_is(
    api: Api, make: Make, document: str, more: dict[str, str], action: str
) -> None:
    user = make.user()
    api.data(document, {"email": user.email, **more})
    (event,) = every(api, AuditEvent)
    assert (event.action, event.account_id, event.subject_id) == (action, user.id, user.id)
