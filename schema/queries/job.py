"""Jobs that the viewer may see."""

import enum

import strawberry

from loaders.job import job_by_id
from resolvers.job import CATALOGUE
from schema.arguments import an_id
from schema.enums import OrderDirection, described
from schema.fields import by_key
from schema.inputs.fields import optional, required
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateFilter,
    DateTimeFilter,
    IDFilter,
    StringFilter,
)
from schema.lists import listing, page
from schema.types.job import Job
from schema.types.listing import Connection, Page


@strawberry.input(description="Conditions on jobs; all that are given must hold.")
class JobFilter:
    id: IDFilter | None = optional("The id.")
    profile_id: IDFilter | None = optional("The id of the profile.")
    title: StringFilter | None = optional("The title.")
    company: StringFilter | None = optional("The company.")
    industry: StringFilter | None = optional("The industry.")
    start_date: DateFilter | None = optional("The first day.")
    end_date: DateFilter | None = optional("The last day.")
    is_active: BooleanFilter | None = optional("Whether the job is active; super admins only.")
    created_at: DateTimeFilter | None = optional("When the job was added.")
    and_: list["JobFilter"] | None = optional(AND, name="and")
    or_: list["JobFilter"] | None = optional(OR, name="or")
    not_: "JobFilter | None" = optional(NOT, name="not")


@described("What jobs can be ordered by.")
class JobOrderField(enum.Enum):
    CREATED_AT = "When the job was added."
    UPDATED_AT = "When the job last changed."
    START_DATE = "The first day."
    END_DATE = "The last day."
    TITLE = "The title of the position."
    COMPANY = "The employer."


@strawberry.input(description="One key to order jobs by.")
class JobOrder:
    field: JobOrderField = required("What to order by.")
    direction: OrderDirection = required("In which direction.", default=OrderDirection.ASC)


@strawberry.type
class JobQuery:
    job: Job | None = by_key(
        job_by_id, "A job by id; null where the viewer may not see it.", id=an_id("The job.")
    )
    jobs: Connection[Job] = listing(CATALOGUE, JobFilter, JobOrder, "Jobs that the viewer may see.")
    jobs_page: Page[Job] = page(
        CATALOGUE, JobFilter, JobOrder, "Jobs that the viewer may see, in numbered pages."
    )
