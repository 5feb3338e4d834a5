"""What is written to jobs, and how lists of them are ordered."""

import datetime as dt
import enum

import strawberry
from strawberry import ID

from schema.enums import OrderDirection, described
from schema.inputs.fields import expected_updated_at, optional, required
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
