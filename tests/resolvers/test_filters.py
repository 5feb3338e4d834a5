"""What each operand finds: the same on every list, and on every column of each."""

from typing import Any

import pytest

from tests.resolvers.filtered import TYPES, Filter, fill, named
from tests.support.api import Api
from tests.support.make import Make

LIST = """
query List($filter: %(type)sFilter) {
  list: %(name)s(filter: $filter, first: 100) { nodes { id } totalCount }
}
"""
PAGE = """
query Page($filter: %(type)sFilter) {
  list: %(name)sPage(filter: $filter, page: 2, size: 1) { items { id } total page size pages }
}
"""
EVERY_LIST = pytest.mark.parametrize("name", TYPES)
PAGED = pytest.mark.parametrize("name", [name for name in TYPES if name != "auditEvents"])
ZERO, ONE, TWO = (f"2026-01-31T00:00:0{number}Z" for number in range(3))
INSTANTS: list[tuple[Filter, str]] = [
    ({"eq": ONE}, "b"),
    ({"eq": "2026-01-31T01:00:01.0009+01:00"}, "b"),
    ({"gt": ZERO}, "cb"),
    ({"gte": ONE}, "cb"),
    ({"lt": ONE}, "ar"),
    ({"lte": ONE}, "bar"),
    ({"gt": ZERO, "lt": TWO}, "b"),
    ({"isNull": True}, ""),
    ({"isNull": False}, "cbar"),
]
EVERYWHERE: list[tuple[Filter, str]] = [
    ({}, "cbar"),
    ({"and": []}, "cbar"),
    ({"or": []}, ""),
    ({"not": {}}, ""),
    ({"not": {"or": []}}, "cbar"),
    ({"and": [{}, {"or": [{}]}], "not": {"not": {}}}, "cbar"),
]
BY_ID: list[tuple[Filter, str]] = [
    ({"id": {}}, "cbar"),
    ({"id": {"eq": "@b"}}, "b"),
    ({"id": {"in": []}}, ""),
    ({"id": {"in": ["@c", "@a", "@a"]}}, "ca"),
    ({"id": {"in": ["@a", "@b"], "eq": "@b"}}, "b"),
    ({"id": {"isNull": True}}, ""),
    ({"id": {"isNull": False}}, "cbar"),
    ({"not": {"id": {"in": []}}}, "cbar"),
    ({"not": {"id": {"eq": "@b"}}}, "car"),
    ({"or": [{"id": {"eq": "@a"}}, {"id": {"eq": "@c"}}]}, "ca"),
    ({"and": [{"id": {"in": ["@a", "@c"]}}, {"not": {"id": {"eq": "@c"}}}]}, "a"),
]
COLUMNS: list[tuple[str, str, Filter, str]] = [
    ("users", "username", {"eq": "aDA"}, "a"),
    ("users", "username", {"in": ["STRASSE", "ada"]}, "ca"),
    ("users", "username", {"contains": "_%\\"}, "b"),
    ("users", "username", {"startsWith": "STRAß"}, "c"),
    ("users", "email", {"contains": "DA@O"}, "a"),
    ("users", "isActive", {"eq": False}, "c"),
    ("users", "lastLoginAt", {"isNull": True}, "br"),
    ("users", "lastLoginAt", {"lte": TWO}, "ca"),
    ("profiles", "userId", {"in": ["@ben", "@cem"]}, "cb"),
    ("profiles", "firstName", {"startsWith": "B_"}, "b"),
    ("profiles", "firstName", {"isNull": True}, "c"),
    ("profiles", "lastName", {"eq": "BYRON"}, "cb"),
    ("profiles", "lastName", {"isNull": True, "eq": "Byron"}, ""),
    ("profiles", "gender", {"eq": "FEMALE"}, "a"),
    ("profiles", "gender", {"in": ["OTHER", "FEMALE", "MALE"]}, "ba"),
    ("profiles", "gender", {"in": []}, ""),
    ("profiles", "gender", {"isNull": True}, "c"),
    ("profiles", "isPublic", {"eq": False}, "b"),
    ("profiles", "isActive", {"eq": True}, "ba"),
    ("profiles", "updatedAt", {"gt": ZERO}, "ba"),
    ("profiles", "user", {"username": {"in": ["ANN", "cem"]}}, "ca"),
    ("profiles", "user", {"or": []}, ""),
    ("profiles", "location", {}, "ca"),
    ("profiles", "location", {"country": {"eq": "öSTERREICH"}}, "a"),
    ("profiles", "location", {"isActive": {"eq": False}}, "c"),
    ("profiles", "location", {"not": {"city": {"isNull": True}}}, "c"),
    ("profiles", "jobs", {}, "a"),
    ("profiles", "jobs", {"title": {"eq": "baker"}}, "a"),
    ("profiles", "jobs", {"title": {"eq": "baker"}, "company": {"eq": "two"}}, ""),
    ("profiles", "jobs", {"not": {"title": {"eq": "baker"}}}, "a"),
    ("profiles", "jobs", {"isActive": {"eq": False}}, ""),
    ("locations", "country", {"eq": "chile"}, "ba"),
    ("locations", "stateProvince", {"contains": "_%"}, "b"),
    ("locations", "city", {"eq": "οδος"}, "a"),
    ("locations", "city", {"contains": "ΔΟΣ"}, "a"),
    ("locations", "city", {"isNull": True}, "b"),
    ("locations", "postalCode", {"startsWith": "ab-"}, "c"),
    ("locations", "isActive", {"eq": False}, "c"),
    ("contacts", "profileId", {"eq": "@first"}, "ba"),
    ("contacts", "type", {"eq": "EMAIL"}, "a"),
    ("contacts", "type", {"contains": "_"}, "b"),
    ("contacts", "isPrimary", {"eq": True}, "a"),
    ("contacts", "isActive", {"eq": False}, "c"),
    ("jobs", "profileId", {"in": ["@other"]}, "c"),
    ("jobs", "title", {"eq": "analyst"}, "ca"),
    ("jobs", "company", {"startsWith": "İZ"}, "c"),
    ("jobs", "company", {"startsWith": "i"}, "c"),
    ("jobs", "industry", {"contains": "%"}, "b"),
    ("jobs", "industry", {"contains": ""}, "b"),
    ("jobs", "startDate", {"eq": "2026-02-01"}, "b"),
    ("jobs", "startDate", {"lt": "2026-02-01"}, "a"),
    ("jobs", "startDate", {"gte": "2026-01-31", "lte": "2026-02-01"}, "ba"),
    ("jobs", "startDate", {"isNull": True}, "c"),
    ("jobs", "endDate", {"gt": "2026-01-31"}, "a"),
    ("jobs", "isActive", {"eq": True}, "ba"),
    ("organizations", "name", {"eq": "CAFÉS"}, "c"),
    ("organizations", "slug", {"startsWith": "B-"}, "b"),
    ("organizations", "category", {"in": ["arts"]}, "a"),
    ("organizations", "subcategory", {"contains": "%"}, "b"),
    ("organizations", "isActive", {"eq": False}, "c"),
    ("auditEvents", "action", {"eq": "login_failed"}, "a"),
    ("auditEvents", "action", {"contains": "_"}, "cba"),
    ("auditEvents", "action", {"startsWith": "log"}, "ba"),
    ("auditEvents", "actorId", {"isNull": True}, "a"),
    ("auditEvents", "actorId", {"eq": "@ann"}, "b"),
    ("auditEvents", "subjectId", {"in": ["@ann", "@ben"]}, "ca"),
]
COMPLEMENTS: list[tuple[str, Filter, str]] = [
    ("users", {"lastLoginAt": {"gt": ONE}}, "bar"),
    ("profiles", {"firstName": {"contains": "a"}}, "cb"),
    ("profiles", {"gender": {"in": ["FEMALE"]}}, "cb"),
    ("profiles", {"location": {"city": {"isNull": True}}}, "cb"),
    ("profiles", {"jobs": {"title": {"eq": "baker"}}}, "cb"),
    ("locations", {"city": {"eq": "οδος"}}, "cb"),
    ("jobs", {"endDate": {"lte": "2026-02-01"}}, "cb"),
    ("jobs", {"industry": {"eq": "x"}}, "cba"),
    ("organizations", {"category": {"startsWith": "a"}}, "cb"),
    ("auditEvents", {"actorId": {"in": ["@ben"]}}, "ba"),
]


