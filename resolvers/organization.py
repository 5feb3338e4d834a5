"""Organizations: made by anyone who is signed in, seen by their members."""

import datetime as dt
import secrets
from typing import Any

from slugify import slugify
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from auth.freshness import require_fresh
from base.errors import Conflict
from db.integrity import violated
from db.models import Action, Membership, MembershipRole, MembershipStatus, Organization
from loaders.membership import own_membership_by_organization
from resolvers import validation
from resolvers.lists.listing import Catalogue
from resolvers.membership import MANAGER, OWNER, enter, require
from resolvers.membership_limits import keep_room
from resolvers.operation.audited import audited
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

CATALOGUE = Catalogue(
    Organization,
    orders={"CREATED_AT": "created_at", "UPDATED_AT": "updated_at", "NAME": "name_folded"},
)
ATTEMPTS = 5
LONGEST_SLUG_CHARACTERS = 240
"""Characters, which leaves room for what is added to one that is taken."""
ADDED = "abcdefghjkmnpqrstuvwxyz23456789"
ADDED_LENGTH = 8
"""Letters and digits that look like no others, and how many of them make a slug a new one."""


async def my_role(root: Any, context: Context) -> MembershipRole | None:
    """The viewer's role; none for those who are only invited."""
    membership = await context.load(own_membership_by_organization, root.id)
    return membership.role if membership else None


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
    base = slug_of(values["name"])
    for _ in range(ATTEMPTS):
        organization = Organization(slug=free_slug(transaction, base), **values)
        try:
            with transaction.session.begin_nested():
                transaction.session.add(organization)
        except IntegrityError as error:
            if violated(error) != "uq_organizations_slug":
                raise
        else:
            return organization
    raise Conflict("name")


def slug_of(name: str) -> str:
    """What an organization is known by in addresses, as long as no other one is."""
    return slugify(name, max_length=LONGEST_SLUG_CHARACTERS) or "organization"


def free_slug(transaction: Transaction, base: str) -> str:
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
    """Close an organization, as an owner; nothing opens it again."""
    organization = transaction.fetch(Organization, id)
    if organization.is_active:
        _, role = enter(transaction, id, "id")
        require(role is OWNER)
        require_fresh(transaction.session, transaction.viewer)
    return organization.deactivate()
