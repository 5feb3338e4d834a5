"""What contacts and jobs share: they belong to a profile, which is locked before they change."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import func, select

from base.errors import LimitReached
from db.models import Detail, Profile
from resolvers.operation.transaction import Transaction

D = TypeVar("D", bound=Detail)


def fetch(transaction: Transaction, entity: type[D], id: str, *, removed: bool = False) -> D:
    """A detail that the viewer may change, after a lock on its profile; NotFound otherwise.

    Removed ones are found by super admins, and only with `removed`.
    """
    owner = select(entity.profile_id).where(entity.id == id).scalar_subquery()
    transaction.session.execute(
        select(Profile.id)
        .where(Profile.id == owner, Profile.editable_by(transaction.viewer))
        .with_for_update(key_share=True)
    ).all()  # a result that is not read keeps its connection's snapshot
    return transaction.fetch(entity, id, active=not removed)


def add_all(
    transaction: Transaction,
    entity: type[D],
    limit: int,
    profile: Profile,
    items: Sequence[dict[str, Any]],
    *path: str,
) -> list[D]:
    """Add checked details to a locked profile; LimitReached at `path` beyond `limit`."""
    active = (
        select(func.count())
        .select_from(entity)
        .where(entity.profile_id == profile.id, entity.is_active)
    )
    if transaction.session.scalars(active).one() + len(items) > limit:
        kind = entity.__tablename__
        sentence = f"A profile has at most {limit} {kind}."
        raise LimitReached(*path, message=sentence, limit=limit)
    details = [entity(profile_id=profile.id, **values) for values in items]
    transaction.session.add_all(details)
    transaction.session.flush()
    return details
