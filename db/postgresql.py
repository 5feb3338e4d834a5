"""What we rely on in a session of PostgreSQL, wherever it comes from.

A session of our own is told once, when it is made. A pooler such as PgBouncer hands a transaction
to any server at all, and refuses options at the start: there each transaction is told, in the same
words to the server as its first statement. Which of the two it is shows in the id of the process.
"""

import os
import re
import select
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg2
from psycopg2 import extensions

REFUSAL = "unsupported startup parameter"
"""How every version of PgBouncer begins."""
ISOLATION = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
"""Retries and refusals are written for it, whatever is the database's own default."""
PINNED = {"timezone": "UTC"}
SESSION = {
    **PINNED,
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
}
"""Ours whatever anybody says, as UTF-8 is: we rely on it."""
ARRIVAL_SECONDS = 5
"""Seconds that an asynchronous connection waits for the answer to its first words."""
SWITCH = re.compile(
    r"\s*(?:-c\s*|--)([A-Za-z_][\w.-]*)=((?:\\.|[^\s\\])*)\s*", re.DOTALL | re.ASCII
)
"""An option as libpq has it in PGOPTIONS; a backslash keeps the character behind it."""
SEPARATE = re.compile(r"\bCONCURRENTLY\b|^\s*(VACUUM|(CREATE|DROP) DATABASE)\b", re.IGNORECASE)
"""Statements that PostgreSQL refuses to run together with any other."""


class Connection(extensions.connection):  # type: ignore[misc]
    """Knows what its transactions begin with, behind a pooler, and what it has prepared."""

    told = ""
    writers_told = ""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.prepared: OrderedDict[str, int] = OrderedDict()
        """The names and lengths of statements (`db.prepared`), the least recently used first."""


class PooledCursor(extensions.cursor):  # type: ignore[misc]
    """The first statement of a transaction brings along what the transaction has to know."""

    connection: Connection

    def execute(self, query: str, vars: Any = None) -> None:
        head = self._head(query)
        super().execute((head if vars is None else head.replace("%", "%%")) + query, vars)

    def executemany(self, query: str, vars_list: Iterable[Any]) -> None:
        """The driver's own counts the rows of all."""
        head = self._head(query)
        if head and not self.connection.autocommit:
            super().execute(head)
            head = ""
        super().executemany(head.replace("%", "%%") + query, vars_list)

    def _head(self, query: str) -> str:
        connection = self.connection
        if connection.status != extensions.STATUS_READY or SEPARATE.search(query):
            return ""
        return connection.told if connection.autocommit else connection.writers_told


def connect(defaults: Mapping[str, str], parameters: Mapping[str, Any]) -> Connection:
    """A connection whose sessions or transactions have `defaults`, where nobody says otherwise.

    `parameters` are libpq's. What they, PGOPTIONS or a service file have as `options` comes first.
    """
    try:
        connection = _open(parameters)
    except psycopg2.OperationalError as error:
        options = _options_before(parameters)
        if REFUSAL not in str(error) or not SWITCH.sub("", options) == "" != options:
            raise
        connection = _open({**parameters, "options": ""})
    else:
        options = connection.info.dsn_parameters.get("options", "")
    return _arrived(connection, defaults, options)


def connect_for_a_loop(
    defaults: Mapping[str, str], parameters: Mapping[str, Any], seconds: float
) -> Connection:
    """As `connect`, but for an event loop to drive; the way there is waited for, in this thread.

    Behind a pooler it cannot be used: it has something to tell each transaction.
    """
    connection = _open({**parameters, "async_": True})
    try:
        _wait(connection, seconds)
    except BaseException:
        connection.close()
        raise
    return _arrived(connection, defaults, connection.info.dsn_parameters.get("options", ""))


def _open(parameters: Mapping[str, Any]) -> Connection:
    given = {**parameters, "client_encoding": "UTF8", "connection_factory": Connection}
    connection: Connection = psycopg2.connect(**given)
    return connection


def _arrived(connection: Connection, defaults: Mapping[str, str], options: str) -> Connection:
    """The connection with everything told; or closed, where that cannot be done."""
    try:
        _arrive(connection, defaults, _settings(options))
    except BaseException:
        connection.close()
        raise
    return connection


def _wait(connection: Connection, seconds: float) -> None:
    """Wait for an asynchronous connection to have done what it is at."""
    until = time.monotonic() + seconds
    while (state := connection.poll()) != extensions.POLL_OK:
        waiting = select.poll()
        wanted = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        waiting.register(connection.fileno(), wanted)
        if not waiting.poll(max(0, until - time.monotonic()) * 1000):
            raise psycopg2.OperationalError("timeout expired")


def _options_before(parameters: Mapping[str, Any]) -> str:
    """What libpq has sent, as far as it can be told without a connection."""
    if "service" in parameters or "PGSERVICE" in os.environ:
        return ""
    return str(parameters.get("options", os.environ.get("PGOPTIONS", "")))


def _settings(options: str) -> dict[str, str]:
    return {
        found[1].replace("-", "_").lower(): re.sub(r"(?s)\\(.)", r"\1", found[2])
        for found in SWITCH.finditer(options)
    }


def _arrive(connection: Connection, defaults: Mapping[str, str], theirs: dict[str, str]) -> None:
    """Tell the session, or find out that each transaction has to be told."""
    ours = {name: value for name, value in defaults.items() if name not in theirs}
    behind_pooler = f"pg_backend_pid() <> {connection.info.backend_pid}"
    is_driven = bool(connection.async_)  # then it is in autocommit for ever
    if not is_driven:
        connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {behind_pooler}, NOT pg_is_in_recovery()"
            " AND current_setting('default_transaction_read_only') = 'on', "
            + _set(connection, ours | SESSION, is_local=behind_pooler)
        )
        if is_driven:
            _wait(connection, ARRIVAL_SECONDS)
        found: Any = cursor.fetchone()
    if not is_driven:
        connection.autocommit = False
    if not found[0]:
        return
    told = [
        f"SET LOCAL {name} = {_quoted(connection, value)}"
        for name, value in (ours | PINNED).items()
    ]
    if kept := {name: value for name, value in theirs.items() if name not in SESSION}:
        told.append(f"SELECT {_set(connection, kept, is_local='true')}")
    connection.told = "; ".join([ISOLATION, *told, ""])
    writers = f"{ISOLATION}, READ WRITE" if found[1] else ISOLATION
    connection.writers_told = "; ".join([writers, *told, ""])
    connection.cursor_factory = PooledCursor


def _set(connection: Connection, values: Mapping[str, str], is_local: str) -> str:
    """Where it is local, it ends with the statement or the transaction."""
    return ", ".join(
        f"set_config('{name}', {_quoted(connection, value)}, {is_local})"
        for name, value in values.items()
    )


def _quoted(connection: Connection, value: str) -> str:
    literal = extensions.QuotedString(value)
    literal.prepare(connection)
    return str(literal.getquoted().decode())
