"""Which errors mean that the database is away; any other one is ours."""

import sqlite3

from sqlalchemy import exc

from db.errors import ServiceUnavailable
from db.statements import TOO_LONG, statements

SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}
POSTGRESQL_AWAY = {
    "08",
    "53",
    "57",
    "58",
    "25006",
    "25P02",
    "3D000",
    "40001",
    "40P01",
    "42P01",
    "55P03",
}
"""SQLSTATEs, or their classes: connections, resources, operators, system; locks and deadlocks.
25P02 follows where a savepoint could not even be rolled back; 42P01 where nobody has migrated."""
UNREACHABLE = {"OperationalError", "InterfaceError", "DatabaseError"}
"""What drivers call a connection that could not be made or was lost (PEP 249)."""
LOST_MIDWAY = "8s2b"
"""SQLAlchemy's code for a statement after its transaction lost the connection."""


def is_away(error: Exception) -> bool:
    """Whether the database cannot be reached or waited for; any other error is ours."""
    if isinstance(error, (exc.TimeoutError, TimeoutError)):
        return True
    if isinstance(error, exc.PendingRollbackError):
        return error.code == LOST_MIDWAY
    original = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", None)
        unmigrated = str(original).startswith("no such table")
        return unmigrated or (code is not None and code & 0xFF in SQLITE_AWAY)
    state = getattr(original, "pgcode", None)
    if state is None:
        return type(original).__name__ in UNREACHABLE
    return state in POSTGRESQL_AWAY or state[:2] in POSTGRESQL_AWAY


def unavailable(error: Exception) -> ServiceUnavailable:
    """What clients are told of `error`: that it took too long, or that the database is away."""
    under_way = statements.get()
    overdue = under_way is not None and under_way.overdue
    refusal = ServiceUnavailable(TOO_LONG if overdue else None)
    refusal.__cause__ = error
    return refusal
