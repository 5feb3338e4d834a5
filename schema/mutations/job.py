"""Changes to jobs."""

import datetime as dt

import strawberry
from strawberry import ID

from resolvers import job
from schema.arguments import an_id
from schema.fields import written
from schema.inputs.fields import expected_updated_at, optional, required
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.job import Job

TITLE = "The title of the position; at most 150 characters."
COMPANY = "The employer; at most 150 characters."
INDUSTRY = "The industry of the employer; at most 100 characters."
START_DATE = "The first day."
END_DATE = "The last day, not before the first; left out while it lasts."


@strawberry.input(description="A job of a profile that is being created.")
class ProfileJobInput:
    title: str = required(TITLE)
    company: str = required(COMPANY)
    industry: str | None = optional(INDUSTRY)
    start_date: dt.date | None = optional(START_DATE)
    end_date: dt.date | None = optional(END_DATE)


@strawberry.input(description="A job to add.")
class AddJobInput:
    profile_id: ID = required("The id of the profile to add it to.")
    title: str = required(TITLE)
    company: str = required(COMPANY)
    industry: str | None = optional(INDUSTRY)
    start_date: dt.date | None = optional(START_DATE)
    end_date: dt.date | None = optional(END_DATE)


@strawberry.input(description="Changes to a job; what is left out stays as it is.")
class UpdateJobInput:
    id: ID = required("The id of the job.")
    title: str | None = optional(TITLE)
    company: str | None = optional(COMPANY)
    industry: str | None = optional(INDUSTRY)
    start_date: dt.date | None = optional(START_DATE)
    end_date: dt.date | None = optional(END_DATE)
    expected_updated_at: dt.datetime | None = expected_updated_at()


@strawberry.type(description="A job that was written.")
class JobPayload(Payload):
    job: Job | None = written("The job as it is now; null if nothing was written.")


@strawberry.type
class JobMutation:
    add_job: JobPayload | None = mutation(
        job.add, JobPayload, "Add a job to a profile.", AddJobInput
    )
    update_job: JobPayload | None = mutation(
        job.update, JobPayload, "Change a job.", UpdateJobInput
    )
    remove_job: JobPayload | None = mutation(
        job.remove, JobPayload, "Remove a job.", id=an_id("The job.")
    )
