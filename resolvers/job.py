"""Jobs: at most 100 active ones a profile, none that ends before it starts."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from base.problem import ErrorReason, Fault, Problem
from db.models import Action, Job, Profile
from resolvers import detail, validation
from resolvers.lists.listing import Catalogue
from resolvers.operation.audited import audited
from resolvers.operation.one_row import changes_row, deactivates_row
from resolvers.operation.transaction import Transaction

LIMIT = 100
CATALOGUE = Catalogue(
    Job,
    orders={
        "CREATED_AT": "created_at",
        "UPDATED_AT": "updated_at",
        "START_DATE": "start_date",
        "END_DATE": "end_date",
        "TITLE": "title_folded",
        "COMPANY": "company_folded",
    },
)


def problems(values: dict[str, Any]) -> list[Problem]:
    """All that is wrong with a job's columns, the order of its dates included."""
    found = validation.problems(Job, values, {})
    start, end = values.get("start_date"), values.get("end_date")
    if start and end and end < start:
        fault = Fault("The end is before the start.", ErrorReason.BEFORE_START)
        found.append(fault.at("endDate"))
    return found


@audited(Action.JOB_ADDED)
def add(transaction: Transaction, profile_id: str, **values: Any) -> Job:
    """Add a job to a profile."""
    profile = transaction.fetch(Profile, profile_id, "profileId")
    validation.require(problems(values))
    return add_all(transaction, profile, [values])[0]


def add_all(
    transaction: Transaction, profile: Profile, items: Sequence[dict[str, Any]], *path: str
) -> list[Job]:
    """Add checked jobs to a locked profile; LimitReached at `path` beyond LIMIT."""
    return detail.add_all(transaction, Job, LIMIT, profile, items, *path)


def _columns(**changes: Any) -> dict[str, Any]:
    """What an update sets; the table refuses a start or an end that does not go with the other."""
    validation.require(problems(changes))
    return changes


@audited(Action.JOB_UPDATED)
@changes_row(Job, _columns, active=True)
def update(
    transaction: Transaction,
    id: str,
    expected_updated_at: dt.datetime | None = None,
    **changes: Any,
) -> Job:
    """Change a job."""
    job = detail.fetch(transaction, Job, id)
    transaction.expect(job, expected_updated_at)
    validation.require(_change_problems(job, changes))
    return job.change(changes)


def _change_problems(job: Job, changes: dict[str, Any]) -> list[Problem]:
    """The end is not before the start, whichever of the two is changed."""
    found = problems({"start_date": job.start_date, "end_date": job.end_date, **changes})
    if "end_date" in changes:
        return found
    return [
        problem.at("startDate") if problem.path == ("endDate",) else problem for problem in found
    ]


@audited(Action.JOB_REMOVED)
@deactivates_row(Job)
def remove(transaction: Transaction, id: str) -> Job:
    """Deactivate a job."""
    return detail.fetch(transaction, Job, id, removed=True).deactivate()
