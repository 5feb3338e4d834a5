"""No mutation writes a row that belongs to somebody else, or tells that there is one."""

from collections.abc import Iterable

import pytest
from graphql import GraphQLInputObjectType, GraphQLInputType, build_schema, get_named_type

import schema
from db.models import MembershipStatus, Session, User
from db.types import new_id
from tests.support.api import Api
from tests.support.details import calls, details
from tests.support.make import Make
from tests.support.pictures import head_of
from tests.support.rows import every, everything

CALLS = {
    "revokeSession": "(id: $ID)",
    "updateUser": '(input: {id: $ID, username: "thief", email: "thief@example.com"})',
    "deactivateUser": "(id: $ID)",
    "activateUser": "(id: $ID)",
    "setSuperAdmin": "(id: $ID, isSuperAdmin: true)",
    "disableTwoFactor": "(userId: $ID)",
    "requestDataExport": '(userId: $ID, reason: "asked for")',
    "eraseAccount": '(userId: $ID, reason: "asked for")',
    "createProfile": '(input: {userId: $ID, firstName: "Thief"})',
    "updateProfile": '(input: {id: $ID, firstName: "Thief", isPublic: true, allowContact: true})',
    "uploadProfilePicture": "(id: $ID, picture: $picture)",
    "setProfileVisibility": "(id: $ID, isPublic: $OPPOSITE)",
    "deactivateProfile": "(id: $ID)",
    "restoreProfile": "(id: $ID)",
    "setPrimaryContact": "(id: $ID)",
    **{
        mutation: call
        for entity in details()
        for mutation, call in calls(entity, "$ID", "$ID", "Thief").items()
    },
    "updateLocation": '(input: {id: $ID, city: "Thieves\' Landing"})',
    "deactivateLocation": "(id: $ID)",
    "updateOrganization": '(input: {id: $ID, name: "Thieves"})',
    "deactivateOrganization": "(id: $ID)",
    "transferOwnership": "(organizationId: $ID, userId: $WHOM)",
    "inviteMember": "(input: {organizationId: $ID, userId: $WHOM})",
    "acceptInvitation": "(id: $ID)",
    "setMemberRole": "(id: $ID, role: MANAGER)",
    "removeMember": "(id: $ID)",
}
"""Every mutation that names a row: $ID is tried with each row there is, $WHOM with some users."""


def names_a_row(type_: GraphQLInputType) -> bool:
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        return any(names_a_row(field.type) for field in named.fields.values())
    return named.name == "ID"


def test_no_mutation_that_names_a_row_is_missing_here() -> None:
    mutation = build_schema(schema.sdl()).mutation_type
    assert mutation is not None
    assert CALLS.keys() == {
        name
        for name, field in mutation.fields.items()
        if any(names_a_row(argument.type) for argument in field.args.values())
    }


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("name", CALLS)
def test_nobody_writes_what_belongs_to_another(
    api: Api, make: Make, name: str, is_public: bool
) -> None:
    victim, colleague, guest, thief = (make.user() for _ in range(4))
    make.profile(guest)
    make.profile(thief)
    make.organization(thief)  # whoever owns one has no role in another
    attackers = [None, make.token(thief)]
    permitted = [make.token(victim), make.token(make.admin())]
    ids = rows_of(make, victim, colleague, is_public=is_public)
    ids += [session.id for session in every(api, Session, user_id=victim.id)]
    unknown = [new_id() for _ in ids]
    call = CALLS[name].replace("$OPPOSITE", str(not is_public).lower())
    calls = {call.replace("$WHOM", f'"{user.id}"') for user in (thief, colleague, guest)}
    before = everything(api)
    for each in calls:
        for token in attackers:
            attack = api.execute(document(name, each, ids), token=token)
            assert attack == api.execute(document(name, each, unknown), token=token)
            assert everything(api) == before
    for each in calls:
        for token in permitted:
            api.execute(document(name, each, ids), token=token)
    assert everything(api) != before, "calls that change nothing for anybody show nothing"


def rows_of(make: Make, victim: User, colleague: User, *, is_public: bool) -> list[str]:
    """Ids of what the victim has, and of what super admins alone may write."""
    location, empty = make.location(), make.location()
    make.two_factor(victim)
    profile = make.profile(victim, location_id=location.id, is_public=is_public)
    organization = make.organization(victim)
    invitation = make.membership(make.organization(), victim, status=MembershipStatus.INVITED)
    gone = make.user(is_active=False)
    return [
        row.id
        for row in (
            *(victim, colleague, gone, location, empty, profile, organization, invitation),
            *(make.detail(entity, profile) for entity in details()),
            make.membership(organization, colleague),
            make.profile(gone, is_active=False),
        )
    ]


def document(name: str, call: str, ids: Iterable[str]) -> str:
    """The call for each id, all in one document."""
    calls = [call.replace("$ID", f'"{id}"') for id in ids]
    fields = [
        f"a{number}: {name}{each} {{ errors {{ code message path }} }}"
        for number, each in enumerate(calls)
    ]
    return f"{head_of(call)} {{ {' '.join(fields)} }}"
