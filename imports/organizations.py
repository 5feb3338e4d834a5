"""The organizations of the replaced system, with their members."""

from sqlalchemy import exists, select

from db.models import (
    Action,
    Membership,
    MembershipRole,
    MembershipStatus,
    Organization,
    User,
)
from db.types import now
from imports.person import Unfit
from imports.replaced import Row
from imports.rows import columns, texts
from resolvers import organization, validation
from resolvers.operation.transaction import Transaction

STAFF, OWNER = MembershipRole.STAFF, MembershipRole.OWNER


def add(transaction: Transaction, row: Row, members: list[Row]) -> bool:
    """Whether it was not there before; members whose user is not here are left out."""
    session = transaction.session
    if session.scalars(select(exists().where(Organization.id == row["id"]))).one():
        return False
    values = columns(Organization, row)
    validation.check(Organization, texts(values), {})
    owner_id = values.get("owner_id")
    if owner_id is None or session.get(User, owner_id) is None:
        raise Unfit("ownerId: its owner was not imported.")
    slug = values.pop("slug", None) or organization.slug_of(values["name"])
    session.add(Organization(**values, slug=organization.free_slug(transaction, slug)))
    session.flush()
    transaction.record(Action.ORGANIZATION_CREATED, row["id"], owner_id)
    owner: Row = {"created_at": row.get("created_at") or now()}
    given = {owner_id: owner} | {
        each["user_id"]: columns(Membership, each)
        for each in members
        if each.get("user_id") and session.get(User, each["user_id"]) is not None
    }
    for user_id, member in given.items():
        role = OWNER if user_id == owner_id else member.get("role") or STAFF
        own = {"organization_id": row["id"], "user_id": user_id, "role": role}
        session.add(Membership(**member | own, status=MembershipStatus.ACTIVE))
    session.flush()
    return True
