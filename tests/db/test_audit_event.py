"""Audit events are written once: the database itself refuses whatever verb would change one."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, delete, orm, text, update
from sqlalchemy.exc import DBAPIError

from db.models import Action, AuditEvent
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every

KEPT = "audit events are never changed"
COLUMNS = ", ".join(column.name for column in AuditEvent.__table__.columns)
FORGED = ", ".join(
    "'FORGED'" if column.name == "action" else column.name
    for column in AuditEvent.__table__.columns
)
ANOTHER_ID = FORGED.replace("id", "'01900000-0000-7000-8000-000000000000'", 1)
COPY = f"SELECT {FORGED} FROM audit_events"
EVERYWHERE = [
    "UPDATE audit_events SET action = 'NOTHING'",
    "UPDATE audit_events SET actor_id = NULL",
    "UPDATE audit_events SET is_active = false",
    "UPDATE audit_events SET id = '01900000-0000-7000-8000-000000000000'",
    "DELETE FROM audit_events",
    f"INSERT INTO audit_events ({COLUMNS}) {COPY} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET action = excluded.action",
]
VERBS = {
    "postgresql": [
        *EVERYWHERE,
        "TRUNCATE audit_events",
        "TRUNCATE users, audit_events CASCADE",
        "WITH gone AS (DELETE FROM audit_events RETURNING id) SELECT id FROM gone",
        "MERGE INTO audit_events old USING audit_events new ON old.id = new.id"
        " WHEN MATCHED THEN UPDATE SET action = 'FORGED'",
        "MERGE INTO audit_events old USING audit_events new ON old.id = new.id"
        " WHEN MATCHED THEN DELETE",
    ],
    "sqlite": [
        *EVERYWHERE,
        f"REPLACE INTO audit_events ({COLUMNS}) {COPY}",
        *(
            f"INSERT OR {resolution} INTO audit_events ({COLUMNS}) {COPY}"
            for resolution in ("REPLACE", "IGNORE", "FAIL", "ABORT", "ROLLBACK")
        ),
        f"REPLACE INTO audit_events (rowid, {COLUMNS}) SELECT rowid, {ANOTHER_ID}"
        " FROM audit_events",
        f"INSERT INTO audit_events ({COLUMNS}) {COPY} WHERE true ON CONFLICT DO NOTHING",
        *(
            f"UPDATE OR {resolution} audit_events SET action = 'FORGED'"
            for resolution in ("REPLACE", "IGNORE")
        ),
        "UPDATE OR REPLACE audit_events SET rowid = 1000",
    ],
}
DUPLICATE = f"INSERT INTO audit_events ({COLUMNS}) {COPY}"


@pytest.fixture(params=["ordinary", "recursive or replica"])
def unusual(request: pytest.FixtureRequest, api: Api) -> Iterator[Connection]:
    """A connection, also in the mode of each database in which triggers fire otherwise."""
    with api.services.database.engine.connect() as connection:
        if request.param != "ordinary":
            driver: Any = connection.connection.dbapi_connection
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            else:
                driver.execute("PRAGMA recursive_triggers = ON")
        yield connection
        connection.rollback()
        connection.invalidate()


def test_no_verb_changes_or_deletes_an_event(api: Api, make: Make, unusual: Connection) -> None:
    event = make.store(AuditEvent(action=Action.LOGIN_FAILED))
    for verb in VERBS[unusual.dialect.name]:
        with pytest.raises(DBAPIError, match=KEPT), unusual.begin_nested():
            unusual.execute(text(verb))
    unusual.rollback()
    (row,) = every(api, AuditEvent)
    assert (row.id, row.action, row.is_active) == (event.id, "LOGIN_FAILED", True)


def test_an_event_with_the_id_of_another_is_refused(
    api: Api, make: Make, unusual: Connection
) -> None:
    event = make.store(AuditEvent(action=Action.LOGIN_FAILED))
    with pytest.raises(DBAPIError, match=f"{KEPT}|pk_audit_events"), unusual.begin_nested():
        unusual.execute(text(DUPLICATE))
    unusual.rollback()
    assert [(row.id, row.action) for row in every(api, AuditEvent)] == [(event.id, event.action)]


def test_neither_does_the_application(api: Api, make: Make) -> None:
    event = make.store(AuditEvent(action=Action.LOGIN_FAILED))
    for statement in (update(AuditEvent).values(subject_id=None), delete(AuditEvent)):
        with (
            pytest.raises(DBAPIError, match=KEPT),
            orm.Session(api.services.database.engine) as transaction,
        ):
            transaction.execute(statement)
    assert [row.id for row in every(api, AuditEvent)] == [event.id]
