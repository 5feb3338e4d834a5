"""Nobody has an account that was not made for them: no default one, and none by the back door."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, orm, select, update

import app
from auth.passwords import PUBLISHED
from db.engine import create_engine
from db.models import User
from demo import seed
from demo.accounts import ACCOUNTS, ADMIN, MARIA
from server.settings import Settings
from tests.conftest import settings
from tests.support import databases, postgresql
from tests.support.api import Api
from tests.support.make import Make

ADA = {"email": "ada@example.com", "username": "ada"}


def users(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.scalars(select(func.count()).select_from(User)).one()
    engine.dispose()
    return count


@pytest.mark.parametrize("kind", databases.KINDS)
def test_a_database_starts_without_accounts(kind: str) -> None:
    with databases.migrated(kind) as url:
        assert users(url) == 0


def test_production_makes_no_demo_accounts(api: Api, database_url: str) -> None:
    with pytest.raises(SystemExit, match="development only"):
        app.seed_demo(settings(environment="production", database_url=database_url), 1)
    assert users(database_url) == 0


@pytest.mark.parametrize("password", ["7 chars", "password", "ada@example.com", *sorted(PUBLISHED)])
def test_the_command_line_refuses_the_passwords_that_the_api_refuses(
    api: Api, database_url: str, password: str
) -> None:
    with (
        databases.environment(ADMIN_PASSWORD=password),
        pytest.raises(SystemExit, match="password"),
    ):
        app.create_admin(settings(database_url=database_url), **ADA)
    assert users(database_url) == 0


LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { errors { code } } }"
REFUSED = "Everybody can sign in with the passwords that the demo publishes"


def production(url: str) -> Settings:
    return settings(environment="production", database_url=url)


def change(api: Api, **values: object) -> None:
    """Change every account."""
    with api.services.database.engine.begin() as connection:
        connection.execute(update(User).values(**values))


def emails_refused(url: str) -> str:
    with pytest.raises(SystemExit, match=REFUSED) as refused:
        app.refuse_demo_accounts(production(url))
    sentence = str(refused.value)
    assert not any(account.password in sentence for account in ACCOUNTS)
    return sentence


def test_the_published_passwords_are_those_of_the_demo() -> None:
    assert {account.password for account in ACCOUNTS} == PUBLISHED


def test_production_refuses_to_start_while_a_demo_password_signs_in(
    api: Api, database_url: str
) -> None:
    seed.run(api.services, 3)
    sentence = emails_refused(database_url)
    assert ADMIN.email in sentence
    assert MARIA.email in sentence
    app.refuse_demo_accounts(settings(database_url=database_url))


def test_another_email_and_name_do_not_hide_a_demo_account(api: Api, database_url: str) -> None:
    seed.run(api.services, 2)
    maria = User.email == MARIA.email
    with orm.Session(api.services.database.engine) as transaction, transaction.begin():
        user = transaction.scalars(select(User).where(maria)).one()
        user.username, user.email = "other", "other@example.com"
    assert "other@example.com" in emails_refused(database_url)


@pytest.mark.parametrize("how", ["other passwords", "closed"])
def test_production_starts_once_they_have_other_passwords_or_are_closed(
    api: Api, make: Make, database_url: str, how: str
) -> None:
    seed.run(api.services, 2)
    other = {"password_hash": api.services.passwords.hash_now("another one")}
    change(api, **(other if how == "other passwords" else {"is_active": False}))
    app.refuse_demo_accounts(production(database_url))


def test_an_account_that_only_has_the_name_is_no_demo_account(
    api: Api, make: Make, database_url: str
) -> None:
    make.user(username=ADMIN.username, email=MARIA.email)
    app.refuse_demo_accounts(production(database_url))


@pytest.mark.parametrize("url", ["sqlite:///{0}/no/folder.db", "postgresql://127.0.0.1:1/x"])
def test_a_database_that_is_away_does_not_end_the_start(tmp_path: Path, url: str) -> None:
    app.refuse_demo_accounts(production(url.format(tmp_path)))


def test_a_database_that_is_not_migrated_does_not_end_the_start(
    database_url: str, tmp_path: Path
) -> None:
    if database_url.startswith("sqlite"):
        empty = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        empty = postgresql.create(database_url, "empty")
    app.refuse_demo_accounts(production(empty))


def test_whatever_the_database_holds_a_demo_password_signs_nobody_in_in_production(
    api: Api, api_with: Callable[..., Api]
) -> None:
    seed.run(api.services, 2)
    for account in ACCOUNTS:
        values = {"input": {"email": account.person.email, "password": account.password}}
        assert api.data(LOGIN, values) == {"login": {"errors": []}}
        refused = api_with(environment="production").data(LOGIN, values)
        assert refused == {"login": {"errors": [{"code": "INVALID_CREDENTIALS"}]}}
