"""Random filters and orders on random people agree with plain Python, on both databases."""

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.models import Gender
from db.search import FINAL_SIGMA, SIGMA
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make

LIST = """
query List($filter: ProfileFilter, $orderBy: [ProfileOrder!], $first: Int, $after: String) {
  profiles(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
"""
TEXTS = ["Ada", "ADA", "ada_", "a%a", "a\\a", "Straße", "İz", "ΟΔΟΣ", "οδοσ", "Zoë", "z"]
OFTEN = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Person = dict[str, Any]


@pytest.fixture
def people(make: Make) -> list[Person]:
    """Forty people with ties and nulls, some without a place, a gender or a job."""
    chance = random.Random(11)
    places = [make.location(country=chance.choice(TEXTS), city=f"{n}") for n in range(6)]
    places.append(make.location(country="Ada", city="gone", is_active=False))
    crowd: list[Person] = []
    for _ in range(40):
        place = chance.choice([None, *places])
        values = {
            "first_name": chance.choice([None, *TEXTS]),
            "last_name": chance.choice([None, *TEXTS]),
            "gender": chance.choice([None, *Gender]),
            "created_at": second(chance.randrange(8)),
        }
        profile = make.profile(location_id=place and place.id, **values)
        jobs = [
            {
                "company": chance.choice(TEXTS),
                "industry": chance.choice([None, *TEXTS]),
                "start_date": chance.choice([None, dt.date(2020, 1, 1 + chance.randrange(3))]),
                "is_active": chance.random() < 0.8,
            }
            for _ in range(chance.randrange(3))
        ]
        for job in jobs:
            make.job(profile, **job)
        visible = place if place and place.is_active else None
        crowd.append(
            {
                "id": profile.id,
                **values,
                "gender": values["gender"] and values["gender"].name,
                "location": visible and {"country": visible.country, "city": visible.city},
                "jobs": [job for job in jobs if job["is_active"]],
            }
        )
    return crowd


def comparable(text: str) -> str:
    return text.lower()


def part(text: str) -> str:
    """The two small sigmas are one where a part of a word is looked for."""
    return text.lower().replace(FINAL_SIGMA, SIGMA)


def operand(name: str, value: Any, wanted: Any) -> bool:
    """What one operand says of one value; nothing but `isNull` holds for null."""
    if name == "isNull":
        return (value is None) == wanted
    if value is None:
        return False
    if isinstance(value, dt.datetime):
        wanted = dt.datetime.fromisoformat(wanted)
    elif isinstance(value, dt.date):
        wanted = dt.date.fromisoformat(wanted)
    elif name in {"contains", "startsWith"}:
        inside, term = part(value), part(wanted)
        return term in inside if name == "contains" else inside.startswith(term)
    elif name == "in":
        return comparable(value) in [comparable(item) for item in wanted]
    else:
        return comparable(value) == comparable(wanted)
    comparisons = {"eq": value == wanted, "gt": value > wanted, "gte": value >= wanted}
    return {**comparisons, "lt": value < wanted, "lte": value <= wanted}[name]


COLUMNS = {
    "firstName": "first_name",
    "lastName": "last_name",
    "createdAt": "created_at",
    "startDate": "start_date",
}


def holds(row: Person, tree: dict[str, Any]) -> bool:
    """Whether a row meets everything in a filter."""
    for name, value in tree.items():
        if name == "and":
            met = all(holds(row, item) for item in value)
        elif name == "or":
            met = any(holds(row, item) for item in value)
        elif name == "not":
            met = not holds(row, value)
        elif name == "location":
            met = row["location"] is not None and holds(row["location"], value)
        elif name == "jobs":
            met = any(holds(job, value) for job in row["jobs"])
        else:
            found = row[COLUMNS.get(name, name)]
            met = all(operand(key, found, wanted) for key, wanted in value.items())
        if not met:
            return False
    return True


texts = st.sampled_from([*TEXTS, "a", SIGMA, "%", "_", "\\", ""])
instants = st.integers(-1, 9).map(lambda number: second(number).isoformat())
days = st.integers(1, 4).map(lambda number: f"2020-01-0{number}")
genders = st.sampled_from([item.name for item in Gender])


def some(**operands: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=operands)


def compared(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return some(eq=values, gt=values, gte=values, lt=values, lte=values)


text = st.fixed_dictionaries(
    {},
    optional={
        "eq": texts,
        "in": st.lists(texts, max_size=3),
        "contains": texts,
        "startsWith": texts,
        "isNull": st.booleans(),
    },
)
gender = st.fixed_dictionaries(
    {}, optional={"eq": genders, "in": st.lists(genders, max_size=2), "isNull": st.booleans()}
)


def trees(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Filters with `and`, `or` and `not` over `leaves`."""

    def joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        lists = st.lists(inner, max_size=3)
        kinds = [st.fixed_dictionaries({key: lists}) for key in ("and", "or")]
        return st.one_of(*kinds, st.fixed_dictionaries({"not": inner}))

    return st.recursive(leaves, joined, max_leaves=5)


place = trees(some(country=text, city=text))
work = trees(some(company=text, industry=text, startDate=compared(days)))
person = trees(
    some(
        firstName=text,
        lastName=text,
        gender=gender,
        createdAt=compared(instants),
        location=place,
        jobs=work,
    )
)
KEYS = {"FIRST_NAME": "first_name", "LAST_NAME": "last_name", "CREATED_AT": "created_at"}
orders = st.lists(
    st.fixed_dictionaries(
        {"field": st.sampled_from(sorted(KEYS)), "direction": st.sampled_from(["ASC", "DESC"])}
    ),
    max_size=3,
    unique_by=lambda item: item["field"],
)


def ordered(rows: list[Person], order: list[dict[str, str]]) -> list[str]:
    """Nulls last in both directions, ties by id in the direction of the last key."""
    keys = order or [{"field": "CREATED_AT", "direction": "DESC"}]
    descending = keys[-1]["direction"] == "DESC"
    found = sorted(rows, key=lambda row: row["id"], reverse=descending)
    for key in reversed(keys):
        column, down = KEYS[key["field"]], key["direction"] == "DESC"
        known = [row for row in found if row[column] is not None]
        known.sort(key=lambda row: sort_value(row[column]), reverse=down)
        found = known + [row for row in found if row[column] is None]
    return [row["id"] for row in found]


def sort_value(value: Any) -> Any:
    return value.lower().encode() if isinstance(value, str) else value


@OFTEN
@given(tree=person)
def test_a_filter_means_what_plain_python_says(
    api: Api, people: list[Person], tree: dict[str, Any]
) -> None:
    expected = {row["id"] for row in people if holds(row, tree)}
    both = [api.data(LIST, {"filter": item, "first": 100}) for item in (tree, {"not": tree})]
    found, others = ({node["id"] for node in data["profiles"]["nodes"]} for data in both)
    assert found == expected
    assert others == {row["id"] for row in people} - expected
    assert both[0]["profiles"]["totalCount"] == len(expected)


@OFTEN
@given(order=orders, size=st.integers(3, 17))
def test_pages_in_any_order_are_the_sorted_list(
    api: Api, people: list[Person], order: list[dict[str, str]], size: int
) -> None:
    found: list[str] = []
    after = None
    while True:
        variables = {"orderBy": order, "first": size, "after": after}
        page = api.data(LIST, variables)["profiles"]
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == ordered(people, order)
