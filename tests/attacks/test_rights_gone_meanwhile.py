"""What a mutation was allowed a moment ago it may no longer do once the right has gone.

Somebody else is at the same rows: the mutation has passed its guard and waits for them, as after a
hash that took long, or as a later field of the same document.
"""

from pathlib import Path

import pytest

from auth.policy import OPERATIONS
from auth.rules import Rule
from auth.sessions import Client
from db.models import User
from resolvers.operation.context import Context
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rival import change, meanwhile, rival
from tests.support.rows import every, stored
from tests.support.writes import CALLS, GUARDED, Written

SESSION_ENDED = "UPDATE sessions SET is_active = false WHERE user_id = :user"
SESSION_EXPIRED = "UPDATE sessions SET expires_at = created_at WHERE user_id = :user"
ACCOUNT_CLOSED = "UPDATE users SET is_active = false WHERE id = :user"
RIGHT_WITHDRAWN = "UPDATE users SET is_super_admin = false WHERE id = :user"
ENDINGS = {
    SESSION_ENDED: "UNAUTHENTICATED",
    SESSION_EXPIRED: "UNAUTHENTICATED",
    ACCOUNT_CLOSED: "UNAUTHENTICATED",
    RIGHT_WITHDRAWN: "FORBIDDEN",
}
ROLE_TAKEN = "UPDATE memberships SET role = 'STAFF' WHERE user_id = :user"
MEMBERSHIP_ENDED = "UPDATE memberships SET is_active = false WHERE user_id = :user"
BY_ROLE = (
    "updateOrganization",
    "deactivateOrganization",
    "transferOwnership",
    "inviteMember",
    "setMemberRole",
    "removeMember",
)
"""What the role of the viewer in an organization allows."""
ADMINS_ONLY = [name for name in GUARDED if OPERATIONS["Mutation"][name] is Rule.SUPER_ADMIN]
CASES = [
    (name, ending)
    for ending in ENDINGS
    for name in (ADMINS_ONLY if ending is RIGHT_WITHDRAWN else GUARDED)
]
OTHERS = (
    "audit_events|contacts|jobs|locations|memberships|INTO one_time_tokens|organizations|profiles"
    "|two_factors"
)
"""Where mutations go once the viewer is confirmed; nearly all leave an event."""
NEW_USER = '(input: {username: "n", email: "n@example.com", password: "battery staple horse"})'
CLIMB_BACK = f"""
mutation ($id: ID!) {{
  wait: createUser{NEW_USER} {{ errors {{ code }} }}
  activateUser(id: $id) {{ errors {{ code }} }}
  setSuperAdmin(id: $id, isSuperAdmin: true) {{ errors {{ code }} }}
  updateUser(input: {{id: $id, username: "back"}}) {{ errors {{ code }} }}
}}
"""
OWN_PROFILE = """
mutation ($mine: ID!, $theirs: ID!) {
  mine: updateProfile(input: {id: $mine, bio: "mine"}) { errors { code } profile { bio } }
  theirs: updateProfile(input: {id: $theirs, bio: "mine"}) { errors { code } profile { bio } }
}
"""


def test_there_is_a_call_of_every_mutation_that_is_not_open() -> None:
    assert sorted(CALLS) == sorted(GUARDED)


@pytest.mark.parametrize("mutation", GUARDED)
def test_each_of_these_calls_writes(api: Api, make: Make, mutation: str) -> None:
    admin = make.admin()
    make.admin()
    document = Written(make, admin).call(mutation)
    assert api.execute(document, token=make.token(admin)) == {"data": {mutation: {"errors": []}}}


@pytest.mark.parametrize(("mutation", "ending"), CASES)
def test_a_right_that_goes_before_the_transaction_is_gone_inside_it(
    api: Api, make: Make, database_url: str, mutation: str, ending: str
) -> None:
    admin = make.admin()
    make.admin()
    token = make.token(admin)
    document = Written(make, admin).call(mutation)
    with rival(api, database_url) as other:
        other.execute(ending, user=admin.id)
        left = other.rows()
        (answer,) = other.ask(api, api.post(document, token=token))
        assert answer["data"] == {mutation: None}
        assert [error["extensions"]["code"] for error in answer["errors"]] == [ENDINGS[ending]]
        assert other.rows() == left


