"""The API lets each kind of viewer read and call what the policy says, field by field."""

import asyncio
import datetime as dt
from contextlib import aclosing
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
)

import schema
from auth.policy import FIELDS, OPERATIONS
from auth.rules import Rule
from auth.sessions import Client
from db.models import Action, AuditEvent, DataExport, DataExportStatus, Entity, Gender, Session
from db.types import new_id, now
from resolvers.operation.context import Context
from server.graphql.parameters import Parameters
from tests.support.api import Api
from tests.support.details import details
from tests.support.make import Make
from tests.support.pictures import head_of
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, OTHER, OWNER, token_of

SCHEMA: GraphQLSchema = build_schema(schema.sdl())
TYPES: dict[str, Any] = {"Query": SCHEMA.query_type, "Mutation": SCHEMA.mutation_type}

READERS = {
    Rule.READER: {ANONYMOUS, OTHER, OWNER, ADMIN},
    Rule.SIGNED_IN: {OTHER, OWNER, ADMIN},
    Rule.OWNER: {OWNER, ADMIN},
    Rule.ACTOR: {OWNER, ADMIN},
    Rule.SELF: {OWNER},
    Rule.SUPER_ADMIN: {ADMIN},
}
"""Who may read a field of a row that they see and that belongs to OWNER."""

SEEN_BY = {
    "Contact": {OTHER, OWNER, ADMIN},
    "Organization": {OWNER, ADMIN},
    "Membership": {OWNER, ADMIN},
    "Session": {OWNER},
    "DataExport": {OWNER},
    "AuditEvent": {OWNER, ADMIN},
}
"""Who sees the rows themselves, where that is not everyone."""
CLIENT = {"ip_address": "192.0.2.1", "user_agent": "curl/8"}


OPTIONAL = {
    "Job": {
        "industry": "Computing",
        "start_date": dt.date(1842, 1, 1),
        "end_date": dt.date(1843, 1, 1),
    }
}
"""What a detail of a profile may be without, and has here."""


def tomorrow() -> dt.datetime:
    return now() + dt.timedelta(days=1)


def store_one_of_each(make: Make) -> dict[str, Entity]:
    """An entity of each type, whose every field has a value; all belong to the user."""
    user = make.user(
        last_login_at=now(),
        deactivated_at=now(),
        pending_email="n@example.com",
        recovery_codes_left=10,
    )
    location = make.location(state_province="NRW", postal_code="53111", deactivated_at=now())
    profile = make.profile(
        user,
        gender=Gender.FEMALE,
        bio="Notes on the engine",
        profile_picture_url="https://example.com/ada.png",
        date_of_birth=dt.date(1815, 12, 10),
        location_id=location.id,
        deactivated_at=now(),
    )
    parts = {
        entity.__name__: make.detail(
            entity, profile, deactivated_at=now(), **OPTIONAL.get(entity.__name__, {})
        )
        for entity in details()
    }
    organization = make.organization(
        user, category="Science", subcategory="Engines", deactivated_at=now()
    )
    membership = make.membership(organization, make.user())
    instant = now()
    session = Session(
        user_id=user.id,
        created_at=instant,
        last_used_at=instant,
        expires_at=instant + dt.timedelta(days=7),
        ends_at=instant + dt.timedelta(days=90),
        **CLIENT,
    )
    event = AuditEvent(
        action=Action.LOGIN_SUCCEEDED,
        actor_id=user.id,
        subject_id=user.id,
        account_id=user.id,
        reason="asked for",
        **CLIENT,
    )
    export = DataExport(
        user_id=user.id, status=DataExportStatus.READY, due_at=now(), expires_at=tomorrow()
    )
    return {
        "DataExport": make.store(export),
        "User": user,
        "Profile": profile,
        "Location": location,
        **parts,
        "Organization": organization,
        "Membership": membership,
        "Session": make.store(session),
        "AuditEvent": make.store(event),
    }


def selection(type_: GraphQLObjectType, name: str) -> str:
    """The field `name` with as little under it as there can be."""
    under = get_named_type(type_.fields[name].type)
    return name if is_leaf_type(under) else f"{name} {{ __typename }}"


