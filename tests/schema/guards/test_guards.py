"""Whatever no rule mentions stops the start: one thing of each kind, added to the whole schema."""

from typing import Any

import pytest
from graphql import GraphQLSchema, extend_schema, parse

import schema
from loaders.contact import contacts_by_profile
from resolvers import contact, job
from resolvers.changes import of_own_profile
from resolvers.fields.declared import (
    Carried,
    Column,
    Computed,
    Connected,
    Declared,
    Followed,
    Listed,
    Many,
    Mutated,
    Written,
)
from resolvers.lists.page import PageRows
from schema import guards


def told(_context: Any, **_: Any) -> None:
    """Whatever is asked."""


def found_by(_row: Any, _context: Any, by: Any) -> None:
    """Whatever is found."""


ANYTHING = Computed(told, "a test", of_row=False)
ADDED: dict[str, tuple[str, dict[str, Declared], str]] = {
    "an object type": (
        "type Wallet { total: Int }",
        {"Wallet.total": Carried(PageRows, "total")},
        "neither rules over Wallet",
    ),
    "an entity": (
        "type RefreshToken implements Node { id: ID! }",
        {"RefreshToken.id": Column("id")},
        "RefreshToken is no entity",
    ),
    "a payload": (
        "type WalletPayload { total: Int }",
        {"WalletPayload.total": Written("total")},
        "neither rules over WalletPayload",
    ),
    "a connection": (
        "type WalletConnection { total: Int }",
        {"WalletConnection.total": Carried(PageRows, "total")},
        "neither rules over WalletConnection",
    ),
    "a directive": ("directive @unused on FIELD", {}, "nothing obeys @unused"),
    "an interface": ("interface Priced { price: Int }", {}, "a row of Priced"),
    "a union": ("union Anything = User | Profile", {}, "a row of Anything"),
    "a scalar": ("scalar Money", {}, "does not define Money"),
    "an enum": ("enum Currency { EUR }", {}, "no column holds Currency"),
    "a member of an enum": ("extend enum Gender { NONE }", {}, "Gender has no NONE"),
    "a member of an order": (
        "extend enum ContactOrderField { VALUE }",
        {},
        "the order VALUE is in the schema",
    ),
    "an input": ("input Money { amount: Int }", {}, "no field takes Money"),
    "a field of an input": (
        "extend input AddContactInput { priority: Int }",
        {},
        "nothing with AddContactInput.priority",
    ),
    "a field of a nested input": (
        "extend input ProfileJobInput { salary: Int }",
        {},
        "nothing with CreateProfileInput.jobs.salary",
    ),
    "an input that no row has": (
        "extend input UpdateContactInput { place: CreateLocationInput }",
        {},
        "nothing with UpdateContactInput.place",
    ),
    "a column that no rule lets anybody write": (
        "extend input AddContactInput { deactivatedAt: DateTime }",
        {},
        "no rule for what AddContactInput.deactivatedAt writes",
    ),
    "a column that others may not write": (
        "extend input UpdateUserInput { isSuperAdmin: Boolean }",
        {},
        "updateUser asks for less than what UpdateUserInput.isSuperAdmin writes",
    ),
    "a filter": (
        "input WalletFilter { id: IDFilter } extend type PageInfo { any(by: WalletFilter): Int }",
        {"PageInfo.any": Computed(found_by, "a test")},
        "no rules for what WalletFilter",
    ),
    "a field of a filter": (
        "extend input JobFilter { salary: IDFilter }",
        {},
        "neither column nor relation `salary`",
    ),
    "a relation of a filter": (
        "extend input JobFilter { profile: ProfileFilter }",
        {},
        "neither column nor relation `profile`",
    ),
    "a column that reads do not return": (
        "extend input UserFilter { passwordHash: StringFilter }",
        {},
        "neither column nor relation `passwordHash`",
    ),
    "an operand of a filter": (
        "extend input StringFilter { endsWith: String }",
        {},
        "nothing compares with `endsWith`",
    ),
    "a text of a filter that nobody folds": (
        "extend input ProfileFilter { bio: StringFilter }",
        {},
        "has no folded copy",
    ),
    "a condition without an operand": (
        "extend input JobFilter { endDate2: String }",
        {},
        "is no condition",
    ),
    "a field": ("extend type User { secret: Int }", {}, "User.secret declares nothing"),
    "a field without a rule": (
        "extend type User { secret: String }",
        {"User.secret": Column("username")},
        "no rule for User.secret",
    ),
    "a query without a rule": (
        "extend type Query { secret: String }",
        {"Query.secret": ANYTHING},
        "no rule for Query.secret",
    ),
    "a mutation without a rule": (
        "extend type Mutation { secret: ContactPayload }",
        {"Mutation.secret": Mutated(told)},
        "no rule for Mutation.secret",
    ),
    "a mutation that returns no payload": (
        "extend type Mutation { secret: Contact }",
        {"Mutation.secret": Mutated(told)},
        "Contact, which is no payload",
    ),
    "a mutation that only reads": (
        "extend type Mutation { secret: ContactPayload }",
        {"Mutation.secret": ANYTHING},
        "Computed, which is of no use there",
    ),
    "a query that writes": (
        "extend type Query { secret: ContactPayload }",
        {"Query.secret": Mutated(told)},
        "Mutated, which is of no use there",
    ),
    "a subscription without a rule": (
        "extend type Subscription { secret: ProfileEvent }",
        {"Subscription.secret": Followed(of_own_profile)},
        "no rule for Subscription.secret",
    ),
    "a subscription that follows nothing": (
        "extend type Subscription { secret: ProfileEvent }",
        {"Subscription.secret": ANYTHING},
        "Computed, which is of no use there",
    ),
    "a list without a size": (
        "extend type ContactPage { others: [Contact] }",
        {"ContactPage.others": Carried(PageRows, "items")},
        "ContactPage.others is a list without a size",
    ),
    "an argument of a column": (
        "extend type Profile { secret(words: Int): String }",
        {"Profile.secret": Column("bio")},
        "nothing takes the argument `words` of Profile.secret",
    ),
    "an argument of a mutation": (
        "extend type Mutation { secret(id: ID!): ContactPayload }",
        {"Mutation.secret": Mutated(told)},
        "nothing takes the argument `id` of Mutation.secret",
    ),
    "an argument of a subscription": (
        "extend type Subscription { secret(id: ID!): ProfileEvent }",
        {"Subscription.secret": Followed(of_own_profile)},
        "nothing takes the argument `id` of Subscription.secret",
    ),
    "an argument of a list": (
        "extend type Query { secret(color: String): ContactConnection }",
        {"Query.secret": Listed(contact.CATALOGUE)},
        "nothing takes the argument `color` of Query.secret",
    ),
    "a list of other orders": (
        "extend type Query { secret(orderBy: [ContactOrder!]): JobConnection }",
        {"Query.secret": Listed(job.CATALOGUE)},
        "Query.secret: the order",
    ),
    "an argument of many": (
        "extend type Profile { secret(color: String): [Contact] }",
        {"Profile.secret": Many(contacts_by_profile)},
        "nothing takes the argument `color` of Profile.secret",
    ),
    "an argument of a connection": (
        "extend type Profile { secret(color: String): ContactConnection }",
        {"Profile.secret": Connected(contacts_by_profile)},
        "nothing takes the argument `color` of Profile.secret",
    ),
}


def extended(document: str, declared: dict[str, Declared]) -> GraphQLSchema:
    """The whole schema and what `document` adds, of which some fields are declared."""
    built = extend_schema(schema.assemble()._schema, parse(document), assume_valid=True)
    for path, declaration in declared.items():
        type_name, _, name = path.partition(".")
        field = built.type_map[type_name].fields[name]
        field.extensions["declared"] = declaration
        field.resolve = field.subscribe = told
    return built


@pytest.mark.parametrize("kind", ADDED)
def test_what_no_rule_mentions_stops_the_start(kind: str) -> None:
    document, declared, complaint = ADDED[kind]
    with pytest.raises(LookupError) as raised:
        guards.enforce(extended(document, declared))
    assert complaint in str(raised.value)


def test_nothing_added_starts() -> None:
    guards.enforce(extended("{ me { id } }", {}))


def test_every_guard_says_what_it_holds() -> None:
    rules = [guard.rule for guard in guards.GUARDS]
    assert len(set(rules)) == len(rules)
    assert all(rule.endswith(".") for rule in rules)
