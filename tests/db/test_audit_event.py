"""Audit events are written once: the database itself refuses to change or delete one."""

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as Transaction

from db.models import Action, AuditEvent
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every

KEPT = "audit events are never changed"
CHANGES = [
    "UPDATE audit_events SET action = 'NOTHING'",
    "UPDATE audit_events SET actor_id = NULL",
    "UPDATE audit_events SET is_active = false",
    "DELETE FROM audit_events",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_no_statement_changes_or_deletes_an_event(api: Api, make: Make, statement: str) -> None:
    event = make.store(AuditEvent(action=Action.LOGIN_FAILED))
    with (
        pytest.raises(DBAPIError, match=KEPT),
        api.services.database.engine.begin() as connection,
    ):
        connection.execute(text(statement))
    (row,) = every(api, AuditEvent)
    assert (row.id, row.action, row.is_active) == (event.id, "LOGIN_FAILED", True)


def test_neither_does_the_application(api: Api, make: Make) -> None:
    event = make.store(AuditEvent(action=Action.LOGIN_FAILED))
    for statement in (update(AuditEvent).values(subject_id=None), delete(AuditEvent)):
        with (
            pytest.raises(DBAPIError, match=KEPT),
            Transaction(api.services.database.engine) as transaction,
        ):
            transaction.execute(statement)
    assert [row.id for row in every(api, AuditEvent)] == [event.id]