def check(api: Api, make: Make, name: str, filter: Filter, found: str) -> None:
    """The list holds the rows `found`, newest first, and counts no others."""
    rows, token = fill(make, name)
    document = LIST % {"name": name, "type": TYPES[name]}
    nodes = [{"id": rows[key]} for key in found if key in rows]
    assert api.execute(document, {"filter": named(filter, rows)}, token) == {
        "data": {"list": {"nodes": nodes, "totalCount": len(nodes)}}
    }


@EVERY_LIST
@pytest.mark.parametrize(("filter", "found"), EVERYWHERE)
def test_empty_filters_hold_for_everything_and_no_choice_for_nothing(
    api: Api, make: Make, name: str, filter: Filter, found: str
) -> None:
    check(api, make, name, filter, found)


@PAGED
@pytest.mark.parametrize(("filter", "found"), BY_ID)
def test_rows_are_found_by_their_ids(
    api: Api, make: Make, name: str, filter: Filter, found: str
) -> None:
    check(api, make, name, filter, found)


@EVERY_LIST
@pytest.mark.parametrize(("instant", "found"), INSTANTS)
def test_rows_are_found_by_when_they_were_made(
    api: Api, make: Make, name: str, instant: Filter, found: str
) -> None:
    check(api, make, name, {"at" if name == "auditEvents" else "createdAt": instant}, found)


@pytest.mark.parametrize(("name", "field", "operands", "found"), COLUMNS)
def test_rows_are_found_by_every_column(
    api: Api, make: Make, name: str, field: str, operands: Filter, found: str
) -> None:
    check(api, make, name, {field: operands}, found)


@pytest.mark.parametrize(("name", "filter", "found"), COMPLEMENTS)
def test_not_holds_for_rows_without_a_value_too(
    api: Api, make: Make, name: str, filter: Filter, found: str
) -> None:
    check(api, make, name, {"not": filter}, found)


@PAGED
def test_a_numbered_page_counts_what_the_filter_leaves(api: Api, make: Make, name: str) -> None:
    rows, token = fill(make, name)
    filter = {"or": [{"id": {"eq": rows["a"]}}, {"id": {"eq": rows["c"]}}]}
    answer: dict[str, Any] = {"items": [{"id": rows["a"]}], "total": 2, "page": 2}
    document = PAGE % {"name": name, "type": TYPES[name]}
    assert api.execute(document, {"filter": filter}, token) == {
        "data": {"list": {**answer, "size": 1, "pages": 2}}
    }
