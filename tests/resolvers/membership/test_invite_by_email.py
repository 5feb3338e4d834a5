"""inviteMember by email: whoever proves the address finds it, and nobody learns who that is."""

from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import EmailInvitation, Membership, MembershipRole, Organization, User
from db.types import now
from tests.support import mailbox
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, everything

INVITE = """
mutation ($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    membership { id }
    errors { code path reason }
  }
}
"""
VERIFY = """
mutation ($token: String!) {
  verifyEmail(input: { token: $token }) { user { id isEmailVerified } errors { code path } }
}
"""
REGISTER = """
mutation ($email: String!) {
  register(input: { email: $email, username: "newcomer", password: "battery staple horse" }) {
    accessToken user { id } errors { code }
  }
}
"""
RESET = """
mutation ($token: String!) {
  resetPassword(input: { token: $token, newPassword: "battery staple horse" }) {
    accessToken errors { code }
  }
}
"""
ASK_RESET = """
mutation ($email: String!) {
  requestPasswordReset(input: { email: $email }) { errors { code } }
}
"""
MINE = """
{ me { memberships { nodes { id role status organization { id } } } } }
"""
ACCEPT = "mutation ($id: ID!) { acceptInvitation(id: $id) { errors { code } } }"
ADDRESS = "grace@example.com"
DONE = {"membership": None, "errors": []}
USED = {"user": None, "errors": [{"code": "INVALID_TOKEN", "path": ["token"]}]}


@pytest.fixture
def owner(make: Make) -> User:
    return make.user()


@pytest.fixture
def organization(make: Make, owner: User) -> Organization:
    return make.organization(owner)


def invite(api: Api, token: str, organization: Organization, **values: Any) -> dict[str, Any]:
    given = {"organizationId": organization.id, **values}
    return api.data(INVITE, {"input": given}, token)["inviteMember"]


def found(api: Api, token: str) -> list[dict[str, Any]]:
    return api.data(MINE, token=token)["me"]["memberships"]["nodes"]


def verify(api: Api, link: str, token: str | None = None) -> dict[str, Any]:
    return api.data(VERIFY, {"token": link}, token)["verifyEmail"]


def invitation(organization: Organization, role: str = "STAFF") -> dict[str, Any]:
    return {"role": role, "status": "INVITED", "organization": {"id": organization.id}}


