"""By one statement or not, a change ends alike: answer, rows, audit events, and what is told."""

import os
import random
from typing import Any

import pytest

from tests.planner.test_same_answers import without_ids
from tests.support.api import Api
from tests.support.changes import (
    PAYLOADS,
    Person,
    Row,
    arguments,
    counted,
    declared,
    document,
    listen,
    person,
    put_back,
    rows_of,
    shapes,
    signed_out,
    wired,
)
from tests.support.databases import POOLED
from tests.support.lists import second
from tests.support.make import Make
from tests.support.rows import trail

COUNT = int(os.environ.get("CHANGES", "42"))
"""Changes on PostgreSQL; more of them by hand."""
CHANGES = {
    *("updateProfile", "setProfileVisibility", "deactivateProfile"),
    *("updateContact", "removeContact", "updateJob", "removeJob"),
}


def test_a_change_ends_as_it_would_without_a_plan(api: Api, api_with: Any, make: Make) -> None:
    is_fused = api.services.database.may_change and not POOLED
    planned, plain = wired(api_with(planner="fused")), api_with(planner="off")
    told, told_plainly = listen(planned), listen(plain)
    changes = declared(planned)
    assert set(changes) == CHANGES
    owner, boss = person(make), person(make, is_super_admin=True)
    closed = person(make, is_active=False)
    asks = [None, make.token(make.user()), make.token(make.admin())]
    ended = signed_out(api, make, owner.user)
    before = counted("fused")
    for number in range(COUNT if is_fused else 12):
        chance = random.Random(number)
        name = sorted(changes)[number % len(changes)]
        field = changes[name]
        whose = chance.choice([owner, owner, boss, closed])
        token = chance.choice([*asks, ended]) if chance.random() < 0.25 else whose.token
        payload = chance.choice(PAYLOADS[type(whose.of(field)).__name__])
        text = document(name, field, payload)
        given = arguments(field, whose.of(field).id, chance.choice(shapes(field)), chance)
        expected = came_of(plain, whose, text, given, token), told_plainly[:]
        for _ in range(3):
            told.clear()
            found = came_of(planned, whose, text, given, token), told[:]
            assert found == expected, (number, text, given)
            planned.settle()
        told_plainly.clear()
    assert (counted("fused") - before > COUNT * 0.3) == is_fused


def came_of(api: Api, whose: Person, text: str, given: Row, token: str | None) -> tuple[Any, ...]:
    """The answer, the rows, and the events, with instants of now as one word."""
    put_back(api, whose)
    recorded = len(trail(api))
    answer = without_ids(api.execute(text, given, token))
    rows = rows_of(api, whose)
    for row in rows:
        if row["updated_at"] != second(1):
            assert row["updated_at"] > second(1)
            shown = str(row["updated_at"].isoformat(timespec="milliseconds")[:23])
            answer = replaced(answer, f"{shown}Z", "now")
            assert row["deactivated_at"] in (None, row["updated_at"])
            row["deactivated_at"] = row["deactivated_at"] and "now"
            row["updated_at"] = "now"
    return answer, rows, trail(api)[recorded:]


def replaced(answer: Any, text: str, by: str) -> Any:
    """An answer with another word for a text wherever it stands."""
    if isinstance(answer, dict):
        return {key: replaced(value, text, by) for key, value in answer.items()}
    if isinstance(answer, list):
        return [replaced(value, text, by) for value in answer]
    return by if answer == text else answer


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_whoever_owns_it_changes_it_by_one_statement(
    api: Api, api_with: Any, make: Make, name: str
) -> None:
    if not api.services.database.may_change or POOLED:
        pytest.skip("on SQLite, and behind a pooler, every change goes the plain way")
    planned = wired(api_with(planner="fused"))
    owner, field = person(make), declared(planned)[name]
    of = type(owner.of(field)).__name__
    given = {"updateProfile": {"bio": "After"}, "updateContact": {"type": "x", "value": "After"}}
    given["updateJob"] = {"startDate": "2020-01-02"}
    id = owner.of(field).id
    variables = {"input": {"id": id} | given[name]} if name in given else {"id": id}
    if name == "setProfileVisibility":
        variables["isPublic"] = False
    for payload in PAYLOADS[of]:
        text = document(name, field, payload)
        planned.thrice(text, variables, owner.token)
        put_back(planned, owner)
        with planned.statements() as seen:
            planned.data(text, variables, owner.token)
        is_read_again = payload == PAYLOADS[of][-1]
        assert (len(seen) == 1) == (not is_read_again)
