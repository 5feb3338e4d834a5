"""What the README asks, the demo set answers; and how many statements it takes."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import parse, print_ast

from demo import seed
from tests.support import settings_page
from tests.support.api import Api

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
OPERATIONS = {
    operation.name.value: print_ast(operation)
    for block in re.findall(r"```graphql\n(.*?)```", README, re.DOTALL)
    for operation in parse(block).definitions
}
PEOPLE = (ROOT / "examples" / "relay" / "src" / "People.js").read_text("utf-8")
(FRAGMENT,) = re.findall(r"graphql`\n(  fragment .*?)`", PEOPLE, re.DOTALL)
CLIENT_ONLY = r"@(argumentDefinitions|refetchable|connection)\([^)]*\)|__id"
"""What Relay's compiler keeps to itself."""
OPERATIONS["PeoplePaginationQuery"] = f"""
query PeoplePaginationQuery($count: Int = 20, $cursor: String) {{ ...People_list }}
{re.sub(CLIENT_ONLY, "", FRAGMENT)}
fragment Profile_name on Profile {{ firstName lastName }}
"""
STATEMENTS = {"People": 4, "Nearby": 2, "Enter": 8, "Move": 8, "PeoplePaginationQuery": 1}
"""How many each operation of the README and of Relay's list takes, however many rows there are."""
(ANSWER,) = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", README, re.DOTALL))
EXAMPLE = re.compile(
    r"^- \[\w+\]\((examples/\w+)/README\.md\),.*?`([^`]+)`$", re.MULTILINE | re.DOTALL
)
"""An example, and the code that the README shows of it."""


@pytest.fixture
def demo(api: Api) -> Api:
    """The application with the two hundred people."""
    seed.run(api.services)
    return api


def answer(api: Api, name: str, **options: Any) -> dict[str, Any]:
    """The data of an operation, which took as many statements as it should."""
    with api.statements() as run:
        data = api.data(OPERATIONS[name], **options)
    assert len(run) == STATEMENTS[name], "\n".join(run)
    return data


def test_the_first_question_is_answered_as_it_is_printed(demo: Api) -> None:
    data = answer(demo, "People")
    expected = copy.deepcopy(ANSWER["data"])
    printed, found = (people["profiles"].pop("pageInfo") for people in (expected, data))
    assert data == expected
    assert found["hasNextPage"] == printed["hasNextPage"]
    assert found["endCursor"].startswith(printed["endCursor"].rstrip("…"))


def test_the_filter_finds_somebody(demo: Api) -> None:
    people = answer(demo, "Nearby")["profiles"]["nodes"]
    assert people
    assert all("tech" not in (job["industry"] or "").lower() for p in people for job in p["jobs"])


def test_signing_in_and_moving_work_as_they_stand(demo: Api) -> None:
    entered = answer(demo, "Enter")["login"]
    assert entered["errors"] == []
    variables, token = {"id": entered["user"]["profile"]["id"]}, entered["accessToken"]
    moved = answer(demo, "Move", variables=variables, token=token)["updateProfile"]
    assert moved["errors"] == []
    assert moved["profile"]["location"] == {"city": "Porto"}


def test_relay_is_given_the_first_twenty(demo: Api) -> None:
    assert len(answer(demo, "PeoplePaginationQuery")["profiles"]["edges"]) == 20


def test_the_statements_of_every_operation_are_counted() -> None:
    assert OPERATIONS.keys() == STATEMENTS.keys()


def test_each_example_is_shown_with_a_line_of_its_source() -> None:
    shown = dict(EXAMPLE.findall(README))
    folders = [path for path in (ROOT / "examples").iterdir() if (path / "README.md").is_file()]
    assert shown.keys() == {f"examples/{path.name}" for path in folders}
    for folder, code in shown.items():
        files = [*(ROOT / folder).glob("*.py"), *(ROOT / folder / "src").glob("*.[jt]s")]
        assert any(code in path.read_text("utf-8") for path in files), code


def test_it_is_short_enough_to_be_read_whole() -> None:
    lines = README.splitlines()
    assert len(lines) <= 220
    assert [line for line in lines if len(line) > 104] == []


def test_each_setting_of_the_table_is_one_and_has_its_default() -> None:
    table = README.partition("\n## Configure\n")[2].partition("\n## ")[0]
    shown = [
        (name, default)
        for names, default in re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", names)
    ]
    assert len(shown) == 20
    assert dict(shown).items() <= settings_page.DEFAULTS.items()
