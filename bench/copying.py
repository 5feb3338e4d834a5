"""Rows into an empty database of ours through COPY, with the indexes built when all are there."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from db.engine import create_engine
from db.models import Entity
from server import store
from tests.support.databases import environment

Values = dict[str, Any]
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def fill(url: str, sources: Mapping[type[Entity], Iterable[Values]]) -> None:
    """Make the tables of an empty database, fill them, and let PostgreSQL look at them."""
    with environment(DATABASE_URL=url):
        store.migrate()
    borrowed = create_engine(url, longest=0, patience=0).raw_connection()
    driver: Any = borrowed.driver_connection
    borrowed.detach()
    cursor = driver.cursor()
    cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
    definitions = _drop_indexes(cursor)
    for entity, rows in sources.items():
        _copy(cursor, entity, rows)
    for definition in definitions:
        cursor.execute(definition)
    driver.commit()
    driver.autocommit = True
    cursor.execute("VACUUM ANALYZE")
    driver.close()


def texts(entity: type[Entity], **values: str) -> Values:
    """Texts, and the copies that are made of them."""
    return values | entity.derived(values)


def _drop_indexes(cursor: Any) -> list[str]:
    """What makes them again: an index built at once takes a fraction of the time."""
    keeping = "SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = 'public' AND NOT \
        EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname) AND indexname != \
        'alembic_version_pkc'"
    cursor.execute(keeping)
    found = cursor.fetchall()
    for index, _ in found:
        cursor.execute(f'DROP INDEX "{index}"')
    return [definition for _, definition in found]


class _Lines:
    """What COPY reads: rows as lines of text, made as they are asked for."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._rest = ""

    def read(self, size: int) -> str:
        parts, length = [self._rest], len(self._rest)
        while length < size and (line := next(self._lines, "")):
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self._rest = text[size:]
        return text[:size]


def _copy(cursor: Any, entity: type[Entity], rows: Iterable[Values]) -> None:
    """The columns that the first row has, and all others to which the database gives no value."""
    coming = iter(rows)
    first = next(coming)
    table = entity.__table__.columns
    columns = [x.name for x in table if x.name in first or x.server_default is None]
    lines = (
        "\t".join(_text(row.get(name)) for name in columns) + "\n" for row in chain([first], coming)
    )
    target = f"{entity.__tablename__} ({', '.join(columns)})"
    cursor.copy_expert(f"COPY {target} FROM STDIN", _Lines(lines), 1 << 20)


def _text(value: Any) -> str:
    return "\\N" if value is None else str(value).translate(ESCAPES)
