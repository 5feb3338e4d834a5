"""securityEvents: what happened to one's own account; super admins read anyone's."""

from typing import Any

from db.models import AuditEvent, MembershipStatus
from db.types import format_instant
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import PASSWORD, Make

MINE = """
query ($first: Int, $after: String) {
  me {
    securityEvents(first: $first, after: $after) {
      totalCount
      nodes { id at action actor { id } subject { id } ipAddress userAgent }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
OF_USER = "query ($id: ID!) { user(id: $id) { id securityEvents { totalCount } } }"
OF_USERS = "{ users(first: 50) { nodes { securityEvents(first: 2) { totalCount nodes { id } } } } }"
NODE = "query ($id: ID!) { node(id: $id) { id ... on AuditEvent { action } } }"
ACTIONS = "{ me { securityEvents { nodes { action actor { id } } } } }"
LOGIN = """
mutation ($input: LoginInput!) { login(input: $input) { accessToken errors { code } } }
"""


def actions(api: Api, token: str) -> list[tuple[str, str | None]]:
    """Actions on one's own account and who took them, as far as one sees, oldest first."""
    nodes = api.data(ACTIONS, token=token)["me"]["securityEvents"]["nodes"]
    return [(node["action"], node["actor"] and node["actor"]["id"]) for node in nodes][::-1]


def test_a_user_reads_what_happened_to_their_account_newest_first(api: Api, make: Make) -> None:
    user, admin = make.user(), make.admin()
    rows = [
        make.store(
            AuditEvent(
                action=action,
                actor_id=actor_id,
                subject_id=user.id,
                account_id=user.id,
                ip_address="192.0.2.1",
                user_agent="curl/8",
                created_at=second(number),
            )
        )
        for number, (action, actor_id) in enumerate(
            [("LOGIN_FAILED", None), ("USER_UPDATED", admin.id), ("LOGIN_SUCCEEDED", user.id)]
        )
    ]
    make.store(AuditEvent(action="USER_UPDATED", actor_id=user.id, account_id=admin.id))
    make.store(AuditEvent(action="LOCATION_UPDATED", actor_id=user.id))
    nodes = [
        {
            "id": row.id,
            "at": format_instant(row.created_at),
            "action": row.action,
            "actor": {"id": user.id} if row.actor_id == user.id else None,
            "subject": {"id": user.id},
            "ipAddress": None if row.actor_id == admin.id else "192.0.2.1",
            "userAgent": None if row.actor_id == admin.id else "curl/8",
        }
        for row in reversed(rows)
    ]
    token = make.token(user)

    def page(**variables: Any) -> dict[str, Any]:
        return api.data(MINE, variables, token)["me"]["securityEvents"]

    first = page(first=2)
    assert (first["totalCount"], first["nodes"]) == (3, nodes[:2])
    assert first["pageInfo"]["hasNextPage"]
    assert page(after=first["pageInfo"]["endCursor"])["nodes"] == nodes[2:]


def test_nobody_else_reads_them_but_super_admins(api: Api, make: Make) -> None:
    user = make.user()
    make.profile(user)
    event = make.store(AuditEvent(action="LOGIN_FAILED", account_id=user.id))
    read = {"id": event.id, "action": "LOGIN_FAILED"}
    hidden = {"user": {"id": user.id, "securityEvents": None}}
    shown = {"user": {"id": user.id, "securityEvents": {"totalCount": 1}}}
    for token in (None, make.token(make.user())):
        assert api.data(OF_USER, {"id": user.id}, token) == hidden
        assert api.data(NODE, {"id": event.id}, token) == {"node": None}
    for token in (make.token(user), make.token(make.admin())):
        assert api.data(OF_USER, {"id": user.id}, token) == shown
        assert api.data(NODE, {"id": event.id}, token) == {"node": read}


def test_sign_ins_that_failed_and_succeeded_are_there(api: Api, make: Make) -> None:
    user = make.user()
    for password in ("wrong", PASSWORD):
        data = api.data(LOGIN, {"input": {"email": user.email, "password": password}})
    token = data["login"]["accessToken"]
    assert actions(api, token) == [("LOGIN_FAILED", None), ("LOGIN_SUCCEEDED", user.id)]


def test_an_administrator_without_a_profile_is_nobody_to_the_user(api: Api, make: Make) -> None:
    user, admin, public = make.user(), make.admin(), make.admin()
    make.profile(public)
    rename = """
    mutation ($id: ID!, $name: String!) {
      updateUser(input: {id: $id, username: $name}) { errors { code } }
    }
    """
    for name, actor in (("one", admin), ("two", public)):
        api.data(rename, {"id": user.id, "name": name}, make.token(actor))
    expected = [("USER_UPDATED", None), ("USER_UPDATED", public.id)]
    assert actions(api, make.token(user)) == expected


def test_invitations_are_there_and_organizations_of_others_are_not(api: Api, make: Make) -> None:
    owner, user = make.user(), make.user()
    organization = make.organization(owner)
    invitation = make.membership(organization, user, status=MembershipStatus.INVITED)
    accept = "mutation ($id: ID!) { acceptInvitation(id: $id) { errors { code } } }"
    api.data(accept, {"id": invitation.id}, make.token(user))
    update = """
    mutation ($id: ID!) { updateOrganization(input: {id: $id, name: "x"}) { errors { code } } }
    """
    api.data(update, {"id": organization.id}, make.token(owner))
    assert actions(api, make.token(user)) == [("MEMBER_JOINED", user.id)]
    assert actions(api, make.token(owner)) == []


def test_the_statements_do_not_depend_on_how_many_accounts_there_are(api: Api, make: Make) -> None:
    token, counts = make.token(make.admin()), []
    for more in (1, 20):
        for _ in range(more):
            user = make.user()
            for _ in range(3):
                make.store(AuditEvent(action="X", account_id=user.id))
        with api.statements() as seen:
            nodes = api.data(OF_USERS, token=token)["users"]["nodes"]
        assert sorted(len(node["securityEvents"]["nodes"]) for node in nodes)[:2] == [0, 2]
        counts.append(len(seen))
    # the viewer, the page, events and their counts
    assert counts == [4, 4]
