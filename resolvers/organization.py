"""Organizations: made by anyone who is signed in, seen by their members."""

import datetime as dt
import secrets
from collections.abc import Awaitable
from typing import Any

from slugify import slugify
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.errors import Conflict
from db.integrity import violated
from db.models import Action, Membership, MembershipRole, MembershipStatus, Organization
from db.text import cut, fold
from loaders.membership import members_by_organization, own_membership_by_organization
from loaders.organization import organization_by_id, organization_by_slug
from loaders.user import user_by_id
from resolvers import connection, validation
from resolvers.audit import audited
from resolvers.connection import Arguments, ConnectionRows
from resolvers.context import Context
from resolvers.invitation import keep_room
from resolvers.listing import Catalogue, refuse_unstorable
from resolvers.membership import MANAGER, OWNER, enter, require
from resolvers.transaction import Transaction

CATALOGUE = Catalogue(
    Organization,
    orders={"CREATED_AT": "created_at", "UPDATED_AT": "updated_at", "NAME": "name_folded"},
)
ATTEMPTS = 5
LONGEST_SLUG = 240
"""Characters, which leaves room for what is added to one that is taken."""
ADDED = "abcdefghjkmnpqrstuvwxyz23456789"
ADDED_LENGTH = 8
"""Letters and digits that look like no others, and how many of them make a slug a new one."""


def by_id(context: Context, id: str) -> Awaitable[Any]:
    return context.load(organization_by_id, id)


def by_slug(context: Context, slug: str) -> Awaitable[Any]:
    refuse_unstorable(slug, "slug")
    return context.load(organization_by_slug, fold(cut(slug, Organization.slug.type.length)))


def owner(root: Any, context: Context) -> Awaitable[Any]:
    return context.load(user_by_id, root.owner_id)


async def my_role(root: Any, context: Context) -> MembershipRole | None:
    """The viewer's role; none for those who are only invited."""
    membership = await context.load(own_membership_by_organization, root.id)
    return membership.role if membership else None


def members(root: Any, context: Context, arguments: Arguments) -> ConnectionRows:
    return connection.of_relation(context, members_by_organization, root.id, arguments)


@audited(Action.ORGANIZATION_CREATED, always=True)
def create(transaction: Transaction, **values: Any) -> Organization:
    """An organization whose owner is the viewer."""
    validation.check(Organization, values, {})
    owner_id = transaction.viewer.id
    assert owner_id is not None
    keep_room(transaction, owner_id)
    organization = _insert(transaction, {**values, "owner_id": owner_id})
    membership = Membership(
        organization_id=organization.id,
        user_id=owner_id,
        role=MembershipRole.OWNER,
        status=MembershipStatus.ACTIVE,
    )
    transaction.session.add(membership)
    return organization


def _insert(transaction: Transaction, values: dict[str, Any]) -> Organization:
    """Store an organization under a free slug, whoever else takes it meanwhile."""
    base = slugify(values["name"], max_length=LONGEST_SLUG) or "organization"
    for _ in range(ATTEMPTS):
        organization = Organization(slug=_free_slug(transaction, base), **values)
        try:
            with transaction.session.begin_nested():
                transaction.session.add(organization)
        except IntegrityError as error:
            if violated(error) != "uq_organizations_slug":
                raise
        else:
            return organization
    raise Conflict("name")


def _free_slug(transaction: Transaction, base: str) -> str:
    """`base`, or where it is taken one that does not tell how often."""
    added = "".join(secrets.choice(ADDED) for _ in range(ADDED_LENGTH))
    taken = select(Organization.id).where(Organization.slug == base)
    return f"{base}-{added}" if transaction.session.execute(taken).first() else base


@audited(Action.ORGANIZATION_UPDATED, always=True)
def update(
    transaction: Transaction,
    id: str,
    expected_updated_at: dt.datetime | None = None,
    **changes: Any,
) -> Organization:
    """Change name or category, as a manager or owner; the slug stays."""
    organization, role = enter(transaction, id, "id")
    require(role in (OWNER, MANAGER))
    transaction.expect(organization, expected_updated_at)
    validation.check(Organization, changes, {})
    return organization.change(changes)


@audited(Action.ORGANIZATION_DEACTIVATED, always=True)
def deactivate(transaction: Transaction, id: str) -> Organization:
    """Close an organization, as an owner."""
    organization = transaction.fetch(Organization, id)
    if organization.is_active:
        _, role = enter(transaction, id, "id")
        require(role is OWNER)
    return organization.deactivate()