def test_who_has_no_account_yet_finds_it_after_registering_and_proving(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    token = make.token(owner)
    assert invite(api, token, organization, email=ADDRESS, role="MANAGER") == DONE
    assert mailbox.told(api) == [(ADDRESS, "invitation")]
    link = mailbox.last(api).token
    assert verify(api, link) == USED  # there is nobody yet whom it could be of
    newcomer = api.data(REGISTER, {"email": "GRACE@Example.com"})["register"]
    access = newcomer["accessToken"]
    assert found(api, access) == []
    payload = verify(api, link, access)
    assert payload == {
        "user": {"id": newcomer["user"]["id"], "isEmailVerified": True},
        "errors": [],
    }
    (membership,) = found(api, access)
    id = membership.pop("id")
    assert membership == invitation(organization, "MANAGER")
    assert api.data(ACCEPT, {"id": id}, access) == {"acceptInvitation": {"errors": []}}
    assert verify(api, link, access) == USED


@pytest.mark.parametrize("loss", ["removed", "demoted", "closed"])
def test_an_invitation_is_worth_what_its_maker_may_do_when_it_is_found(
    api: Api, make: Make, owner: User, organization: Organization, loss: str
) -> None:
    second = make.user()
    membership = make.membership(organization, second, role=MembershipRole.OWNER)
    invite(api, make.token(second), organization, email=ADDRESS, role="OWNER")
    link = mailbox.last(api).token
    lost: dict[str, Any] = {"removed": {"is_active": False}, "demoted": {"role": "MANAGER"}}
    with api.services.database.engine.begin() as connection:
        if loss == "closed":
            connection.execute(update(User).where(User.id == second.id).values(is_active=False))
        else:
            rows = update(Membership).where(Membership.id == membership.id)
            connection.execute(rows.values(**lost[loss]))
    access = api.data(REGISTER, {"email": ADDRESS})["register"]["accessToken"]
    assert verify(api, link, access)["errors"] == []
    assert found(api, access) == []


def test_its_link_proves_the_address_that_it_was_mailed_to_and_no_other(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    strange = "stra\u00dfe@example.com"
    invite(api, make.token(owner), organization, email=strange, role="OWNER")
    access = api.data(REGISTER, {"email": "strasse@example.com"})["register"]["accessToken"]
    invitation, proof = mailbox.waiting(api)
    assert verify(api, invitation.token, access) == USED
    assert verify(api, proof.token, access)["errors"] == []
    assert found(api, access) == []
    assert [row.role.name for row in every(api, EmailInvitation)] == ["OWNER"]


def test_two_spellings_of_a_mailbox_are_two_who_are_invited(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    token = make.token(owner)
    invite(api, token, organization, email="stra\u00dfe@example.com", role="OWNER")
    assert invite(api, token, organization, email="strasse@example.com") == DONE
    access = api.data(REGISTER, {"email": "strasse@example.com"})["register"]["accessToken"]
    assert verify(api, mailbox.last(api).token, access)["errors"] == []
    assert [membership["role"] for membership in found(api, access)] == ["STAFF"]


def test_invitations_keep_nobody_from_resetting_a_password(
    api_with: Any, make: Make, owner: User, organization: Organization
) -> None:
    api = api_with(throttle_mail="2/hour")
    make.user(email=ADDRESS)
    given = {"input": {"organizationId": organization.id, "email": ADDRESS}}
    codes = [api.codes(INVITE, given, make.token(owner)) for _ in range(3)]
    assert codes == [[], [], ["RATE_LIMITED"]]
    assert api.codes(ASK_RESET, {"email": ADDRESS}) == []


def test_the_usual_proof_finds_it_as_well(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    access = api.data(REGISTER, {"email": ADDRESS})["register"]["accessToken"]
    assert verify(api, mailbox.last(api).token, access)["errors"] == []
    assert len(found(api, access)) == 1


def test_a_reset_finds_it_as_well(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    make.user(email=ADDRESS)
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    api.data(ASK_RESET, {"email": ADDRESS})
    payload = api.data(RESET, {"token": mailbox.last(api).token})["resetPassword"]
    assert len(found(api, payload["accessToken"])) == 1


def test_who_has_an_account_finds_it_once_the_link_was_opened(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    guest = make.user(email=ADDRESS, is_email_verified=True)
    access = make.token(guest)
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    assert found(api, access) == []
    assert verify(api, mailbox.last(api).token)["errors"] == []
    assert len(found(api, access)) == 1


def test_nobody_is_told_whether_an_address_has_an_account(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    make.user(email=ADDRESS, is_email_verified=True)
    make.user(email="closed@example.com", is_active=False)
    member = make.user(email="member@example.com")
    make.membership(organization, member)
    token = make.token(owner)
    members = "query ($id: ID!) { organization(id: $id) { members { totalCount } } }"
    before = api.data(members, {"id": organization.id}, token)
    seen = []
    for email in (ADDRESS, "nobody@example.com", "closed@example.com", "member@example.com"):
        with api.statements() as statements:
            assert invite(api, token, organization, email=email) == DONE
        seen.append([statement.split("VALUES")[0] for statement in statements])
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert api.data(members, {"id": organization.id}, token) == before


@pytest.mark.parametrize("opened_in", ["nobody's session", "another's session"])
def test_a_foreign_token_gets_nothing(
    api: Api, make: Make, owner: User, organization: Organization, opened_in: str
) -> None:
    thief = make.user()
    access = make.token(thief)
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    link = mailbox.last(api).token
    before = everything(api)
    given = access if opened_in == "another's session" else None
    assert verify(api, link, given) == USED
    assert everything(api) == before
    for tampered in (link[:-1], link + "A", link.swapcase(), ""):
        assert verify(api, tampered, access) == USED
    assert found(api, access) == []


def test_a_link_is_good_for_a_week(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    access = make.token(make.user(email=ADDRESS))
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    with api.services.database.engine.begin() as connection:
        connection.execute(update(EmailInvitation).values(expires_at=now()))
    assert verify(api, mailbox.last(api).token, access) == USED
    assert found(api, access) == []


def test_another_invitation_of_the_same_address_replaces_the_first(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    access, token = make.token(make.user(email=ADDRESS)), make.token(owner)
    assert invite(api, token, organization, email=ADDRESS, role="MANAGER") == DONE
    first = mailbox.last(api).token
    assert invite(api, token, organization, email="Grace@EXAMPLE.com") == DONE
    assert verify(api, first, access) == USED
    assert verify(api, mailbox.last(api).token, access)["errors"] == []
    (membership,) = found(api, access)
    assert membership["role"] == "STAFF"


def test_a_closed_organization_invites_nobody_any_more(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    access = make.token(make.user(email=ADDRESS))
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    with api.services.database.engine.begin() as connection:
        connection.execute(update(Organization).values(is_active=False))
    assert verify(api, mailbox.last(api).token, access)["errors"] == []
    assert every(api, Membership, role=MembershipRole.STAFF) == []


def test_one_of_the_two_is_given(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    refused = [{"code": "VALIDATION", "path": ["email"], "reason": "ONE_OF_TWO"}]
    token = make.token(owner)
    for values in ({}, {"userId": make.user().id, "email": ADDRESS}):
        assert invite(api, token, organization, **values)["errors"] == refused


@pytest.mark.parametrize("email", ["", "grace", "a@b@c", "g@example.com\r\nBcc: x@example.com"])
def test_what_is_no_address_is_refused(
    api: Api, make: Make, owner: User, organization: Organization, email: str
) -> None:
    (problem,) = invite(api, make.token(owner), organization, email=email)["errors"]
    assert (problem["code"], problem["path"]) == ("VALIDATION", ["email"])
    assert mailbox.told(api) == []


@pytest.mark.parametrize("role", ["STAFF", "MANAGER"])
def test_who_may_not_invite_a_user_may_not_invite_an_address(
    api: Api, make: Make, organization: Organization, role: str
) -> None:
    member = make.user()
    make.membership(organization, member, MembershipRole[role])
    body = api.execute(
        INVITE,
        {"input": {"organizationId": organization.id, "email": ADDRESS, "role": role}},
        make.token(member),
    )
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
    stranger = invite(api, make.token(make.user()), organization, email=ADDRESS)
    assert stranger["errors"][0]["code"] == "NOT_FOUND"
    assert mailbox.told(api) == []


def test_a_mailbox_is_mailed_so_often_and_no_more(api_with: Any, make: Make) -> None:
    api = api_with(throttle_mail="2/hour")
    owner = make.user()
    organization, token = make.organization(owner), make.token(owner)
    for _ in range(2):
        assert invite(api, token, organization, email=ADDRESS) == DONE
    body = api.execute(
        INVITE, {"input": {"organizationId": organization.id, "email": ADDRESS}}, token
    )
    assert [error["extensions"]["code"] for error in body["errors"]] == ["RATE_LIMITED"]


def test_of_many_at_once_one_membership_comes(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    access = make.token(make.user(email=ADDRESS))
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    link = mailbox.last(api).token
    bodies = api.together([api.post(VERIFY, {"token": link}, access) for _ in range(20)])
    assert all("errors" not in body for body in bodies)
    assert len(found(api, access)) == 1


def test_an_erased_account_leaves_no_invitation_of_its_address(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    guest = make.user(email=ADDRESS, is_email_verified=True)
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    erase = "mutation { eraseAccount { errors { code } } }"
    assert api.data(erase, token=make.token(guest)) == {"eraseAccount": {"errors": []}}
    with api.services.database.engine.connect() as connection:
        assert connection.execute(select(EmailInvitation.id)).all() == []


def test_who_never_proved_the_address_takes_no_invitation_away(
    api: Api, make: Make, owner: User, organization: Organization
) -> None:
    assert invite(api, make.token(owner), organization, email=ADDRESS) == DONE
    link = mailbox.last(api).token
    erase = "mutation { eraseAccount { errors { code } } }"
    stranger = make.token(make.user(email=ADDRESS))
    assert api.data(erase, token=stranger) == {"eraseAccount": {"errors": []}}
    access = api.data(REGISTER, {"email": ADDRESS})["register"]["accessToken"]
    assert verify(api, link, access)["errors"] == []
    assert len(found(api, access)) == 1