@pytest.mark.parametrize("viewer", KINDS)
@pytest.mark.parametrize("name", FIELDS)
def test_the_api_lets_each_viewer_read_what_the_rules_say(
    api: Api, make: Make, name: str, viewer: str
) -> None:
    rows = store_one_of_each(make)
    type_ = SCHEMA.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    selections = " ".join(selection(type_, field) for field in type_.fields)
    read = api.data(
        f"query ($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {selections} }} }} }}",
        {"id": rows[name].id},
        token_of(make, rows["User"], viewer),
    )["node"]
    if viewer not in SEEN_BY.get(name, KINDS):
        assert read is None
        return
    empty = {"myRole"} if viewer == ADMIN else set()  # who is no member has no role
    assert {field for field, value in read.items() if value not in (None, [])} == {
        field for field, rule in FIELDS[name].items() if viewer in READERS[rule]
    } - empty


def refusal(rule: Rule, viewer: str, *, anonymous_reads: bool) -> list[str]:
    """The code that an operation under `rule` is refused with, if it is."""
    closed = rule is Rule.READER and not anonymous_reads
    if viewer == ANONYMOUS and (closed or rule not in {Rule.OPEN, Rule.READER}):
        return ["UNAUTHENTICATED"]
    return ["FORBIDDEN"] if rule is Rule.SUPER_ADMIN and viewer != ADMIN else []


@pytest.mark.parametrize("anonymous_reads", [True, False])
@pytest.mark.parametrize("viewer", KINDS)
def test_every_operation_is_refused_to_whom_its_rule_does_not_name(
    api_with: Any, make: Make, viewer: str, anonymous_reads: bool
) -> None:
    api: Api = api_with(anonymous_reads=anonymous_reads)
    refused, expected = {}, {}
    for kind, type_ in TYPES.items():
        for name in type_.fields:
            rule = OPERATIONS[kind][name]
            token = token_of(make, make.user(), viewer)  # some end the account
            refused[name] = api.codes(call(kind, name), token=token)
            expected[name] = refusal(rule, viewer, anonymous_reads=anonymous_reads)
    assert refused == expected


@pytest.mark.parametrize("anonymous_reads", [True, False])
@pytest.mark.parametrize("viewer", KINDS)
def test_every_subscription_is_refused_to_whom_its_rule_does_not_name(
    api_with: Any, make: Make, viewer: str, anonymous_reads: bool
) -> None:
    api: Api = api_with(anonymous_reads=anonymous_reads)
    token = token_of(make, make.user(), viewer)
    for name, rule in OPERATIONS["Subscription"].items():
        expected = refusal(rule, viewer, anonymous_reads=anonymous_reads)
        assert api.run(follow(api, name, token)) == expected


async def follow(api: Api, name: str, token: str | None) -> list[str]:
    """The codes that a subscription is refused with; none as soon as it is followed."""
    bus, context = api.services.bus, Context(api.services, token, Client())
    parameters = Parameters(query=f"subscription {{ {name} {{ __typename }} }}")
    request = await api.pipeline.understand(parameters, context.turn)
    async with aclosing(api.pipeline.stream(request, context)) as answers:
        first = asyncio.ensure_future(anext(answers))
        while not bus.listening:
            refused, _ = await asyncio.wait([first], timeout=0.01)
            if refused:
                return first.result().codes
        first.cancel()
        await asyncio.wait([first])
    return []


def call(kind: str, name: str) -> str:
    """A document that calls an operation with an unknown id and other plausible arguments."""
    field = TYPES[kind].fields[name]
    given = ", ".join(
        f"{argument}: {literal(item.type)}"
        for argument, item in field.args.items()
        if isinstance(item.type, GraphQLNonNull)
    )
    selected = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    head = head_of(given) if kind == "Mutation" else kind.lower()
    return f"{head} {{ {name}{f'({given})' if given else ''}{selected} }}"


def literal(type_: GraphQLInputType) -> str:
    """A value of an input type, as it is written in a document."""
    if isinstance(type_, GraphQLNonNull):
        return literal(type_.of_type)
    if is_list_type(type_):
        return f"[{literal(type_.of_type)}]"
    if isinstance(type_, GraphQLInputObjectType):
        required = (
            f"{name}: {literal(field.type)}"
            for name, field in type_.fields.items()
            if isinstance(field.type, GraphQLNonNull)
        )
        return f"{{{', '.join(required)}}}"
    if is_enum_type(type_):
        return next(iter(type_.values))
    values = {
        "Upload": "$picture",
        "ID": f'"{new_id()}"',
        "Int": "1",
        "Boolean": "true",
        "String": '"ada"',
    }
    return values[get_named_type(type_).name]
