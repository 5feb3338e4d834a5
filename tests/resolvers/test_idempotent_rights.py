"""`@idempotent`: who asks again reads what they may see now, of rows that were never kept."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema
from sqlalchemy import String, select, text, update

import schema
from db.models import IdempotencyKey, MembershipRole, MembershipStatus, User
from resolvers.operation.kept import Kept
from tests.support.api import Api
from tests.support.mailbox import last
from tests.support.make import PASSWORD, Make
from tests.support.rows import asked_for, every, stored
from tests.support.writes import ENDS, GUARDED, KEY, Written, under_key

MUTATIONS: Any = build_schema(schema.sdl()).mutation_type
ASK_AGAIN = sorted(set(GUARDED) - ENDS)

NO_ADMIN = "UPDATE users SET is_super_admin = false WHERE id = :viewer"
LOSSES = {
    "nothing": (),
    "the right of a super admin": (NO_ADMIN,),
    "all that was the viewer's": (
        NO_ADMIN,
        "UPDATE profiles SET user_id = :other, is_public = false WHERE user_id = :viewer",
        "UPDATE memberships SET is_active = false WHERE user_id = :viewer",
        "UPDATE data_exports SET user_id = :other",
    ),
    "all that is open": (
        NO_ADMIN,
        *(
            f"UPDATE {table} SET is_active = false"
            for table in ("contacts", "jobs", "locations", "memberships", "organizations")
        ),
    ),
    "everybody else": (
        "UPDATE users SET is_active = false, erased_at = created_at WHERE id <> :viewer",
    ),
}
KILLED = ("nothing", "all that was the viewer's")
"""What is lost after a process was killed between the commit and the answer."""
NODE = "query ($id: ID!) { node(id: $id) { id } }"
ACCEPT = f"""
mutation ($id: ID!) {{
  acceptInvitation(id: $id) @idempotent(key: "{KEY}") {{
    membership {{ id organization {{ name }} }} errors {{ code }}
  }}
}}
"""
LOGIN = f"""
mutation {{
  login(input: {{ email: "ada@example.com", password: "{PASSWORD}" }}) @idempotent(key: "{KEY}") {{
    accessToken user {{ id username isSuperAdmin }} errors {{ code }}
  }}
}}
"""
VERIFY = f"""
mutation ($token: String!) {{
  verifyEmail(input: {{ token: $token }}) @idempotent(key: "{KEY}") {{
    user {{ id email }} errors {{ code }}
  }}
}}
"""


def payload_of(mutation: str) -> GraphQLObjectType:
    payload: GraphQLObjectType = MUTATIONS.fields[mutation].type
    return payload


def rows_of(mutation: str) -> list[str]:
    """The fields of its payload that are rows."""
    fields = payload_of(mutation).fields.items()
    return [name for name, field in fields if isinstance(field.type, GraphQLObjectType)]


def others_of(mutation: str) -> list[str]:
    """Those that are none."""
    return [name for name in payload_of(mutation).fields if name not in rows_of(mutation)]


def change(api: Api, *statements: str, **values: str) -> None:
    with api.services.database.engine.begin() as connection:
        for statement in statements:
            names = {name for name in values if f":{name}" in statement}
            connection.execute(text(statement), {name: values[name] for name in names})


@pytest.mark.parametrize(
    ("lost", "was_killed"),
    [*((lost, False) for lost in LOSSES), *((lost, True) for lost in KILLED)],
)
@pytest.mark.parametrize("mutation", [name for name in ASK_AGAIN if rows_of(name)])
def test_a_row_is_answered_again_as_a_fresh_read_finds_it(
    api: Api, make: Make, mutation: str, lost: str, *, was_killed: bool
) -> None:
    admin, other = make.admin(), make.admin()
    token = make.token(admin)
    (field,) = rows_of(mutation)
    document = under_key(Written(make, admin).call(mutation), f"{field} {{ id }}")
    first = api.data(document, token=token)[mutation]
    change(api, *LOSSES[lost], viewer=admin.id, other=other.id)
    if was_killed:  # between the commit and the answer
        change(api, "DELETE FROM idempotency_keys WHERE step = 'answer'")
    before = asked_for(api)
    again = api.execute(document, token=token)
    if "errors" in again:
        assert [error["extensions"]["code"] for error in again["errors"]] == ["FORBIDDEN"]
        assert again["data"] == {mutation: None}
    else:
        seen = first[field] and api.data(NODE, first[field], token)["node"]
        assert again["data"][mutation] == {field: seen, "errors": []}
    after = asked_for(api)
    if was_killed:
        del before["idempotency_keys"], after["idempotency_keys"]
    assert after == before


@pytest.mark.parametrize("mutation", GUARDED)
def test_nothing_that_a_row_says_is_kept_and_no_secret(api: Api, make: Make, mutation: str) -> None:
    admin = make.admin()
    make.admin()
    call = Written(make, admin).call(mutation)
    fields = [name for name in others_of(mutation) if name != "errors"]
    fields += [f"{name} {{ id }}" for name in rows_of(mutation)]
    said = texts(api)
    answer = api.data(under_key(call, *fields), token=make.token(admin))[mutation]
    said |= texts(api)
    for name in others_of(mutation):
        value = answer[name]
        said |= set(value) if isinstance(value, list) else {str(value)} - {"None"}
    for kept in every(api, IdempotencyKey):
        opened = api.services.seal.open(kept.result or "")
        for words in (word for word in said if len(word) > 2):
            assert words not in opened
            assert words.encode().hex() not in opened


def test_nor_by_whoever_is_not_signed_in(api: Api, make: Make) -> None:
    make.user(email="ada@example.com", username="countess")
    api.data(LOGIN)
    api.data(f"""mutation {{
      register(input: {{ email: "eva@example.com", username: "eva", password: "{PASSWORD}" }})
        @idempotent(key: "another") {{ errors {{ code }} }}
    }}""")
    opened = [api.services.seal.open(kept.result or "") for kept in every(api, IdempotencyKey)]
    assert len(opened) == 2
    for words in ("ada@example.com", "countess", "eva@example.com", PASSWORD):
        assert all(words.encode().hex() not in each for each in opened)


def test_a_row_that_was_read_apart_from_its_entity_is_not_kept(api: Api, make: Make) -> None:
    make.user()
    with api.services.database.engine.connect() as connection:
        row = connection.execute(select(User.__table__)).one()
    with pytest.raises(LookupError, match="return what was written"):
        Kept.of((row, 1), needs_fresh=False)


@pytest.mark.parametrize(
    "lost", ["", "[1]", "80", '["no", "bytes"]', '[false, "80"]', '[false, "80636e6f0a6e6f0a2e"]']
)
def test_what_cannot_be_read_is_a_conflict(
    api: Api, make: Make, caplog: pytest.LogCaptureFixture, lost: str
) -> None:
    token = make.token(make.user())
    document = f"""mutation {{
      createOrganization(input: {{ name: "Works" }}) @idempotent(key: "{KEY}") {{
        organization {{ id }} errors {{ code path }}
      }}
    }}"""
    api.data(document, token=token)
    sealed = api.services.seal.close(lost) if lost else lost
    with api.services.database.engine.begin() as connection:
        connection.execute(update(IdempotencyKey).values(result=sealed))
    payload = api.data(document, token=token)["createOrganization"]
    assert payload == {"organization": None, "errors": [{"code": "CONFLICT", "path": []}]}
    assert bool(caplog.records) is bool(lost)


def texts(api: Api) -> set[str]:
    """What stands in the rows of all tables, but for ids and for words of the code."""
    found: set[str] = set()
    with api.services.database.engine.connect() as connection:
        for table in User.metadata.sorted_tables:
            columns = [
                column
                for column in table.columns
                if type(column.type) is String
                and column.foreign_keys == set()
                and table.name not in ("idempotency_keys", "pictures")
            ]
            if columns:
                rows = connection.execute(select(*columns)).all()
                found |= {value for row in rows for value in row if value}
    return found


def test_who_was_taken_out_of_an_organization_reads_no_more_of_it(api: Api, make: Make) -> None:
    member = make.user()
    organization = make.organization()
    membership = make.membership(
        organization, member, MembershipRole.STAFF, MembershipStatus.INVITED
    )
    token = make.token(member)
    variables = {"id": membership.id}
    first = api.data(ACCEPT, variables, token)["acceptInvitation"]
    assert first["membership"]["organization"] == {"name": organization.name}
    assert api.data(ACCEPT, variables, token)["acceptInvitation"] == first
    change(
        api,
        "UPDATE memberships SET is_active = false WHERE id = :membership",
        "UPDATE organizations SET name = 'Renamed'",
        membership=membership.id,
    )
    assert stored(api, organization).name == "Renamed"
    again = api.data(ACCEPT, variables, token)["acceptInvitation"]
    assert again == {"membership": None, "errors": []}


def test_who_signs_in_again_has_the_rights_of_now(api: Api, make: Make) -> None:
    admin = make.admin(email="ada@example.com")
    first = api.data(LOGIN)["login"]
    assert first["user"]["isSuperAdmin"] is True
    change(api, NO_ADMIN, viewer=admin.id)
    again = api.data(LOGIN)["login"]
    assert again["user"] == {**first["user"], "isSuperAdmin": False}


@pytest.mark.parametrize(
    "ending", ["UPDATE sessions SET is_active = false", "UPDATE sessions SET ends_at = created_at"]
)
def test_nobody_signs_in_again_to_a_session_that_has_ended(
    api: Api, make: Make, ending: str
) -> None:
    make.user(email="ada@example.com")
    api.data(LOGIN)
    change(api, ending)
    assert api.codes(LOGIN) == ["UNAUTHENTICATED"]


def test_an_address_is_proven_again_for_nobody_who_is_not_signed_in(api: Api, make: Make) -> None:
    """Who has the link and the key, but no token of the account, is not answered as its user."""
    user = make.user()
    token = make.token(user)
    api.data("mutation { requestEmailVerification { errors { code } } }", token=token)
    variables = {"token": last(api).token}
    first = api.data(VERIFY, variables, token)["verifyEmail"]
    assert first == {"user": {"id": user.id, "email": user.email}, "errors": []}
    assert api.data(VERIFY, variables, token)["verifyEmail"] == first
    assert api.data(VERIFY, variables)["verifyEmail"] == {"user": None, "errors": []}
    another = make.token(make.user())
    assert api.data(VERIFY, variables, another)["verifyEmail"] == {"user": None, "errors": []}
