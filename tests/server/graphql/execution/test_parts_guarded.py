"""What holds for an answer holds for its later parts: rights, codes, the guard, time and SQL."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from tests.support.api import Api
from tests.support.log_lines import collected
from tests.support.make import Make
from tests.support.streamed import EVENTS, MULTIPART, ask, events, parts, put_together

READERS = {MULTIPART: parts, EVENTS: events}
SECRETS = """{ profiles { nodes { firstName ... @defer {
  dateOfBirth user { username email } contacts { value } location { city postalCode }
} } } }"""


def errors_in(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The errors of all later parts."""
    items = [
        item
        for answer in answers[1:]
        for item in (*answer.get("incremental", ()), *answer.get("completed", ()))
    ]
    return [error for item in items for error in item.get("errors", ())]


@pytest.mark.parametrize("accept", READERS)
def test_a_later_part_shows_what_the_viewer_may_read_and_no_more(
    api: Api, make: Make, accept: str
) -> None:
    place = make.location(city="Paris", postal_code="75001")
    shown = make.profile(make.user(username="ada"), first_name="Ada", location_id=place.id)
    make.contact(shown, value="ada@example.com")
    make.profile(first_name="Hidden", is_public=False)
    other = make.token(make.user())

    def person(token: str | None) -> dict[str, Any]:
        (found,) = put_together(READERS[accept](ask(api, SECRETS, accept, token=token)))[
            "profiles"
        ]["nodes"]
        return found

    hidden = {"dateOfBirth": None, "user": {"username": "ada", "email": None}}
    assert person(None) == {
        "firstName": "Ada",
        **hidden,
        "contacts": [],
        "location": {"city": "Paris", "postalCode": None},
    }
    assert person(other) == {
        "firstName": "Ada",
        **hidden,
        "contacts": [{"value": "ada@example.com"}],
        "location": {"city": "Paris", "postalCode": "75001"},
    }


@pytest.mark.parametrize("accept", READERS)
def test_a_later_part_that_is_forbidden_says_so_with_a_code(
    api: Api, make: Make, accept: str
) -> None:
    document = "{ __typename ... @defer { users { totalCount } } }"
    for token, code in ((None, "UNAUTHENTICATED"), (make.token(make.user()), "FORBIDDEN")):
        answers = READERS[accept](ask(api, document, accept, token=token))
        (error,) = errors_in(answers)
        assert (error["extensions"], error["path"]) == ({"code": code}, ["users"])
        assert put_together(answers) == {"__typename": "Query", "users": None}


@pytest.mark.parametrize("accept", READERS)
@pytest.mark.parametrize(
    "document",
    [
        "{ __typename ... @defer { jobs { totalCount nodes { title } } } }",
        "{ __typename ... @defer { jobs { nodes @stream { title } } } }",
        "{ profiles { nodes { firstName ... @defer { jobs { title } } } } }",
        "{ profiles { nodes @stream { jobs { title } } } }",
    ],
)
def test_what_nobody_foresaw_is_masked_in_later_parts_too(
    api: Api, make: Make, accept: str, document: str
) -> None:
    make.job(make.profile())
    with api.services.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN title TO title_away")
    try:
        with collected() as lines:
            response = ask(api, document, accept)
    finally:
        with api.services.database.engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1 FROM jobs")  # SQLite looks at the schema again
            connection.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN title_away TO title")
    errors = errors_in(READERS[accept](response))
    ids = {line["error_id"] for line in lines.all(event="unexpected error")}
    assert errors
    assert ids == {error["extensions"]["id"] for error in errors}
    assert {error["extensions"]["code"] for error in errors} == {"INTERNAL_SERVER_ERROR"}
    assert "title_away" not in response.text
    assert "SELECT" not in response.text


@pytest.mark.parametrize("accept", READERS)
@pytest.mark.parametrize(
    ("document", "code"),
    [
        (
            "{ ... @defer { profiles(first: 100) { nodes { jobs(first: 100) { id } } } } }",
            "COST_EXCEEDED",
        ),
        (
            "{ profiles(first: 100) { nodes @stream { jobs(first: 100) { id } } } }",
            "COST_EXCEEDED",
        ),
        (f"{{ {'... @defer { __typename } ' * 51} }}", "BAD_USER_INPUT"),
    ],
)
def test_the_guard_measures_what_would_come_later(
    api: Api, accept: str, document: str, code: str
) -> None:
    with api.statements() as seen:
        (answer,) = READERS[accept](ask(api, document, accept))
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert "data" not in answer
    assert seen == []


@pytest.mark.parametrize("accept", READERS)
def test_a_later_part_has_no_more_time_than_the_whole(
    api_with: Callable[..., Api], make: Make, accept: str
) -> None:
    make.job(make.profile())
    document = "{ profiles { nodes { firstName ... @defer { jobs { title } } } } }"
    api = api_with(limit_seconds=1)
    engine = api.services.database.engine

    def dawdle(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM profiles" in statement:
            time.sleep(1.1)

    event.listen(engine, "before_cursor_execute", dawdle)
    try:
        answers = READERS[accept](ask(api, document, accept))
    finally:
        event.remove(engine, "before_cursor_execute", dawdle)
    assert "errors" not in answers[0]
    codes = {error["extensions"]["code"] for error in errors_in(answers)}
    assert codes == {"SERVICE_UNAVAILABLE"}


@pytest.mark.parametrize("accept", READERS)
@pytest.mark.parametrize(
    "document",
    [
        "... @defer { nodes { jobs { title } contacts { type } } }",
        "nodes { id ... @defer { jobs { title } contacts { type } } }",
        "nodes { id ... @defer { jobs { profile { id ... @defer { user { id } } } } } }",
        "nodes @stream(initialCount: 1) { id jobs { title } user { username } }",
        "nodes @stream(initialCount: 1) { id jobs @stream { profile { user { id } } } }",
        "... @defer { nodes @stream { jobs { title ... @defer { profile { id } } } } }",
    ],
)
def test_the_number_of_statements_does_not_grow_with_the_rows(
    api: Api, make: Make, accept: str, document: str
) -> None:
    token = make.token(make.user())
    counts = []
    for _ in range(3):
        for _ in range(3):
            profile = make.profile()
            make.job(profile)
            make.job(profile)
        with api.statements() as seen:
            answers = READERS[accept](
                ask(api, f"{{ profiles {{ {document} }} }}", accept, token=token)
            )
        assert errors_in(answers) == []
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts
