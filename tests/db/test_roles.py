"""The role that serves owns nothing, reads and writes rows, and only adds to the audit trail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from db.engine import normalize_url
from db.models import Base
from server.application import create_application
from server.folders import ROOT
from tests.conftest import settings
from tests.db.test_audit_event import VERBS
from tests.support import databases, postgresql
from tests.support.api import Api

ROLES = (ROOT / "deploy" / "roles.sql").read_text("utf-8")
FORBIDDEN = [
    *VERBS["postgresql"],
    "ALTER TABLE audit_events DISABLE TRIGGER ALL",
    "DROP TRIGGER keep_audit_events ON audit_events",
    "DROP TABLE audit_events",
    "ALTER TABLE audit_events DROP COLUMN action",
    "CREATE RULE forget AS ON INSERT TO audit_events DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "SET session_replication_role = replica",
    "SET ROLE aai_owner",
    "ALTER TABLE audit_events OWNER TO aai",
    "UPDATE alembic_version SET version_num = '0001'",
    "DELETE FROM alembic_version",
    "CREATE TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "TRUNCATE users CASCADE",
    "ALTER TABLE users ADD COLUMN mine int",
]
REGISTER = """
mutation Register($name: String!, $email: String!) {
  register(input: {username: $name, email: $email, password: "correct horse battery"}) {
    accessToken refreshToken user { id } errors { code }
  }
}
"""
CORE = """
mutation Core($organization: String!) {
  createProfile(input: {firstName: "Ada", location: {country: "Germany", city: "Berlin"}}) {
    profile { id } errors { code }
  }
  createOrganization(input: {name: $organization}) { organization { id } errors { code } }
}
"""
MORE = """
mutation More($profile: ID!, $refresh: String!) {
  updateProfile(input: {id: $profile, bio: "Notes"}) { errors { code } }
  addContact(input: {profileId: $profile, type: "email", value: "ada@example.com"}) {
    errors { code }
  }
  addJob(input: {profileId: $profile, title: "Analyst", company: "Engines"}) { errors { code } }
  refreshToken(input: {refreshToken: $refresh}) { errors { code } }
  changePassword(
    input: {currentPassword: "correct horse battery", newPassword: "another horse battery"}
  ) { errors { code } }
  deactivateProfile(id: $profile) { errors { code } }
  revokeOtherSessions { errors { code } }
  logout { errors { code } }
}
"""


def role(url: str, name: str) -> str:
    return make_url(url).set(username=name).render_as_string(hide_password=False)


def as_superuser(url: str, *scripts: str) -> None:
    engine = create_engine(normalize_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for script in scripts:
            driver: Any = connection.connection.dbapi_connection
            driver.cursor().execute(script)
    engine.dispose()


@pytest.fixture(scope="module", params=["before the first migration", "on tables that exist"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL on which `deploy/roles.sql` ran, migrated by the owner."""
    with postgresql.running(tmp_path_factory.mktemp("roles")) as server:
        url = postgresql.create(server, "aai")
        if request.param == "on tables that exist":
            databases.migrate(url)
        as_superuser(url, ROLES)
        databases.migrate(role(url, "aai_owner"))
        yield url


@pytest.fixture(scope="module")
def served(url: str) -> Iterator[Api]:
    """The application, run as the role that serves."""
    api = Api(create_application(settings(database_url=role(url, "aai"))))
    yield api
    api.close()


def succeeded(data: dict[str, Any]) -> bool:
    return all(payload["errors"] == [] for payload in data.values())


def test_the_server_does_all_it_does_as_that_role(served: Api) -> None:
    assert served.request("GET", "/health/ready").status_code == 200
    entered = served.data(REGISTER, {"name": "ada", "email": "ada@example.com"})["register"]
    token = entered["accessToken"]
    made = served.data(CORE, {"organization": "Engines"}, token=token)
    assert succeeded(made)
    variables = {
        "profile": made["createProfile"]["profile"]["id"],
        "refresh": entered["refreshToken"],
    }
    assert succeeded(served.data(MORE, variables, token=token))
    again = """
    mutation Again {
      login(input: {email: "ada@example.com", password: "another horse battery"}) {
        accessToken errors { code }
      }
    }
    """
    token = served.data(again)["login"]["accessToken"]
    mine = "{ me { securityEvents(first: 10) { nodes { action } } } }"
    events = served.data(mine, token=token)["me"]["securityEvents"]["nodes"]
    assert {event["action"] for event in events} >= {"REGISTERED", "LOGIN_SUCCEEDED"}


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_that_role_may_not_touch_the_trail_nor_any_table(served: Api, statement: str) -> None:
    engine = served.services.database.engine
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_events (id, action, is_active, created_at, updated_at)"
                " VALUES (gen_random_uuid(), 'LOGIN_FAILED', true, now(), now())"
            )
        )
        kept = connection.execute(text("SELECT count(*) FROM audit_events")).scalar_one()
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        engine.begin() as connection,
    ):
        connection.execute(text(statement))
    with engine.connect() as connection:
        after = connection.execute(
            text("SELECT count(*) FROM audit_events WHERE action <> 'FORGED'")
        ).scalar_one()
    assert after == kept


def test_its_rights_are_those_that_are_promised(url: str) -> None:
    verbs = "unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER'])"
    rights = (
        "SELECT relname, array_agg(verb ORDER BY verb) FROM pg_class, "
        f"{verbs} verb WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND "
        "(has_table_privilege('aai', oid, verb) OR verb IN ('INSERT', 'UPDATE') AND "
        "has_any_column_privilege('aai', oid, verb)) GROUP BY relname"
    )
    engine = create_engine(normalize_url(url))
    with engine.connect() as connection:
        found = dict(connection.execute(text(rights)).all())
    engine.dispose()
    assert found.pop("audit_events") == ["INSERT", "SELECT"]
    assert found.pop("alembic_version") == ["SELECT"]
    assert set(found) == {table.name for table in Base.metadata.sorted_tables} - {"audit_events"}
    assert all(verbs == ["DELETE", "INSERT", "SELECT", "UPDATE"] for verbs in found.values())


def test_it_owns_nothing_and_is_no_superuser(url: str) -> None:
    engine = create_engine(normalize_url(url))
    with engine.connect() as connection:
        owned = "SELECT relname FROM pg_class WHERE relowner = 'aai'::regrole"
        assert connection.execute(text(owned)).all() == []
        tables = (
            "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace"
        )
        assert connection.execute(text(tables)).scalars().all() == ["aai_owner"]
        power = "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
        roles = text(f"{power} FROM pg_roles WHERE rolname LIKE 'aai%'")
        assert connection.execute(roles).scalars().all() == [False, False]
    engine.dispose()


def test_the_owner_removes_old_events_as_the_page_says(url: str) -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    (statements,) = (
        block.partition("```")[0]
        for block in page.split("```sql\n")[1:]
        if "DELETE FROM audit_events" in block.partition("```")[0]
    )
    owner = create_engine(normalize_url(role(url, "aai_owner")))
    old = (
        "INSERT INTO audit_events (id, action, is_active, created_at, updated_at)"
        " VALUES (gen_random_uuid(), 'OLD', true, '2001-01-01', '2001-01-01')"
    )
    with owner.begin() as connection:
        connection.exec_driver_sql(old)
        kept = connection.exec_driver_sql(
            "SELECT count(*) FROM audit_events WHERE action <> 'OLD'"
        ).scalar_one()
    as_superuser(role(url, "aai_owner"), statements)
    with owner.connect() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM audit_events").scalar_one()
        assert left == kept
    for statement in ("DELETE FROM audit_events", "TRUNCATE audit_events"):
        with pytest.raises(DBAPIError, match="never changed"), owner.begin() as connection:
            connection.exec_driver_sql(statement)
    owner.dispose()


def test_the_image_of_the_database_makes_the_roles_by_the_same_file() -> None:
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    script = Path(ROOT / "deploy" / "initdb.sh").read_text("utf-8")
    assert "./deploy/roles.sql:/roles.sql:ro" in compose
    assert "--file=/roles.sql" in script
