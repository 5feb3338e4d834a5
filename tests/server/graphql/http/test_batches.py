"""Several operations in one request: each by itself, as if it had come alone."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import stored

ME = {"query": "{ me { username } }"}
NOBODY = {"data": {"me": None}}
PLAIN = {"query": "{ __typename }"}
LOGIN = """
mutation Enter($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) { accessToken user { username } }
}
"""
RENAME = """
mutation Rename($id: ID!, $name: String!) {
  updateProfile(input: {id: $id, firstName: $name}) { profile { firstName } }
}
"""
NAME = "query Name($id: ID!) { profile(id: $id) { firstName } }"


def send(api: Api, batch: list[Any], **headers: str) -> httpx.Response:
    return api.request("POST", "/graphql", json=batch, headers=headers)


def codes(bodies: list[dict[str, Any]]) -> list[list[str]]:
    return [[error["extensions"]["code"] for error in body.get("errors", [])] for body in bodies]


def enter(email: str, password: str = PASSWORD) -> dict[str, Any]:
    return {"query": LOGIN, "variables": {"email": email, "password": password}}


def test_answers_come_in_the_order_of_the_questions(api: Api, make: Make) -> None:
    ids = [make.profile(first_name=name).id for name in ("Ada", "Bo", "Cy")]
    batch = [{"query": NAME, "variables": {"id": id}} for id in ids]
    response = send(api, [PLAIN, *batch])
    assert response.status_code == 200
    assert response.json() == [
        {"data": {"__typename": "Query"}},
        *({"data": {"profile": {"firstName": name}}} for name in ("Ada", "Bo", "Cy")),
    ]


@pytest.mark.parametrize("media_type", ["application/json", "application/graphql-response+json"])
def test_both_media_types_hold_batches(api: Api, media_type: str) -> None:
    response = send(api, [PLAIN, {"query": "{"}], Accept=media_type)
    assert (response.status_code, response.headers["content-type"]) == (
        200,
        f"{media_type}; charset=utf-8",
    )
    assert codes(response.json()) == [[], ["GRAPHQL_PARSE_FAILED"]]


@pytest.mark.parametrize("accept", ["text/event-stream", "multipart/mixed", "text/csv"])
def test_a_batch_is_not_streamed(api: Api, accept: str) -> None:
    response = send(api, [PLAIN], Accept=accept)
    assert response.status_code == 406
    assert codes([response.json()]) == [["BAD_REQUEST"]]


@pytest.mark.parametrize(("size", "status"), [(1, 200), (10, 200), (11, 400), (0, 400)])
def test_a_batch_has_a_limit(api: Api, size: int, status: int) -> None:
    response = send(api, [PLAIN] * size)
    assert response.status_code == status
    if status == 400:
        message = f"A batch has 1 to 10 operations, this one {size}."
        error = {"message": message, "extensions": {"code": "BAD_REQUEST"}}
        assert response.json() == {"errors": [error]}


def test_the_limit_is_a_setting(api_with: Callable[..., Api]) -> None:
    assert [send(api_with(limit_batch=2), [PLAIN] * n).status_code for n in (2, 3)] == [200, 400]


def test_a_bad_operation_leaves_the_others_alone(api: Api) -> None:
    bad = [
        {"query": "{"},
        {"query": "{ nothing }"},
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "query ($id: ID!) { profile(id: $id) { id } }"},
        {"documentId": "unknown"},
        {"query": "subscription { myProfileChanged { kind } }"},
    ]
    bodies = send(api, [PLAIN, *bad, PLAIN]).json()
    assert bodies[0] == bodies[-1] == {"data": {"__typename": "Query"}}
    assert codes(bodies[1:-1]) == [
        ["GRAPHQL_PARSE_FAILED"],
        ["GRAPHQL_VALIDATION_FAILED"],
        ["OPERATION_RESOLUTION_FAILURE"],
        ["BAD_USER_INPUT"],
        ["PERSISTED_QUERY_NOT_FOUND"],
        ["BAD_REQUEST"],
    ]
    assert all(body.keys() == {"errors"} for body in bodies[1:-1])


@pytest.mark.parametrize("odd", [1, None, [], {}, {"query": 1}])
def test_a_batch_that_holds_something_else_is_refused_whole(api: Api, odd: Any) -> None:
    response = send(api, [PLAIN, odd])
    assert (response.status_code, codes([response.json()])) == (400, [["BAD_REQUEST"]])


def test_each_operation_has_a_context_of_its_own(api: Api, make: Make) -> None:
    user = make.user()
    before, entered, after = send(api, [ME, enter(user.email), ME]).json()
    assert (before, after) == (NOBODY, NOBODY)
    assert entered["data"]["login"]["user"] == {"username": user.username}


def test_a_token_is_every_operations_token(api: Api, make: Make) -> None:
    user = make.user()
    response = send(api, [ME, ME], Authorization=f"Bearer {make.token(user)}")
    assert response.json() == [{"data": {"me": {"username": user.username}}}] * 2


def test_throttles_count_every_operation(api_with: Callable[..., Api], make: Make) -> None:
    api = api_with(throttle_login="3/minute")
    bodies = send(api, [enter(make.user().email)] * 5).json()
    assert codes(bodies) == [[], [], [], ["RATE_LIMITED"], ["RATE_LIMITED"]]


def test_mutations_run_one_after_another_and_queries_see_what_came_before(
    api: Api, make: Make
) -> None:
    user = make.user()
    profile = make.profile(user, first_name="Ada")
    look = {"query": NAME, "variables": {"id": profile.id}}

    def rename(name: str) -> dict[str, Any]:
        return {"query": RENAME, "variables": {"id": profile.id, "name": name}}

    batch = [look, rename("Bo"), look, look, rename("Cy"), rename("Di"), look]
    bodies = send(api, batch, Authorization=f"Bearer {make.token(user)}").json()
    seen = [next(iter(body["data"].values())) for body in bodies]
    names = [(found.get("profile") or found)["firstName"] for found in seen]
    assert names == ["Ada", "Bo", "Bo", "Bo", "Cy", "Di", "Di"]
    assert stored(api, profile).first_name == "Di"


def test_a_batch_of_one_is_a_list_too(api: Api) -> None:
    assert send(api, [PLAIN]).json() == [{"data": {"__typename": "Query"}}]


def test_what_fails_outside_of_operations_is_masked(api_with: Callable[..., Api]) -> None:
    api = api_with()
    services = api.services
    del api.application.state.services
    try:
        response = send(api, [PLAIN, PLAIN])
    finally:
        api.application.state.services = services
    assert (response.status_code, codes([response.json()])) == (500, [["INTERNAL_SERVER_ERROR"]])
