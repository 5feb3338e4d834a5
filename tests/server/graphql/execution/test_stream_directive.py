"""Items of a list that come later, in both forms of incremental delivery."""

import pytest

from tests.support.api import Api
from tests.support.make import Make
from tests.support.streamed import EVENTS, ask, events, parts, put_together

NAMES = """
query ($count: Int = 1) {
  profiles { nodes @stream(initialCount: $count, label: "people") { firstName jobs { title } } }
}
"""
WHOLE = {"profiles": {"nodes": [{"firstName": name, "jobs": [{"title": name}]} for name in "CBA"]}}


@pytest.fixture
def api(api: Api, make: Make) -> Api:
    """With three people who have a job each."""
    for name in "ABC":
        make.job(make.profile(first_name=name), title=name)
    return api


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_as_many_come_first_as_are_asked_for(api: Api, count: int) -> None:
    answers = parts(ask(api, NAMES, variables={"count": count}))
    nodes = WHOLE["profiles"]["nodes"]
    assert answers[0]["data"] == {"profiles": {"nodes": nodes[:count]}}
    assert put_together(answers) == WHOLE
    assert [answer["hasNext"] for answer in answers][-1] is False


def test_a_piece_says_where_it_begins(api: Api) -> None:
    first, *later = parts(ask(api, NAMES))
    assert first["pending"] == [{"id": "0", "path": ["profiles", "nodes"], "label": "people"}]
    (piece,) = [piece for answer in later for piece in answer.get("incremental", ())]
    assert piece == {
        "id": "0",
        "path": ["profiles", "nodes", 1],
        "label": "people",
        "items": WHOLE["profiles"]["nodes"][1:],
    }


def test_a_list_inside_of_a_later_part_comes_in_items_too(api: Api) -> None:
    document = """{ profiles { totalCount ... @defer {
      nodes @stream(initialCount: 1) { firstName jobs { title } }
    } } }"""
    whole = {"profiles": {"totalCount": 3, **WHOLE["profiles"]}}
    assert put_together(parts(ask(api, document))) == whole
    assert put_together(events(ask(api, document, EVENTS))) == whole


def test_lists_of_lists_come_in_items_too(api: Api) -> None:
    document = """{ profiles { nodes @stream(initialCount: 1) {
      firstName jobs @stream { title }
    } } }"""
    assert put_together(parts(ask(api, document))) == WHOLE


def test_who_takes_no_parts_gets_all_items_at_once(api: Api) -> None:
    assert ask(api, NAMES, "application/json").json() == {"data": WHOLE}