@pytest.mark.parametrize("mutation", GUARDED)
def test_a_right_that_is_in_use_stays_until_the_write_is_committed(
    api: Api, make: Make, database_url: str, mutation: str
) -> None:
    admin = make.admin()
    make.admin()
    token = make.token(admin)
    document = Written(make, admin).call(mutation)
    taken = []

    def take() -> None:
        for ending in ENDINGS:
            taken.append(change(database_url, ending, user=admin.id))

    with meanwhile(api, OTHERS, take):
        answer = api.execute(document, token=token)
    assert answer == {"data": {mutation: {"errors": []}}}
    assert taken == [False] * len(ENDINGS)


@pytest.mark.parametrize("ending", [ROLE_TAKEN, MEMBERSHIP_ENDED])
@pytest.mark.parametrize("mutation", BY_ROLE)
def test_a_role_that_goes_before_it_is_used_is_gone(
    api: Api, make: Make, database_url: str, mutation: str, ending: str
) -> None:
    owner = make.user()
    token = make.token(owner)
    document = Written(make, owner).call(mutation)
    with rival(api, database_url) as other:
        other.execute(ending, user=owner.id)
        left = other.rows()
        (answer,) = other.ask(api, api.post(document, token=token))
        assert other.rows() == left
    payload = answer["data"][mutation]
    if payload is None:
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    else:
        assert [error["code"] for error in payload["errors"]] == ["NOT_FOUND"]


def test_no_mutation_opens_a_transaction_but_through_its_context() -> None:
    root = Path(__file__).parents[2]
    rooms = (
        path for room in ("resolvers", "schema", "server") for path in (root / room).rglob("*.py")
    )
    found = {path.name for path in rooms if "database.write(" in path.read_text("utf-8")}
    beside = {"exporting.py", "pictures.py"}  # which nobody asks anything of
    assert found == {"writes.py"} | beside


def test_nothing_is_written_before_a_field_was_admitted(api: Api) -> None:
    context = Context(api.services, None, Client())
    with pytest.raises(LookupError):
        api.run(context.write(lambda _transaction: None))


def test_a_closed_super_admin_does_not_climb_back(api: Api, make: Make, database_url: str) -> None:
    admin = make.admin()
    make.admin()
    token = make.token(admin)
    with rival(api, database_url) as other:
        other.execute(RIGHT_WITHDRAWN, user=admin.id)
        other.execute(ACCOUNT_CLOSED, user=admin.id)
        other.execute(SESSION_ENDED, user=admin.id)
        request = api.post(CLIMB_BACK, {"id": admin.id}, token)
        (answer,) = other.ask(api, request)
    assert set(answer["data"].values()) == {None}
    codes = [error["extensions"]["code"] for error in answer["errors"]]
    assert codes == ["UNAUTHENTICATED"] * 4
    now = stored(api, admin)
    assert (now.is_active, now.is_super_admin, now.username) == (False, False, admin.username)
    assert every(api, User, username="n") == []


def test_who_is_no_super_admin_any_more_goes_on_as_themselves(
    api: Api, make: Make, database_url: str
) -> None:
    admin = make.admin()
    mine, theirs, token = make.profile(admin), make.profile(is_public=False), make.token(admin)
    with rival(api, database_url) as other:
        other.execute(RIGHT_WITHDRAWN, user=admin.id)
        variables = {"mine": mine.id, "theirs": theirs.id}
        (answer,) = other.ask(api, api.post(OWN_PROFILE, variables, token))
    assert answer == {
        "data": {
            "mine": {"errors": [], "profile": {"bio": "mine"}},
            "theirs": {"errors": [{"code": "NOT_FOUND"}], "profile": None},
        }
    }
    assert stored(api, theirs).bio is None
