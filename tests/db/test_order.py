"""Orders: what comes before and after each row, on both databases alike."""

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import ColumnElement, select

from db.models import Job
from db.order import Key, Order
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make

DAYS = [dt.date(2026, 1, 1), dt.date(2026, 1, 2), None]
TITLES = ["a", "B", "ä"]


def order(*names: str) -> Order:
    """An order of jobs by columns, those that end in `-` descending."""
    keys = [Key(Job.column(name.rstrip("-")), descending=name.endswith("-")) for name in names]
    return Order(Job, keys)


ORDERS = [
    order("created_at"),
    order("created_at-"),
    order("title_folded-"),
    order("start_date"),
    order("start_date-"),
    order("title_folded", "created_at"),
    order("title_folded-", "created_at-"),
    order("title_folded", "created_at-"),
    order("start_date", "title_folded-"),
    order("start_date-", "end_date"),
    order("end_date", "start_date-", "title_folded"),
]


def store_jobs(make: Make) -> None:
    """Jobs that share every value with some other, nulls included."""
    profile = make.profile()
    for number, start in enumerate(DAYS * 3):
        end = start if number % 2 else None
        title = TITLES[number // 3]
        created = second(number % 2)
        make.job(profile, title=title, start_date=start, end_date=end, created_at=created)


def ids(api: Api, order: Order, *conditions: ColumnElement[bool], backwards: bool = False):
    statement = select(Job.id).where(*conditions).order_by(*order.by(backwards=backwards))
    with api.services.database.engine.connect() as connection:
        return list(connection.scalars(statement))


def positions(api: Api, order: Order) -> Sequence[tuple[str, tuple]]:
    statement = select(Job.id, *order.labelled()).order_by(*order.by())
    with api.services.database.engine.connect() as connection:
        return [(row.id, order.position(row)) for row in connection.execute(statement)]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_every_position_parts_the_list_in_what_comes_before_and_after(
    api: Api, make: Make, order: Order
) -> None:
    store_jobs(make)
    whole = ids(api, order)
    assert len(whole) == 9
    for index, (id, position) in enumerate(positions(api, order)):
        assert id == whole[index]
        assert ids(api, order, order.after(position)) == whole[index + 1 :]
        assert ids(api, order, order.before(position)) == whole[:index]
        assert ids(api, order, order.after(position, inclusive=True)) == whole[index:]
        assert ids(api, order, order.before(position, inclusive=True)) == whole[: index + 1]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_backwards_is_the_exact_mirror(api: Api, make: Make, order: Order) -> None:
    store_jobs(make)
    assert ids(api, order, backwards=True) == ids(api, order)[::-1]


@pytest.mark.parametrize("direction", ["", "-"])
def test_nulls_come_last_in_both_directions(api: Api, make: Make, direction: str) -> None:
    store_jobs(make)
    days = [position[0] for _, position in positions(api, order(f"start_date{direction}"))]
    assert [day is None for day in days] == [False] * 6 + [True] * 3


def test_an_order_ends_with_the_id_in_the_direction_of_its_last_key() -> None:
    last = [
        each.keys[-1] for each in (order("title_folded-", "created_at"), order("title_folded-"))
    ]
    assert [(key.column.name, key.descending) for key in last] == [("id", False), ("id", True)]


def test_the_name_of_an_order_tells_its_table_columns_and_directions() -> None:
    assert order("start_date", "title_folded-").name == "jobs:start_date+,title_folded-"


@pytest.mark.parametrize(
    ("names", "compared"),
    [
        (["created_at"], "(jobs.created_at, jobs.id) >"),
        (["title_folded-", "created_at-"], "(jobs.title_folded, jobs.created_at, jobs.id) <"),
        (["start_date"], "(jobs.start_date IS NULL, jobs.start_date, jobs.id) >"),
        (["start_date-"], "(jobs.start_date IS NOT NULL, jobs.start_date, jobs.id) <"),
    ],
)
def test_a_position_in_a_plain_order_is_one_comparison_that_an_index_answers(
    names: list[str], compared: str
) -> None:
    position = (second(0),) * len(names) + ("id",)
    text = str(order(*names).after(position).compile())
    assert text.startswith(compared)
    assert " OR " not in text


@pytest.mark.parametrize(
    ("names", "leading"),
    [
        (["title_folded", "created_at-"], "(jobs.title_folded) >="),
        (["start_date-", "title_folded"], "(jobs.start_date IS NOT NULL, jobs.start_date) <="),
    ],
)
def test_any_other_position_is_narrowed_by_its_first_key(names: list[str], leading: str) -> None:
    position = (second(0),) * len(names) + ("id",)
    assert str(order(*names).after(position).compile()).startswith(leading)
