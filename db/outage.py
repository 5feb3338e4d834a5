"""Which errors mean that the database is away, and why; any other one is ours."""

import re
import sqlite3

from sqlalchemy import exc

from base.errors import OutOfTime, ServiceUnavailable
from db.base import Entity
from db.statements import statements

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

PHRASES = (
    *("Connection refused", "Connection timed out", "timeout expired", "No route to host"),
    *("Network is unreachable", "Connection reset by peer", "could not translate host name"),
    *("No such file or directory", "Permission denied", "password authentication failed"),
    *("authentication failed", "no password supplied", "no pg_hba.conf entry"),
    *("does not exist", "permission denied for database", "is not currently accepting connections"),
    *("the database system is starting up", "the database system is shutting down"),
    *("the database system is in recovery mode", "too many clients already"),
    *("remaining connection slots are reserved", "too many connections"),
    *("server does not support SSL", "certificate verify failed", "root certificate file"),
    *("server closed the connection unexpectedly", "connection already closed"),
    *("SSL connection has been closed unexpectedly", "session is read-only"),
    *("session is not read-only", "server is in hot standby mode", "server is not in hot standby"),
    *("no such user", "no such database", "unsupported startup parameter", "query_wait_timeout"),
    *("pgbouncer cannot connect to server", "server login failed", "service file"),
    *("unrecognized configuration parameter", "invalid value for parameter"),
    *("invalid command-line argument", "requires a value"),
    *("invalid integer value", "invalid port number"),
    *(f"invalid {name} value" for name in ("sslmode", "gssencmode", "target_session_attrs")),
)
"""All that is repeated of what is said about a connection: the rest may quote DATABASE_URL."""
QUOTED = re.compile("""["«„“](.*)["»“”]""", re.DOTALL)


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
    told = OutOfTime() if overdue else ServiceUnavailable()
    told.__cause__ = error
    return told


def reason(error: BaseException | None) -> str:
    """Why, in few words of the driver's; never a part of a setting, and no value of a row."""
    original = error.orig if isinstance(error, exc.DBAPIError) else error
    message = str(original).partition("\n")[0]
    if isinstance(original, sqlite3.Error):
        said, _, named = message.partition(": ")
        return message if named.partition(".")[0] in Entity.metadata.tables else said
    if isinstance(original, (exc.TimeoutError, TimeoutError)):
        return message
    if getattr(original, "pgcode", None):
        return QUOTED.sub(_only_ours, message)
    found = [phrase for phrase in PHRASES if phrase.lower() in str(original).lower()]
    return ", ".join(found) or type(original).__name__


def _only_ours(quoted: re.Match[str]) -> str:
    """The names of our own tables are no secret."""
    return quoted[0] if quoted[1] in Entity.metadata.tables else '"…"'
