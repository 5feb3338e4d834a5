"""Conditions on a column, one input for each kind of value; all that are given must hold."""

import datetime as dt

import strawberry
from strawberry import ID

from schema.enums import Gender
from schema.inputs.fields import optional

IS_NULL = "Whether there is no value."
AND = "All of these hold; an empty list holds for everything."
OR = "At least one of these holds; an empty list holds for nothing."
NOT = "This does not hold, also for want of a value."


@strawberry.input(
    description="Conditions on a text, without regard to case or to how accents are encoded."
)
class StringFilter:
    eq: str | None = optional("The same text.")
    in_: list[str] | None = optional("One of these texts.", name="in")
    contains: str | None = optional("This text is part of it; `%` and `_` stand for themselves.")
    starts_with: str | None = optional("It starts with this text.")
    is_null: bool | None = optional(IS_NULL)


@strawberry.input(description="Conditions on a truth value.")
class BooleanFilter:
    eq: bool | None = optional("The same value.")


@strawberry.input(description="Conditions on an id.")
class IDFilter:
    eq: ID | None = optional("The same id.")
    in_: list[ID] | None = optional("One of these ids.", name="in")
    is_null: bool | None = optional(IS_NULL)


@strawberry.input(description="Conditions on a day.")
class DateFilter:
    eq: dt.date | None = optional("This day.")
    gt: dt.date | None = optional("After this day.")
    gte: dt.date | None = optional("This day or after.")
    lt: dt.date | None = optional("Before this day.")
    lte: dt.date | None = optional("This day or before.")
    is_null: bool | None = optional(IS_NULL)


@strawberry.input(description="Conditions on an instant.")
class DateTimeFilter:
    eq: dt.datetime | None = optional("This instant.")
    gt: dt.datetime | None = optional("After this instant.")
    gte: dt.datetime | None = optional("This instant or after.")
    lt: dt.datetime | None = optional("Before this instant.")
    lte: dt.datetime | None = optional("This instant or before.")
    is_null: bool | None = optional(IS_NULL)


@strawberry.input(description="Conditions on a gender.")
class GenderFilter:
    eq: Gender | None = optional("This one.")
    in_: list[Gender] | None = optional("One of these.", name="in")
    is_null: bool | None = optional(IS_NULL)
