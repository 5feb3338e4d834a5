"""What is wrong with `@defer` and `@stream` is said to the client, not masked."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.make import Make
from tests.support.streamed import EVENTS, ask, events, parts

STREAM = """
query ($count: Int! = 0) { profiles { nodes @stream(initialCount: $count) { id } } }
"""


def test_fewer_than_no_items_at_first_are_refused(api: Api) -> None:
    (answer,) = parts(ask(api, STREAM, variables={"count": -1}))
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["message"] == "`initialCount` must be 0 or more."
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "initialCount"}


@pytest.mark.parametrize("accept", [EVENTS, "multipart/mixed"])
def test_thousands_of_parts_are_refused(api: Api, accept: str) -> None:
    later = " ".join(f"... @defer {{ a{number}: id }}" for number in range(45))
    response = ask(api, f"{{ profiles(first: 100) {{ nodes {{ {later} }} }} }}", accept)
    (answer,) = events(response) if accept == EVENTS else parts(response)
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "COST_EXCEEDED", "figure": 45101, "limit": 10000}


LATER = """
query ($first: Int) { profiles { totalCount nodes {
  firstName ... @defer(label: "work") { jobs(first: $first) { title } }
} } }
"""
STREAMED = """
query ($first: Int) { profiles { nodes @stream(initialCount: 0, label: "people") {
  firstName jobs(first: $first) { title }
} } }
"""
BELOW = """
query ($first: Int) { profiles { nodes {
  firstName ... @defer { bio ... @defer(label: "deep") { jobs(first: $first) { title } } }
} } }
"""


def pieces(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pieces of the earlier form that never came, without what their errors say."""
    later = (piece for answer in answers[1:] for piece in answer.get("incremental", ()))
    found = [{**piece} for piece in later if piece.get("data", piece.get("items", 0)) is None]
    for piece in found:
        piece["errors"] = [error["extensions"]["code"] for error in piece["errors"]]
        del piece["id"]
    return found


def failed(answers: list[dict[str, Any]]) -> int:
    later = (item for answer in answers[1:] for item in answer.get("completed", ()))
    return sum("errors" in item for item in later)


@pytest.mark.parametrize(
    "accept", [EVENTS, "multipart/mixed", "multipart/mixed;deferSpec=20220824"]
)
@pytest.mark.parametrize(
    ("document", "piece"),
    [
        (LATER, {"data": None, "path": ["profiles", "nodes", 0], "label": "work"}),
        (BELOW, {"data": None, "path": ["profiles", "nodes", 0], "label": "deep"}),
        (STREAMED, {"items": None, "path": ["profiles", "nodes", 0], "label": "people"}),
    ],
)
def test_a_part_that_fails_is_told_in_both_forms(
    api: Api, make: Make, accept: str, document: str, piece: dict[str, Any]
) -> None:
    make.job(make.profile(first_name="Ada"))
    read = events if accept == EVENTS else parts
    answers = read(ask(api, document, accept, {"first": 1000}))
    assert pieces(answers) == [{**piece, "errors": ["BAD_USER_INPUT"]}]
    assert failed(answers) == 1


def test_who_reads_the_newer_form_gets_it_alone(api: Api, make: Make) -> None:
    make.job(make.profile(first_name="Ada"))
    accept = "multipart/mixed;incrementalSpec=v0.2, application/json"
    for document in (LATER, BELOW, STREAMED):
        answers = parts(ask(api, document, accept, {"first": 1000}))
        assert pieces(answers) == []
        assert failed(answers) == 1


def test_parts_fail_one_by_one(api: Api, make: Make) -> None:
    for name in "ABC":
        make.job(make.profile(first_name=name))
    answers = parts(ask(api, LATER, variables={"first": 1000}))
    assert [piece["path"][-1] for piece in pieces(answers)] == [0, 1, 2]
    assert failed(answers) == 3


LONG = 1_200
"""Bytes of an answer."""
BIO = "\x01" * (LONG // 3)
"""Six bytes each in JSON."""
BIOS = '{ profiles { nodes { id ... @defer(label: "bio") { bio } } } }'
FIRST = "{ profiles { nodes { bio ... @defer { id } } } }"
ONE_BY_ONE = '{ profiles { nodes @stream(initialCount: 1, label: "people") { id bio } } }'


def exceeded(errors: list[dict[str, Any]]) -> bool:
    limits = [{"code": "COST_EXCEEDED", "limit": LONG}] * len(errors)
    return bool(errors) and [error["extensions"] for error in errors] == limits


@pytest.mark.parametrize("accept", [EVENTS, "multipart/mixed"])
def test_an_answer_whose_first_part_is_too_long_ends_with_it(
    api_with: Callable[..., Api], make: Make, accept: str
) -> None:
    make.profile(bio=BIO)
    read = events if accept == EVENTS else parts
    (answer,) = read(ask(api_with(limit_answer_bytes=LONG), FIRST, accept))
    assert (answer["data"], answer["hasNext"], "pending" in answer) == (None, False, False)
    assert exceeded(answer["errors"])


@pytest.mark.parametrize("accept", [EVENTS, "multipart/mixed"])
@pytest.mark.parametrize(
    ("document", "piece"),
    [
        (BIOS, {"data": None, "path": ["profiles", "nodes", 0], "label": "bio"}),
        (ONE_BY_ONE, {"items": None, "path": ["profiles", "nodes", 1], "label": "people"}),
    ],
)
def test_an_answer_with_a_later_part_that_is_too_long_ends_there(
    api_with: Callable[..., Api], make: Make, accept: str, document: str, piece: dict[str, Any]
) -> None:
    """Whatever was promised is refused, each by its own id, and nothing follows."""
    make.profile(bio=BIO)
    make.profile(bio=BIO if document == BIOS else None)  # the newest comes first
    read = events if accept == EVENTS else parts
    answers = read(ask(api_with(limit_answer_bytes=LONG), document, accept))
    assert [answer["hasNext"] for answer in answers] == [True] * (len(answers) - 1) + [False]
    promised = {item["id"] for answer in answers for item in answer.get("pending", ())}
    kept = [item for answer in answers[1:] for item in answer.get("completed", ())]
    assert {item["id"] for item in kept} == promised
    assert all(exceeded(item["errors"]) for item in kept)
    assert pieces(answers)[0] == {**piece, "errors": ["COST_EXCEEDED"]}
    assert all(len(str(answer)) < 10 * LONG for answer in answers)
