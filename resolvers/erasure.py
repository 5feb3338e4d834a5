"""The end of an account, for good: nothing of the person stays, and their names are free again.

What belongs to the account goes, whichever entities there are (`db.belonging`). The account's own
row stays, with nothing in it, since the audit trail and organizations refer to it by its id.
"""

import secrets

from sqlalchemy import delete, func, orm, select, update

from auth.freshness import require_fresh
from auth.passwords import NOBODYS
from auth.sessions import end_sessions
from base.errors import Invalid
from base.problem import ErrorReason
from base.text import trim
from db.belonging import ToNobody
from db.models import (
    Action,
    AuditEvent,
    Base,
    Entity,
    Membership,
    Organization,
    Profile,
    User,
)
from db.types import now
from resolvers import email_invitation, picture
from resolvers.membership import keep_an_owner
from resolvers.operation import events
from resolvers.operation.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction
from resolvers.user import keep_an_admin
from resolvers.validation import check

STAY = (User, AuditEvent)
"""Of these the rows stay, without what is personal in them."""
WHY = "Say why you do this to somebody else's account; the audit trail keeps it."


def reason_for(transaction: Transaction, user_id: str | None, reason: str | None) -> str | None:
    """Why a super admin does it to another account: Invalid where they do not say."""
    if user_id is None or user_id == transaction.viewer.id:
        return None
    if reason is None:
        raise Invalid("reason", message=WHY, reason=ErrorReason.REQUIRED)
    check(AuditEvent, {"reason": reason}, {})
    return trim(reason)


async def erase(context: Context, user_id: str | None = None, reason: str | None = None) -> None:
    """Erase the viewer's own account, or as a super admin anybody's."""
    erased_id = await context.write(_erase, user_id=user_id, reason=reason)
    if erased_id == context.viewer.id:
        context.end()


@changes_account(Profile, admins=True)
def _erase(transaction: Transaction, user_id: str | None = None, reason: str | None = None) -> str:
    session, viewer = transaction.session, transaction.viewer
    assert viewer.id is not None
    require_fresh(session, viewer)
    user = transaction.fetch(User, user_id or viewer.id, "userId")
    why = reason_for(transaction, user_id, reason)
    if user.is_active and user.is_super_admin:
        keep_an_admin(transaction, user)
    _leave_organizations(transaction, user)
    for profile in session.scalars(select(Profile).where(Profile.user_id == user.id)):
        picture.forget(session, profile.id)
        transaction.events.extend(events.of(Action.PROFILE_DEACTIVATED, profile, user.id))
    end_sessions(session, user.id)
    transaction.record(Action.ACCOUNT_ERASED, user.id, user.id, reason=why)
    proven = user.email if user.is_email_verified else None
    email_invitation.forget(transaction, user)
    _remove_what_belongs_to(session, user)
    _blank(user)
    session.flush()
    _forget_in_trail(session, user)
    if proven is not None:  # nobody else's mailbox is told what somebody does with its address
        transaction.post("account_erased", proven, None)
    return user.id


def _leave_organizations(transaction: Transaction, user: User) -> None:
    """LastOwner for one that would have no owner; those that are closed have none from now on."""
    session = transaction.session
    own = select(Membership.organization_id).where(
        Membership.user_id == user.id, Membership.is_active
    )
    locks = select(Organization).where(Organization.id.in_(own)).order_by(Organization.id)
    for organization in session.scalars(locks.with_for_update(key_share=True)).all():
        if organization.is_active:
            pair = select(Membership).where(
                Membership.organization_id == organization.id, Membership.user_id == user.id
            )
            keep_an_owner(transaction, organization, session.scalars(pair).one())
    session.flush()
    session.execute(
        update(Organization)
        .where(Organization.owner_id == user.id)
        .values(owner_id=None)
        .execution_options(synchronize_session=False)
    )


def erased_entities() -> list[type[Entity]]:
    """What goes with an account, the parts before what they are part of."""
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    entities = [by_table[table] for table in reversed(Base.metadata.sorted_tables)]
    return [
        entity
        for entity in entities
        if entity not in STAY and not isinstance(entity.belongs_to, ToNobody)
    ]


def _remove_what_belongs_to(session: orm.Session, user: User) -> None:
    session.flush()
    for entity in erased_entities():
        session.execute(
            delete(entity)
            .where(entity.belongs_to.rows_of(entity, user.id))
            .execution_options(synchronize_session=False)
        )


def blank(id: str) -> dict[str, object]:
    """What the row of an erased account holds, in every column that was about the person.

    Nobody can have taken the name before, since nobody can tell it.
    """
    return {
        "username": f"erased-{secrets.token_hex(16)}",
        "email": f"{id}@erased.invalid",
        "password_hash": NOBODYS,
        "is_super_admin": False,
        "pending_email": None,
        "is_email_verified": False,
        "was_proven": False,
        "has_two_factor": False,
        "recovery_codes_left": None,
        "last_login_at": None,
    }


def _blank(user: User) -> None:
    user.deactivate()
    user.change({**blank(user.id), "erased_at": now()})


def _forget_in_trail(session: orm.Session, user: User) -> None:
    """Where the person was, and by which browser: the id alone stays, which is nobody's now."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.forget_person(user.id)))  # who serves may not change the trail
        return
    theirs = (AuditEvent.actor_id == user.id) | (
        (AuditEvent.account_id == user.id) & AuditEvent.actor_id.is_(None)
    )
    session.execute(
        update(AuditEvent)
        .where(theirs)
        .values(ip_address=None, user_agent=None)
        .execution_options(synchronize_session=False)
    )
