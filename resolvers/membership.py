"""Members of organizations: promoted, removed, made owner of record; the last owner stays.

Whoever changes memberships locks the organization first, so that owners cannot pass each other.
"""

from sqlalchemy import select

from auth.freshness import require_fresh
from base.errors import Forbidden, LastOwner, NotFound
from db.models import (
    Action,
    Membership,
    MembershipRole,
    MembershipStatus,
    Organization,
    User,
)
from resolvers.operation.audited import audited
from resolvers.operation.transaction import Transaction

OWNER, MANAGER, STAFF = MembershipRole
ACTIVE, INVITED = MembershipStatus.ACTIVE, MembershipStatus.INVITED


def enter(transaction: Transaction, id: str, *path: str) -> tuple[Organization, MembershipRole]:
    """A locked active organization and the viewer's role in it, which stays until the end.

    Raises NotFound where the viewer does not see it, Forbidden for those who are only invited.
    """
    found = transaction.fetch(Organization, id, *path, active=True)
    if transaction.viewer.is_super_admin:
        return found, OWNER
    own = select(Membership.role).where(
        Membership.organization_id == id,
        Membership.joined_by(transaction.viewer),
    )
    role = transaction.session.scalars(own.with_for_update(read=True)).one_or_none()
    if role is None:
        raise Forbidden
    return found, role


def require(allowed: bool) -> None:
    """Forbidden unless the viewer's role allows it."""
    if not allowed:
        raise Forbidden


def manages(own: MembershipRole, role: MembershipRole) -> bool:
    """Owners manage everyone, managers those below their own role."""
    return own is OWNER or (own is MANAGER and role.is_below(MANAGER))


def require_to_give(transaction: Transaction, own: MembershipRole, role: MembershipRole) -> None:
    """Forbidden unless the viewer's role allows to give another.

    Owners may take the organization from whoever made them one: that asks for the password again.
    """
    require(manages(own, role))
    if role is OWNER:
        require_fresh(transaction.session, transaction.viewer)


@audited(Action.MEMBER_ROLE_SET, always=True)
def set_role(transaction: Transaction, id: str, role: MembershipRole) -> Membership:
    """Give a member another role, or an invitation; LastOwner where no owner would be left."""
    membership, found = locked(transaction, id)
    _, own = enter(transaction, found.id)
    require(manages(own, membership.role))
    require_to_give(transaction, own, role)
    if not membership.is_active:
        raise NotFound("id")
    if membership.role is role:
        return membership
    keep_an_owner(transaction, found, membership, "id")
    return membership.change({"role": role})


@audited(Action.MEMBER_REMOVED, always=True)
def remove(transaction: Transaction, id: str) -> Membership:
    """Take a member or an invitation away; with one's own: decline or leave."""
    membership, found = locked(transaction, id)
    if not membership.is_active:
        return membership
    if membership.user_id != transaction.viewer.id:
        _, own = enter(transaction, found.id)
        require(manages(own, membership.role))
    keep_an_owner(transaction, found, membership, "id")
    return membership.deactivate()


def locked(transaction: Transaction, id: str) -> tuple[Membership, Organization]:
    """A visible membership, after a lock on its organization; NotFound otherwise."""
    owner = select(Membership.organization_id).where(
        Membership.id == id, Membership.visible_to(transaction.viewer)
    )
    organization_id = transaction.session.scalars(owner).one_or_none()
    if organization_id is None:
        raise NotFound("id")
    found = transaction.fetch(Organization, organization_id)
    return transaction.fetch(Membership, id), found


def of_pair(transaction: Transaction, organization_id: str, user_id: str) -> Membership | None:
    """The one row of an organization and a user, locked, whoever may see it."""
    pair = select(Membership).where(
        Membership.organization_id == organization_id, Membership.user_id == user_id
    )
    return transaction.session.scalars(pair.with_for_update(key_share=True)).one_or_none()


def may_still_invite(
    transaction: Transaction, organization_id: str, inviter_id: str, role: MembershipRole
) -> bool:
    """Whether who has made an invitation to `role` would be let make it now."""
    by = select(User.is_super_admin).where(User.id == inviter_id, User.is_active)
    is_super_admin = transaction.session.scalars(by).one_or_none()
    if is_super_admin is None:
        return False
    own = of_pair(transaction, organization_id, inviter_id)
    belongs = own is not None and own.is_active and own.status is ACTIVE
    return is_super_admin or (belongs and own is not None and manages(own.role, role))


def keep_an_owner(
    transaction: Transaction, found: Organization, leaving: Membership, *path: str
) -> None:
    """LastOwner at `path` where `leaving` is the last one; the owner of record is handed on."""
    if leaving.role is not OWNER or leaving.status is not ACTIVE:
        return
    others = (
        select(Membership.user_id)
        .where(
            Membership.organization_id == found.id,
            Membership.id != leaving.id,
            Membership.is_active,
            Membership.role == OWNER,
            Membership.status == ACTIVE,
            Membership.user.has(is_active=True),
        )
        .order_by(Membership.created_at, Membership.id)
        .limit(1)
    )
    next_owner = transaction.session.scalars(others).one_or_none()
    if next_owner is None:
        raise LastOwner(*path)
    if found.owner_id == leaving.user_id:
        found.change({"owner_id": next_owner})
        transaction.record(Action.OWNERSHIP_TRANSFERRED, found.id)


@audited(Action.OWNERSHIP_TRANSFERRED, always=True)
def transfer(transaction: Transaction, organization_id: str, user_id: str) -> Organization:
    """Make a member the owner of record; the previous one becomes a manager."""
    found, own = enter(transaction, organization_id, "organizationId")
    require(own is OWNER)
    require_fresh(transaction.session, transaction.viewer)
    heir = of_pair(transaction, found.id, user_id)
    if heir is None or not heir.is_active or heir.status is not ACTIVE:
        raise NotFound("userId")
    if not transaction.session.get_one(User, user_id).is_active:
        raise NotFound("userId")
    if found.owner_id == user_id:
        return found
    previous = of_pair(transaction, found.id, found.owner_id) if found.owner_id else None
    if previous is not None and previous.is_active:
        previous.change({"role": MANAGER})
    heir.change({"role": OWNER})
    return found.change({"owner_id": user_id})
