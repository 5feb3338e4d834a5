"""users and usersPage: every account, for super admins alone."""

import datetime as dt
from typing import Any

import pytest

from db.models import User
from db.types import now
from tests.support.api import Api
from tests.support.make import Make

USERS = """
query ($first: Int, $after: String, $search: String, $orderBy: [UserOrder!]) {
  users(first: $first, after: $after, search: $search, orderBy: $orderBy) {
    nodes { id email isActive profile { firstName } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    totalCount
  }
}
"""
PAGE = """
query ($page: Int! = 1, $size: Int! = 10, $search: String, $orderBy: [UserOrder!]) {
  usersPage(page: $page, size: $size, search: $search, orderBy: $orderBy) {
    items { id email isActive profile { firstName } }
    total page size pages
  }
}
"""
FIELDS = {"users": "users { totalCount }", "usersPage": "usersPage { total }"}


def shown(user: User, profile: str | None = None) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "isActive": user.is_active,
        "profile": profile and {"firstName": profile},
    }


@pytest.fixture
def people(make: Make) -> list[User]:
    """Five accounts, newest first; the newest is a super admin's, the oldest closed."""
    instants = [now() - dt.timedelta(hours=age) for age in range(5)]
    oldest = make.user(username="Eve", is_active=False, created_at=instants[4])
    people = [
        make.admin(username="Ada", created_at=instants[0]),
        make.user(username="bob", created_at=instants[1]),
        make.user(username="Cleo", email="bobby@example.com", created_at=instants[2]),
        make.user(username="dan", created_at=instants[3]),
        oldest,
    ]
    make.profile(people[1], first_name="Bob", is_public=False)
    make.profile(oldest, first_name="Eve")
    return people


def everyone(people: list[User]) -> list[dict[str, Any]]:
    names = {people[1].id: "Bob", people[4].id: "Eve"}
    return [shown(user, names.get(user.id)) for user in people]


def test_a_super_admin_lists_everyone_newest_first(
    api: Api, make: Make, people: list[User]
) -> None:
    body = api.execute(USERS, token=make.token(people[0]))
    cursor = body["data"]["users"]["pageInfo"].pop("endCursor")
    assert body == {
        "data": {
            "users": {
                "nodes": everyone(people),
                "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
                "totalCount": 5,
            }
        }
    }
    assert cursor


def test_a_super_admin_turns_pages_of_everyone(api: Api, make: Make, people: list[User]) -> None:
    token = make.token(people[0])
    for page, items in ((1, people[:2]), (2, people[2:4]), (3, people[4:]), (4, [])):
        listed = [item for item in everyone(people) if item["id"] in {user.id for user in items}]
        assert api.execute(PAGE, {"page": page, "size": 2}, token) == {
            "data": {
                "usersPage": {"items": listed, "total": 5, "page": page, "size": 2, "pages": 3}
            }
        }


def test_a_super_admin_walks_through_everyone(api: Api, make: Make, people: list[User]) -> None:
    token, after, found = make.token(people[0]), None, []
    for _ in range(3):
        users = api.data(USERS, {"first": 2, "after": after}, token)["users"]
        found += users["nodes"]
        after = users["pageInfo"]["endCursor"]
    assert found == everyone(people)
    assert users["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("BOB", [1, 2]),
        ("cleo", [2]),
        ("EXAMPLE.com", [0, 1, 2, 3, 4]),
        ("", [0, 1, 2, 3, 4]),
        ("%", []),
        ("nobody", []),
    ],
)
def test_search_looks_in_username_and_email(
    api: Api, make: Make, people: list[User], search: str, found: list[int]
) -> None:
    token, expected = make.token(people[0]), [everyone(people)[index] for index in found]
    users = api.data(USERS, {"search": search}, token)["users"]
    assert (users["nodes"], users["totalCount"]) == (expected, len(expected))
    page = api.data(PAGE, {"search": search}, token)["usersPage"]
    assert (page["items"], page["total"]) == (expected, len(expected))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([{"field": "USERNAME"}], [0, 1, 2, 3, 4]),
        ([{"field": "USERNAME", "direction": "DESC"}], [4, 3, 2, 1, 0]),
        ([{"field": "CREATED_AT"}], [4, 3, 2, 1, 0]),
        ([{"field": "LAST_LOGIN_AT"}, {"field": "CREATED_AT"}], [4, 3, 2, 1, 0]),
    ],
    ids=str,
)
def test_lists_have_an_order(
    api: Api, make: Make, people: list[User], order: list[dict[str, str]], expected: list[int]
) -> None:
    token, ids = make.token(people[0]), [people[index].id for index in expected]
    users = api.data(USERS, {"orderBy": order}, token)["users"]
    assert [node["id"] for node in users["nodes"]] == ids
    page = api.data(PAGE, {"orderBy": order}, token)["usersPage"]
    assert [item["id"] for item in page["items"]] == ids


@pytest.mark.parametrize("field", FIELDS)
def test_others_are_forbidden_and_their_other_fields_are_answered(
    api: Api, make: Make, people: list[User], field: str
) -> None:
    user = people[1]
    document = f"{{ {FIELDS[field]} me {{ id }} }}"
    token = make.token(user)
    with api.statements() as seen:
        body = api.execute(document, token=token)
    assert body == {
        "data": {field: None, "me": {"id": user.id}},
        "errors": [
            {
                "message": "You are not allowed to do this.",
                "locations": [{"line": 1, "column": 3}],
                "path": [field],
                "extensions": {"code": "FORBIDDEN"},
            }
        ],
    }
    assert len(seen) == 1


@pytest.mark.parametrize("field", FIELDS)
def test_anonymous_viewers_are_unauthenticated(api: Api, people: list[User], field: str) -> None:
    with api.statements() as seen:
        body = api.execute(f"{{ {FIELDS[field]} }}")
    assert body == {
        "data": {field: None},
        "errors": [
            {
                "message": "Sign in and send a valid access token.",
                "locations": [{"line": 1, "column": 3}],
                "path": [field],
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ],
    }
    assert seen == []


@pytest.mark.parametrize(
    "field",
    [
        "users(first: 0) { totalCount }",
        "users(first: 101) { totalCount }",
        "users(last: -1) { totalCount }",
        "users(first: 1, last: 1) { totalCount }",
        'users(after: "x") { nodes { id } }',
        "usersPage(page: 0) { total }",
        "usersPage(size: 0) { total }",
        "usersPage(size: 101) { total }",
    ],
)
def test_arguments_out_of_range_are_bad_input(api: Api, make: Make, field: str) -> None:
    token = make.token(make.admin())
    assert api.codes(f"{{ {field} }}", token=token) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("document", [USERS, PAGE])
def test_more_users_cost_no_more_statements(api: Api, make: Make, document: str) -> None:
    token = make.token(make.admin())
    counts = []
    for _ in range(2):
        make.profile()
        with api.statements() as seen:
            api.data(document, token=token)
        counts.append(len(seen))
        for _ in range(8):
            make.profile()
    assert counts[0] == counts[1]


def test_a_list_of_users_holds_no_hash(api: Api, make: Make) -> None:
    admin = make.admin()
    token = make.token(admin)
    for document in (USERS, PAGE):
        assert admin.password_hash not in api.run(api.post(document, token=token)).text
