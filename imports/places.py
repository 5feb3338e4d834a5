"""The places of the replaced system: equal ones are one here."""

from sqlalchemy import select

from db.location import PARTS
from db.models import Action, Location
from imports.replaced import Row
from imports.rows import meta
from resolvers import location, validation
from resolvers.operation.transaction import Transaction


def add(transaction: Transaction, row: Row) -> tuple[str, bool]:
    """The id of the place here, and whether it was not there before."""
    texts = {part: row.get(part) for part in PARTS}
    validation.require(location.problems(texts))
    place = Location(**texts, **meta(row)).derive()
    same = select(Location).where(Location.place_key == place.place_key)
    found = transaction.session.scalars(same).one_or_none()
    if found is not None:
        return found.id, False
    transaction.session.add(place)
    transaction.session.flush()
    transaction.record(Action.LOCATION_CREATED, place.id)
    return place.id, True
