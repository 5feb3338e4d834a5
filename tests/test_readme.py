"""What the README asks, the demo set answers; and how many statements it takes."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from demo import seed
from tests.support.api import Api

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PEOPLE, NEARBY, WRITING = re.findall(r"```graphql\n(.*?)```", README, re.DOTALL)
(ANSWER,) = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", README, re.DOTALL))
SOURCES = {
    "typescript": "examples/typescript/src/client.ts",
    "javascript": "examples/relay/src/People.js",
    "python": "examples/python/main.py",
}
"""Where each language's part of the README is copied from."""


@pytest.fixture
def demo(api: Api) -> Api:
    """The application with the two hundred people."""
    seed.run(api.services)
    return api


def answer(api: Api, document: str, statements: int, **options: Any) -> dict[str, Any]:
    """The data, read with this many statements."""
    with api.statements() as run:
        data = api.data(document, **options)
    assert len(run) == statements
    return data


def test_the_first_question_is_answered_as_it_is_printed(demo: Api) -> None:
    data = answer(demo, PEOPLE, statements=4)
    expected = copy.deepcopy(ANSWER["data"])
    printed, found = (people["profiles"].pop("pageInfo") for people in (expected, data))
    assert data == expected
    assert found["hasNextPage"] == printed["hasNextPage"]
    assert found["endCursor"].startswith(printed["endCursor"].rstrip("…"))


def test_the_filter_finds_somebody(demo: Api) -> None:
    people = answer(demo, NEARBY, statements=2)["profiles"]["nodes"]
    assert people
    assert all("tech" not in (job["industry"] or "").lower() for p in people for job in p["jobs"])


def test_signing_in_and_moving_work_as_they_stand(demo: Api) -> None:
    enter, move = WRITING.split("mutation Move")
    entered = demo.data(enter)["login"]
    assert entered["errors"] == []
    variables = {"id": entered["user"]["profile"]["id"]}
    moved = demo.data("mutation Move" + move, variables, entered["accessToken"])["updateProfile"]
    assert moved["errors"] == []
    assert moved["profile"]["location"] == {"city": "Porto"}


@pytest.mark.parametrize("language", SOURCES)
def test_what_clients_are_shown_is_what_the_recipes_run(language: str) -> None:
    (shown,) = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert f"\n{shown}" in (ROOT / SOURCES[language]).read_text("utf-8")
