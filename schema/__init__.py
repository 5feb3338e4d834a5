"""What is published: types, inputs, queries and mutations, put together into one schema."""

from functools import cache
from typing import Any

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from resolvers.node import TYPENAME
from schema import guards
from schema.idempotent import idempotent
from schema.mutations.address import AddressMutation
from schema.mutations.contact import ContactMutation
from schema.mutations.data_export import DataExportMutation
from schema.mutations.erasure import ErasureMutation
from schema.mutations.identity import IdentityMutation
from schema.mutations.job import JobMutation
from schema.mutations.location import LocationMutation
from schema.mutations.membership import MembershipMutation
from schema.mutations.organization import OrganizationMutation
from schema.mutations.profile import ProfileMutation
from schema.mutations.recovery import RecoveryMutation
from schema.mutations.session import SessionMutation
from schema.mutations.two_factor import TwoFactorMutation
from schema.mutations.user import UserMutation
from schema.queries.audit_event import AuditEventQuery
from schema.queries.contact import ContactQuery
from schema.queries.job import JobQuery
from schema.queries.location import LocationQuery
from schema.queries.node import NodeQuery
from schema.queries.organization import OrganizationQuery
from schema.queries.profile import ProfileQuery
from schema.queries.user import UserQuery
from schema.scalars import SCALARS
from schema.subscriptions.profile import ProfileSubscription
from schema.types.contact import Contact
from schema.types.job import Job
from schema.types.location import Location
from schema.types.profile import Profile
from schema.types.user import User


@strawberry.type(description="What can be asked.")
class Query(
    UserQuery,
    ProfileQuery,
    LocationQuery,
    ContactQuery,
    JobQuery,
    OrganizationQuery,
    NodeQuery,
    AuditEventQuery,
):
    pass


@strawberry.type(description="What can be changed; every field is one transaction.")
class Mutation(
    IdentityMutation,
    AddressMutation,
    RecoveryMutation,
    TwoFactorMutation,
    DataExportMutation,
    ErasureMutation,
    UserMutation,
    ProfileMutation,
    ContactMutation,
    JobMutation,
    LocationMutation,
    SessionMutation,
    OrganizationMutation,
    MembershipMutation,
):
    pass


@strawberry.type(description="What can be followed; events come after what they tell is committed.")
class Subscription(ProfileSubscription):
    pass


def prepare(schema: GraphQLSchema) -> None:
    """Let fields return rows, and put the guards in front of everything.

    LookupError for a member of the schema that no rule mentions.
    """
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            type_.is_type_of = None  # Strawberry would take nothing but instances of its types
        elif isinstance(type_, GraphQLInterfaceType):
            type_.resolve_type = lambda row, _info, _type: getattr(row, TYPENAME)
    guards.enforce(schema)


def build(kind: type[strawberry.Schema] = strawberry.Schema, **options: Any) -> strawberry.Schema:
    """A guarded schema of class `kind`; `options` go to StrawberryConfig."""
    built = assemble(kind, **options)
    prepare(built._schema)
    return built


def assemble(
    kind: type[strawberry.Schema] = strawberry.Schema, **options: Any
) -> strawberry.Schema:
    """All types, as yet without their guards."""
    return kind(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=(User, Profile, Location, Contact, Job),
        directives=[idempotent],
        config=StrawberryConfig(scalar_map=SCALARS, **options),
    )


@cache
def published() -> strawberry.Schema:
    """The schema as it is served, `@defer` and all; made once, for it takes 8 MB."""
    return build(enable_experimental_incremental_execution=True)


@cache
def sdl() -> str:
    """It in the schema definition language."""
    return published().as_str() + "\n"
