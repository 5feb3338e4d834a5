"""The policy mentions everything there is, and says what was promised."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

import schema
from auth import permissions
from auth.policy import (
    CARRIERS,
    FIELDS,
    GRANTED,
    NAMED_CARRIERS,
    OPERAND_FILTERS,
    OPERATIONS,
)
from auth.rules import Rule, may_read
from db.viewer import ANONYMOUS as NOBODY
from db.viewer import Viewer
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, OTHER, OWNER

SCHEMA: GraphQLSchema = build_schema(schema.sdl())

SIGNED_IN = {OTHER, OWNER, ADMIN}
MAY: dict[Rule, set[str]] = {
    Rule.OPEN: {ANONYMOUS, *SIGNED_IN},
    Rule.READER: {ANONYMOUS, *SIGNED_IN},
    Rule.SIGNED_IN: SIGNED_IN,
    Rule.OWNER: {OWNER, ADMIN},
    Rule.SELF: {OWNER},
    Rule.ACTOR: {OWNER, ADMIN},
    Rule.SUPER_ADMIN: {ADMIN},
}
"""Who may read a field of a row that they see and that belongs to OWNER."""

OWNERS_ALONE = {
    "User": {
        *("email", "isActive", "isSuperAdmin", "updatedAt", "deactivatedAt", "lastLoginAt"),
        *("isEmailVerified", "pendingEmail", "hasTwoFactor"),
        *("memberships", "securityEvents"),
    },
    "Profile": {"dateOfBirth", "isPublic", "allowContact", "isActive", "deactivatedAt"},
}
ACTORS_ALONE = {"AuditEvent": {"ipAddress", "userAgent"}}
THEMSELVES_ALONE = {"User": {"sessions", "recoveryCodesLeft", "dataExports"}}
SIGNED_IN_ALONE = {"Profile": {"contacts"}, "Location": {"postalCode"}}
"""What the design promises; every other field is for whoever sees the row."""

OPEN_TO_ALL = {
    *("register", "login", "refreshToken"),
    *("requestPasswordReset", "resetPassword", "verifyEmail", "verifyTwoFactor"),
}
SUPER_ADMINS_ALONE = {
    "users",
    "usersPage",
    "createUser",
    "activateUser",
    "setSuperAdmin",
    "auditEvents",
    "updateLocation",
    "deactivateLocation",
}


def entities() -> Iterator[GraphQLObjectType]:
    """Every object type that implements Node."""
    node = SCHEMA.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return iter(SCHEMA.get_possible_types(node))


def test_every_field_of_an_entity_has_a_rule_and_no_rule_is_left_over() -> None:
    assert {name: set(rules) for name, rules in FIELDS.items()} == {
        type_.name: set(type_.fields) for type_ in entities()
    }


def test_every_operation_has_a_rule_and_no_rule_is_left_over() -> None:
    assert SCHEMA.query_type
    assert SCHEMA.mutation_type
    assert SCHEMA.subscription_type
    assert {name: set(rules) for name, rules in OPERATIONS.items()} == {
        "Query": set(SCHEMA.query_type.fields),
        "Mutation": set(SCHEMA.mutation_type.fields),
        "Subscription": set(SCHEMA.subscription_type.fields),
    }


def test_every_column_whose_writing_is_granted_is_in_an_input_or_an_argument() -> None:
    """That each of these has a rule stops the start (`schema/guards/written.py`)."""
    assert SCHEMA.mutation_type
    taken = {name for field in SCHEMA.mutation_type.fields.values() for name in field.args}
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            taken |= type_.fields.keys()
    assert {name for rules in GRANTED.values() for name in rules} <= taken


def test_every_other_type_is_a_carrier_and_no_carrier_is_left_over() -> None:
    roots = {"Query", "Mutation", "Subscription"}
    others = {
        name
        for name, type_ in SCHEMA.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
    }
    carriers = others - roots - FIELDS.keys()
    assert NAMED_CARRIERS <= carriers <= CARRIERS


def test_every_filter_is_on_a_value_or_on_an_entity() -> None:
    filters = {name for name in SCHEMA.type_map if name.endswith("Filter")}
    assert {name for name in filters if name.removesuffix("Filter") not in FIELDS} == (
        OPERAND_FILTERS
    )


def promised_field_rule(type_name: str, field: str) -> Rule:
    if field in OWNERS_ALONE.get(type_name, ()):
        return Rule.OWNER
    if field in THEMSELVES_ALONE.get(type_name, ()):
        return Rule.SELF
    if field in ACTORS_ALONE.get(type_name, ()):
        return Rule.ACTOR
    return Rule.SIGNED_IN if field in SIGNED_IN_ALONE.get(type_name, ()) else Rule.READER


@pytest.mark.parametrize("name", FIELDS)
def test_the_rules_of_fields_are_the_ones_that_were_promised(name: str) -> None:
    assert FIELDS[name] == {field: promised_field_rule(name, field) for field in FIELDS[name]}


def promised_operation_rule(kind: str, operation: str) -> Rule:
    if operation in OPEN_TO_ALL:
        return Rule.OPEN
    if operation in SUPER_ADMINS_ALONE:
        return Rule.SUPER_ADMIN
    return Rule.READER if kind == "Query" else Rule.SIGNED_IN


@pytest.mark.parametrize("kind", OPERATIONS)
def test_the_rules_of_operations_are_the_ones_that_were_promised(kind: str) -> None:
    assert OPERATIONS[kind] == {
        name: promised_operation_rule(kind, name) for name in OPERATIONS[kind]
    }


@pytest.mark.parametrize(
    ("added", "missing"),
    [
        ("type User implements Node { id: ID! secret: String }", "User.secret"),
        ("type Stranger implements Node { id: ID! }", "Stranger.id"),
        ("extend type Query { anything: Int }", "Query.anything"),
        ("type Mutation { anything: Int }", "Mutation.anything"),
        ("type Subscription { anything: Int }", "Subscription.anything"),
        ("type Wallet { secret: String }", "Wallet"),
        ("type WalletConnection { nodes: [ID] }", "WalletConnection"),
        ("type WalletPayload { wallet: ID }", "WalletPayload"),
        ("input WalletFilter { secret: ID }", "WalletFilter"),
        ("input ProfileFilter { shoeSize: ID }", "shoeSize"),
    ],
)
def test_a_schema_with_a_field_without_a_rule_is_refused(added: str, missing: str) -> None:
    built = build_schema(f"interface Node {{ id: ID! }} type Query {{ me: ID }} {added}")
    give_resolvers(built)
    with pytest.raises(LookupError, match=missing.replace(".", r"\.")):
        permissions.enforce(built)


def test_a_guarded_field_that_can_be_neither_null_nor_empty_is_refused() -> None:
    built = build_schema(
        "interface Node { id: ID! } type Query { me: ID } "
        "type User implements Node { id: ID! email: String! }"
    )
    give_resolvers(built)
    with pytest.raises(LookupError, match="nullable or a list"):
        permissions.enforce(built)


def give_resolvers(built: GraphQLSchema) -> None:
    for type_ in built.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                field.resolve = field.resolve or (lambda source, info: None)


VIEWERS = {
    ANONYMOUS: NOBODY,
    OTHER: Viewer("other"),
    OWNER: Viewer("owner"),
    ADMIN: Viewer("admin", is_super_admin=True),
}


@pytest.mark.parametrize("rule", Rule)
def test_a_rule_lets_read_whom_it_names(rule: Rule) -> None:
    allowed = {kind for kind in KINDS if may_read(rule, VIEWERS[kind], "owner")}
    assert allowed == MAY[rule]


@pytest.mark.parametrize("rule", [Rule.OWNER, Rule.SELF])
def test_what_belongs_to_nobody_does_not_belong_to_an_anonymous_viewer(rule: Rule) -> None:
    assert not may_read(rule, NOBODY, None)
