"""Questions are prepared once a connection, survive what befalls their statements, and are few."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import bindparam, literal_column, select

from db.models import User
from db.prepared import MOST_PREPARED, Question
from db.types import Id
from tests.support.api import Api
from tests.support.databases import POOLED
from tests.support.make import Make

by_id = select(User.username).where(User.id == bindparam("id", None, Id))


@contextmanager
def connected(api: Api) -> Iterator[Any]:
    """The driver's connection."""
    with closing(api.services.database.engine.raw_connection()) as borrowed:
        driver: Any = borrowed.dbapi_connection
        if hasattr(driver, "prepared"):
            driver.autocommit = True
        yield driver


def test_a_question_is_asked_again_with_other_values(api: Api, make: Make) -> None:
    users = [make.user() for _ in range(3)]
    question = Question(by_id, api.services.database.engine.dialect)
    with connected(api) as driver:
        names = [question.ask(driver, {"id": user.id}) for user in users]
    assert names == [[(user.username,)] for user in users]


@pytest.mark.parametrize(
    "befalls", ["DISCARD ALL", "DEALLOCATE ALL", "ALTER TABLE users ALTER username TYPE text"]
)
def test_what_was_prepared_may_be_gone_or_out_of_date(api: Api, make: Make, befalls: str) -> None:
    engine = api.services.database.engine
    if engine.dialect.name != "postgresql" or POOLED:
        pytest.skip("SQLite prepares by itself, and behind a pooler nothing is prepared")
    user = make.user()
    question = Question(by_id, engine.dialect)
    with connected(api) as driver:
        question.ask(driver, {"id": user.id})
        with driver.cursor() as cursor:
            cursor.execute(befalls)
        assert question.ask(driver, {"id": user.id}) == [(user.username,)]
        with driver.cursor() as cursor:
            cursor.execute("ALTER TABLE users ALTER username TYPE varchar(150)")
        assert question.ask(driver, {"id": user.id}) == [(user.username,)]


def test_a_connection_has_no_more_than_so_many(api: Api) -> None:
    engine = api.services.database.engine
    if engine.dialect.name != "postgresql" or POOLED:
        pytest.skip("SQLite prepares by itself, and behind a pooler nothing is prepared")
    with connected(api) as driver:
        for number in range(MOST_PREPARED + 5):
            question = Question(select(literal_column(str(number))), engine.dialect)
            assert question.ask(driver, {}) == [(number,)]
        with driver.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            assert cursor.fetchone() == (MOST_PREPARED,)
