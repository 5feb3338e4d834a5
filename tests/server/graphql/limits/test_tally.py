"""What comes is counted while it comes: objects, characters and time have an end."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLError

from base.errors import CostExceeded, OutOfTime, ServiceUnavailable
from db.statements import Statements, statements
from server.errors import published
from server.graphql.limits.tally import CHECKED_EACH, Tally
from tests.support.api import Api
from tests.support.log_lines import collected
from tests.support.make import Make

BIOS = "{ profiles(first: 100) { nodes { bio } } }"
BIO = "query ($id: ID!) { profile(id: $id) { bio } }"
SAVE = """
mutation ($id: ID!, $bio: String!) {
  updateProfile(input: {id: $id, bio: $bio}) { profile { bio } }
}
"""


def test_objects_are_counted_up_to_the_most_there_may_be() -> None:
    tally = Tally(3, 100)
    for _ in range(3):
        tally.add_object()
    with pytest.raises(CostExceeded):
        tally.add_object()


def test_characters_are_counted_up_to_the_most_there_may_be() -> None:
    tally = Tally(3, 10)
    tally.add_text("12345")
    tally.add_text("12345")
    with pytest.raises(CostExceeded):
        tally.add_text("1")


def test_an_operation_that_reads_nothing_any_more_ends_with_its_time() -> None:
    token = statements.set(Statements(deadline=0))
    try:
        tally = Tally(10_000, 100)
    finally:
        statements.reset(token)
    for _ in range(CHECKED_EACH - 1):
        tally.add_object()
    with pytest.raises(OutOfTime):
        tally.add_object()


def test_the_log_tells_an_operation_out_of_time_from_a_database_that_is_away() -> None:
    with collected() as lines:
        published(GraphQLError("slow", original_error=OutOfTime()))
        published(GraphQLError("away", original_error=ServiceUnavailable()))
    assert [(line["level"], line["event"]) for line in lines.all()] == [
        ("warning", "operation out of time"),
        ("error", "database unavailable"),
    ]


def test_each_event_is_counted_by_itself() -> None:
    tally = Tally(3, 10)
    tally.add_object()
    assert (tally.anew().objects, tally.objects) == (0, 1)


@pytest.fixture
def small(api_with: Callable[..., Api]) -> Api:
    return api_with(limit_answer_bytes=20_000)


def test_an_answer_that_is_too_long_is_refused(small: Api, make: Make) -> None:
    profiles = [make.profile(bio="b" * 9_000) for _ in range(3)]
    assert len(small.data(BIO, {"id": profiles[0].id})["profile"]["bio"]) == 9_000
    body = small.execute(BIOS)
    assert [node["bio"] for node in body["data"]["profiles"]["nodes"]].count(None) == 1
    assert {error["extensions"]["code"] for error in body["errors"]} == {"COST_EXCEEDED"}


def test_bytes_count_and_not_characters(small: Api, make: Make) -> None:
    profile = make.profile(bio="\x01" * 9_000)  # six bytes each in JSON
    answer = small.run(small.post(BIO, {"id": profile.id}))
    assert answer.status_code == 200
    assert answer.json() == {
        "data": None,
        "errors": [
            {
                "message": "The answer would be longer than 20000 bytes: ask for less at once.",
                "extensions": {"code": "COST_EXCEEDED", "limit": 20_000},
            }
        ],
    }


def test_what_was_written_stays_written_where_its_answer_is_too_long(
    small: Api, make: Make
) -> None:
    user = make.user()
    profile, token = make.profile(user), make.token(user)
    body = small.execute(SAVE, {"id": profile.id, "bio": "\x02" * 5_000}, token)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["COST_EXCEEDED"]
    assert small.execute("{ profiles { nodes { bio } } }")["data"] is None


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_a_batch_is_one_answer(small: Api, make: Make, accept: str) -> None:
    profile = make.profile(bio="b" * 9_000)
    batch = [{"query": BIO, "variables": {"id": profile.id}}] * 3
    answers: list[Any] = small.request(
        "POST", "/graphql", json=batch, headers={"Accept": accept}
    ).json()
    assert [bool(answer["data"]) for answer in answers] == [True, True, False]
    assert answers[2]["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"
