"""A stolen session does nothing that outlasts it: that wants the password of just now."""

import datetime as dt

from sqlalchemy import update

from db.models import Session
from db.types import now
from tests.support.api import Api
from tests.support.make import Make
from tests.support.writes import GUARDED, Arguments, Written

SENSITIVE = {
    "requestEmailChange",
    "requestDataExport",
    "eraseAccount",
    "enrolTwoFactor",
    "confirmTwoFactor",
    "disableTwoFactor",
    "renewRecoveryCodes",
    "deactivateUser",
    "activateUser",
    "setSuperAdmin",
    "transferOwnership",
    "deactivateOrganization",
}
"""What is refused whatever it is done to, but for the next."""
CLOSE_ANOTHER: Arguments = lambda rows: f'(id: "{rows.make.user().id}")'  # noqa: E731
NEW = 'username: "n", email: "n@example.com", password: "battery staple horse"'


def _make_owner(rows: Written) -> str:
    membership = rows.make.membership(rows.make.organization(rows.viewer))
    return f'(id: "{membership.id}", role: OWNER)'


def _invite_owner(rows: Written) -> str:
    organization, profile = rows.make.organization(rows.viewer), rows.make.profile()
    ids = f'organizationId: "{organization.id}", userId: "{profile.user_id}"'
    return f"(input: {{{ids}, role: OWNER}})"


def _invite_owner_by_email(rows: Written) -> str:
    organization = rows.make.organization(rows.viewer)
    ids = f'organizationId: "{organization.id}", email: "n@example.com"'
    return f"(input: {{{ids}, role: OWNER}})"


BY_ARGUMENTS: list[tuple[str, Arguments]] = [
    ("createUser", lambda _: f"(input: {{{NEW}, isSuperAdmin: true}})"),
    ("setSuperAdmin", lambda rows: f'(id: "{rows.make.admin().id}", isSuperAdmin: false)'),
    ("deactivateUser", lambda rows: f'(id: "{rows.make.admin().id}")'),
    (
        "updateUser",
        lambda rows: f'(input: {{id: "{rows.make.user().id}", email: "n@example.com"}})',
    ),
    ("setMemberRole", _make_owner),
    ("inviteMember", _invite_owner),
    ("inviteMember", _invite_owner_by_email),
]
"""What is refused with these arguments, and with others may not be."""


def errors_of(
    api: Api, make: Make, mutation: str, arguments: Arguments | None = None
) -> list[dict[str, object]]:
    """What a super admin is answered whose session is eleven minutes old."""
    admin = make.admin()
    document, token = Written(make, admin).call(mutation, arguments), make.token(admin)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(Session).values(created_at=now() - dt.timedelta(minutes=11)))
    errors: list[dict[str, object]] = api.data(document, token=token)[mutation]["errors"]
    return errors


REFUSED = [{"code": "REAUTHENTICATION_REQUIRED", "path": []}]


def test_of_all_mutations_these_want_the_password_of_just_now(api: Api, make: Make) -> None:
    """Whoever adds a mutation decides here which it is."""
    make.admin()
    answers = {mutation: errors_of(api, make, mutation) for mutation in GUARDED}
    assert {mutation for mutation, errors in answers.items() if errors == REFUSED} == SENSITIVE
    assert all(errors in ([], REFUSED) for errors in answers.values())


def test_what_makes_super_admins_and_owners_or_unmakes_them_wants_it(api: Api, make: Make) -> None:
    for mutation, arguments in BY_ARGUMENTS:
        assert errors_of(api, make, mutation, arguments) == REFUSED, mutation


def test_the_account_of_an_ordinary_user_is_closed_without_it(api: Api, make: Make) -> None:
    assert errors_of(api, make, "deactivateUser", CLOSE_ANOTHER) == []
