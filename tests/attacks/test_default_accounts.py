"""Nobody has an account that was not made for them: no default one, and none by the back door."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

import app
from db.engine import create_engine
from db.models import User
from server import store
from tests.conftest import settings
from tests.support import databases
from tests.support.api import Api

ADA = {"email": "ada@example.com", "username": "ada"}


def users(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.scalars(select(func.count()).select_from(User)).one()
    engine.dispose()
    return count


@pytest.mark.parametrize("kind", databases.KINDS)
def test_a_database_starts_without_accounts(kind: str, tmp_path: Path) -> None:
    with databases.empty(kind, tmp_path) as url, databases.environment(DATABASE_URL=url):
        store.migrate()
        assert users(url) == 0


def test_production_makes_no_demo_accounts(api: Api, database_url: str) -> None:
    with pytest.raises(SystemExit, match="development only"):
        app.seed_demo(settings(environment="production", database_url=database_url), 1)
    assert users(database_url) == 0


@pytest.mark.parametrize("password", ["7 chars", "password", "ada@example.com"])
def test_the_command_line_refuses_the_passwords_that_the_api_refuses(
    api: Api, database_url: str, password: str
) -> None:
    with (
        databases.environment(ADMIN_PASSWORD=password),
        pytest.raises(SystemExit, match="password"),
    ):
        app.create_admin(settings(database_url=database_url), **ADA)
    assert users(database_url) == 0
