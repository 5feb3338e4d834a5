"""Who writes, confirmed inside the transaction, and which accounts it changes.

Whoever writes shares a lock on their own account until the end, so that nobody takes it from them
meanwhile. Two who then wanted each other's alone would wait forever; so what a mutation will
change is said beside it, and locked alone at once, before the viewer is confirmed:

    @changes_account(User)
    def update(transaction: Transaction, id: str, ...) -> User:

The order of all locks: accounts by id, the viewer's session, then whatever the mutation is about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_, orm, select

from auth.rules import Rule, authorize
from auth.signed_in import confirm_viewer
from base.errors import Unauthenticated
from db.belonging import By
from db.models import Entity, User
from db.viewer import Viewer

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Changed:
    """The account that the argument `named` names; the viewer's own where none is given.

    `admins`: and with it who else is a super admin, of whom one must be left.
    """

    named: str | None = None
    admins: bool = False


def changes_account(
    entity: type[Entity] | None = None, *, admins: bool = False
) -> Callable[[F], F]:
    """Say of a mutation's work that it writes an account or its sessions.

    With an `entity` its argument is named as the entity's column of its owner: `id` of a User,
    `user_id` of a Profile. LookupError for one that has no such column.
    """
    belongs = entity.belongs_to if entity else None
    if belongs is not None and not isinstance(belongs, By):
        raise LookupError(f"{entity} has no column that says whose account it is part of")
    named = belongs.column if belongs else None

    def decorate(work: F) -> F:
        work.changed_account = Changed(named, admins)  # type: ignore[attr-defined]
        return work

    return decorate


def confirm(
    session: orm.Session,
    work: Callable[..., Any],
    values: Mapping[str, Any],
    viewer: Viewer,
    rule: Rule,
) -> Viewer:
    """The viewer as `work` finds them, and as they stay until its transaction ends.

    Raises Unauthenticated or Forbidden where they may not write under `rule` any more. Nobody is
    signed in where a field is open to all.
    """
    if viewer.is_signed_in:
        found = confirm_viewer(session, viewer, alone=_lock(session, work, values, viewer))
        if found is None:
            raise Unauthenticated
        viewer = found
    authorize(rule, viewer)
    return viewer


def _lock(
    session: orm.Session, work: Callable[..., Any], values: Mapping[str, Any], viewer: Viewer
) -> bool:
    """Lock others' accounts that `work` changes; whether the viewer's own is to be locked alone.

    Who is no super admin changes nobody else's account, and so locks it for nobody else.
    """
    changed: Changed | None = getattr(work, "changed_account", None)
    if changed is None:
        return False
    account_id = (changed.named and values.get(changed.named)) or viewer.id
    if account_id == viewer.id and not (changed.admins and viewer.is_super_admin):
        return True
    if not viewer.is_super_admin:
        return False
    wanted: ColumnElement[bool] = User.id.in_([viewer.id, account_id])
    if changed.admins:
        wanted = or_(wanted, and_(User.is_super_admin, User.is_active))
    # NO KEY UPDATE: rows that refer to these may still be added meanwhile
    locks = select(User.id).where(wanted).order_by(User.id).with_for_update(key_share=True)
    session.execute(locks).all()  # a result that is not read keeps its connection's snapshot
    return True
