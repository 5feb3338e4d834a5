"""What is wrong with one row or one line, which must not end the import of the others."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from base.errors import Rejection
from db.integrity import violated
from imports.person import Unfit

FAULTS = (Unfit, Rejection, StatementError, ValueError, OverflowError)
"""The last two are what drivers say of a value before any statement is sent."""


@contextmanager
def told(to: list[str], whose: str) -> Iterator[None]:
    """Tell what does not fit, a sentence each, with `whose` in front; all else is raised.

    A database that cannot be used is no fault of a row: that ends the import.
    """
    try:
        yield
    except FAULTS as error:
        to += [f"{whose}: {sentence}" for sentence in _sentences(error)]


def _sentences(error: Exception) -> list[str]:
    if isinstance(error, Unfit):
        return [*error.sentences]
    if isinstance(error, Rejection):
        return [f"{'.'.join(each.path)}: {each.message}" for each in error.problems]
    if isinstance(error, IntegrityError):
        broken = violated(error)
        return [f"It contradicts what is here already{broken and f' ({broken})'}."]
    if isinstance(error, DBAPIError) and not isinstance(error, DataError):
        raise error
    return ["A value in it is none that the database here takes."]
