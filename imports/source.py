"""Another database as its driver has it: nothing is converted that one odd value could break.

What cannot be read at all is a fault of the whole: a connection that is lost, a right that lacks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import UserDefinedType

from db.address import normalize_url
from db.outage import reason

UNDECODED = "surrogateescape"
"""How bytes that are no UTF-8 come as text that can be told from any other."""
ALIKE = "SET LOCAL DateStyle = 'ISO'; SET LOCAL TimeZone = 'UTC'"


class Unreadable(Exception):
    """Says why, and repeats nothing of a URL."""


class _Raw(UserDefinedType[Any]):
    """Whatever comes or goes."""

    cache_ok = True


class Source:
    def __init__(self, url: str) -> None:
        """Connect to nothing yet; ValueError for a database of another kind."""
        parsed = normalize_url(url)
        self._bytes_as = "utf-8"
        self._is_sqlite = parsed.get_backend_name() == "sqlite"
        plain = {"detect_types": 0} if self._is_sqlite else {}
        self._engine = sa.create_engine(parsed, hide_parameters=True, connect_args=plain)
        event.listen(self._engine, "connect", self._prepare)
        event.listen(self._engine, "begin", self._begin)

    def _prepare(self, driver: Any, _record: object) -> None:
        if self._is_sqlite:
            driver.text_factory = lambda text: text.decode("utf-8", UNDECODED)
        elif driver.info.parameter_status("server_encoding") == "SQL_ASCII":
            driver.set_client_encoding("LATIN1")  # which has a character for each byte
            self._bytes_as = "latin-1"

    def _begin(self, connection: sa.Connection) -> None:
        if not self._is_sqlite:
            connection.exec_driver_sql(ALIKE)

    @contextmanager
    def connected(self) -> Iterator[sa.Connection]:
        """Unreadable for all that the database refuses meanwhile."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise Unreadable(reason(error)) from error

    def fetch(self, statement: sa.Select[Any]) -> Sequence[sa.RowMapping]:
        with self.connected() as connection:
            return connection.execute(statement).mappings().all()

    def rows_of(self, table: sa.Table) -> sa.Select[Any]:
        """Each value as text or bytes; on SQLite, whose columns hold anything, also as a number."""
        return sa.select(*(self._read(column).label(column.name) for column in table.columns))

    def _read(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        if self._is_sqlite or isinstance(column.type, sa.LargeBinary):
            return raw(column)
        return sa.cast(column, sa.Text)

    def decoded(self, value: Any) -> Any:
        """A value that was read as it is meant; UnicodeDecodeError for text that is no UTF-8."""
        if isinstance(value, memoryview):
            return bytes(value)
        return value.encode(self._bytes_as, UNDECODED).decode() if isinstance(value, str) else value

    def shown(self, value: Any) -> str:
        """A value for a report, which is one line whatever there is in it."""
        with suppress(UnicodeDecodeError):
            value = self.decoded(value)
        text = value.hex() if isinstance(value, bytes) else str(value)
        return text if text.isprintable() else ascii(text)

    def dispose(self) -> None:
        self._engine.dispose()


def raw(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """A column to compare with `sought`, whatever its type."""
    return sa.type_coerce(column, _Raw())


def sought(value: Any) -> Any:
    """A value as it was read, to look for; SQLite takes text that is no UTF-8 as bytes alone."""
    try:
        str(value).encode()
    except UnicodeEncodeError:
        written = sa.literal(value.encode("utf-8", UNDECODED), sa.LargeBinary)
        return sa.cast(written, sa.Text)
    return value
