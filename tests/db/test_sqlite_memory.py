"""A connection to a SQLite file keeps little, and what the URL says of that holds."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from db.engine import SQLITE_CACHE_KIB, create_engine


def test_a_connection_keeps_few_pages(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'aai.db'}")
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    engine.dispose()
    assert kept == -SQLITE_CACHE_KIB


@pytest.mark.parametrize(
    ("query", "expected"), [("", 32), ("?cached_statements=7", 7), ("?timeout=9", 32)]
)
def test_a_connection_keeps_few_statements_unless_the_url_says_how_many(
    query: str, expected: int, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'aai.db'}{query}")
    given: dict[str, Any] = {}
    event.listen(engine, "do_connect", lambda *connecting: given.update(connecting[-1]))
    engine.connect().close()
    engine.dispose()
    assert given["cached_statements"] == expected
