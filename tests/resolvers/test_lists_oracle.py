"""Filters, searches, orders and pages of every list agree with plain Python, on both databases.

Whoever asks, they are answered about the rows that they may see, and no others.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.models import User
from tests.support import oracle, questions, world
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make
from tests.support.oracle import Row
from tests.support.walk import walk

LIST = """
query List(%(variables)s, $first: Int, $after: String, $last: Int, $before: String) {
  list: %(name)s(%(arguments)s, first: $first, after: $after, last: $last, before: $before) {
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}
"""
PAGE = """
query Page(%(variables)s, $page: Int! = 1, $size: Int! = 10) {
  list: %(name)sPage(%(arguments)s, page: $page, size: $size) { items { id } total pages }
}
"""
SEARCHED = {
    "users": ("username", "email"),
    "profiles": ("firstName", "lastName"),
    "locations": ("country", "city"),
    "contacts": ("type", "value"),
    "jobs": ("title", "company", "industry"),
    "organizations": ("name", "slug"),
    "auditEvents": (),
}
ADMIN, MEMBER, ANYBODY = "super admin", "member", "anybody"
FOR_ADMINS = {"isActive", "isPublic", "email", "lastLoginAt"}
FORBIDDEN = {ADMIN: set(), MEMBER: FOR_ADMINS, ANYBODY: FOR_ADMINS | {"postalCode"}}
CASES = [
    *((ADMIN, name) for name in SEARCHED),
    *((MEMBER, name) for name in ("profiles", "locations", "contacts", "organizations")),
    *((ANYBODY, name) for name in ("profiles", "locations", "jobs")),
]
EVERY_CASE = pytest.mark.parametrize(("viewer", "name"), CASES)
SIGMA = "\N{GREEK SMALL LETTER SIGMA}"
FINAL_SIGMA = "\N{GREEK SMALL LETTER FINAL SIGMA}"
TEXTS = st.sampled_from([*world.TEXTS, "a", "Ä", SIGMA, FINAL_SIGMA, "%", "_", "\\", "", " "])
SEARCHES = st.sampled_from(
    ["a", "A", "O", "z", "d", "Ж", "%", "_", "\\", "İ", SIGMA, "Straße", " "]
)
"""Most of them are the start of some texts and further inside of others."""
IDS = [f"00000000-0000-7000-8000-00000000000{number}" for number in range(3)]
EXAMPLES = pytest.mark.parametrize("questions_each", [8, pytest.param(100, marks=pytest.mark.slow)])
ALIKE = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@dataclass
class List:
    """One list as one viewer sees it."""

    api: Api
    name: str
    forbidden: set[str]
    token: str | None
    rows: list[Row]

    @property
    def type_name(self) -> str:
        return f"{self.name[0].upper()}{self.name[1:-1]}"

    @property
    def filters(self) -> st.SearchStrategy[Any]:
        values = {
            "String": TEXTS,
            "Boolean": st.booleans(),
            "ID": st.sampled_from([*IDS, *self._known_ids()]),
            "Date": st.integers(1, 4).map(lambda day: f"2020-01-0{day}"),
            "DateTime": st.integers(-1, 9).map(lambda number: second(number).isoformat()),
            "Gender": st.sampled_from(["FEMALE", "MALE", "OTHER"]),
        }
        return questions.filters(self.type_name, values, self.forbidden)

    def _known_ids(self) -> list[str]:
        """Some of all that a filter on an id may find."""
        found = {row[key] for row in self.rows for key in row if key == "id" or key.endswith("Id")}
        return sorted(id for id in found if id)[::7]

    def read(self, document: str, asked: dict[str, Any], **window: Any) -> dict[str, Any]:
        text = document % {
            "name": self.name,
            "variables": ", ".join(f"${name}: {self._types[name]}" for name in asked),
            "arguments": ", ".join(f"{name}: ${name}" for name in asked),
        }
        found: dict[str, Any] = self.api.data(text, {**asked, **window}, self.token)["list"]
        return found

    @property
    def _types(self) -> dict[str, str]:
        ordered = f"[{self.type_name}Order!]"
        return {"filter": f"{self.type_name}Filter", "orderBy": ordered, "search": "String"}


@pytest.fixture
def listed(api: Api, make: Make, viewer: str, name: str) -> List:
    """The list `name` for `viewer`, in a world full of rows that not everybody sees."""
    member = make.user(created_at=second(2))
    world.build(make, member)
    who: User | None = {ADMIN: make.admin(created_at=second(3)), MEMBER: member}.get(viewer)
    token = who and make.token(who)
    rows = world.seen(api, who)[name]
    assert len(rows) > 3
    return List(api, name, FORBIDDEN[viewer], token, rows)


def ids(page: dict[str, Any]) -> list[str]:
    return [node["id"] for node in page.get("nodes", page.get("items"))]


@EXAMPLES
@EVERY_CASE
def test_a_filter_means_what_plain_python_says(listed: List, questions_each: int) -> None:
    everything = {row["id"] for row in listed.rows}

    @settings(ALIKE, max_examples=questions_each)
    @given(tree=listed.filters)
    def check(tree: dict[str, Any]) -> None:
        expected = {row["id"] for row in listed.rows if oracle.holds(row, tree)}
        met = listed.read(LIST, {"filter": tree}, first=100)
        others = listed.read(LIST, {"filter": {"not": tree}}, first=100)
        assert set(ids(met)) == expected
        assert set(ids(others)) == everything - expected
        assert met["totalCount"] == len(expected)

    check()


@EXAMPLES
@EVERY_CASE
def test_pages_of_what_is_asked_for_are_the_sorted_list(listed: List, questions_each: int) -> None:
    searched = SEARCHED[listed.name]

    @settings(ALIKE, max_examples=questions_each)
    @given(
        tree=st.just({}) | listed.filters,
        text=st.just("") | SEARCHES if searched else st.just(""),
        order=st.none() | questions.orders(listed.type_name),
        size=st.integers(5, 20),
    )
    def check(tree: dict[str, Any], text: str, order: Any, size: int) -> None:
        met = [row for row in listed.rows if oracle.holds(row, tree)]
        if text.strip():
            met = [row for row in met if oracle.found_by(row, searched, text)]
        expected = [row["id"] for row in oracle.in_order(met, order, searched, text)]
        asked = {"filter": tree}
        if searched:
            asked |= {"search": text, "orderBy": order}

        def read(**window: Any) -> dict[str, Any]:
            return listed.read(LIST, asked, **window)

        forwards = [*walk(read, [size], forwards=True)]
        backwards = [*walk(read, [size], forwards=False)]
        assert [id for page in forwards for id in page] == expected
        assert [id for page in reversed(backwards) for id in page] == expected
        if searched:
            first = listed.read(PAGE, asked, size=size)
            last = listed.read(PAGE, asked, size=size, page=max(1, first["pages"]))
            assert (first["total"], first["pages"]) == (len(expected), -(-len(expected) // size))
            assert ids(first) == expected[:size]
            assert ids(last) == expected[max(0, first["pages"] - 1) * size :]

    check()
