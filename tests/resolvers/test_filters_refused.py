"""What a filter may not say, and how much of it there may be."""

from typing import Any

import pytest

from tests.resolvers.filtered import TYPES, Filter
from tests.support.api import Api
from tests.support.make import Make

MARKS = "\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}" * 9_000
LIST = """
query List($filter: %(type)sFilter) {
  list: %(name)s(filter: $filter) { nodes { id } totalCount }
}
"""
LITERAL = "{ profiles(filter: {firstName: {eq: null}}) { totalCount } }"
OMITTED = """
query Omitted($name: String) { profiles(filter: {firstName: {eq: $name}}) { totalCount } }
"""
ASKED: Filter = {"firstName": {"contains": "a"}}
MOST = 100


def refusal(api: Api, name: str, filter: Any, token: str | None = None) -> dict[str, Any]:
    """The one error that a list answers with, and nothing else."""
    body = api.execute(LIST % {"name": name, "type": TYPES[name]}, {"filter": filter}, token)
    (error,) = body["errors"]
    assert body.get("data") in (None, {"list": None})
    return {"message": error["message"], **error["extensions"]}


def nested(depth: int, filter: Filter) -> Filter:
    for _ in range(depth):
        filter = {"not": filter}
    return filter


NULLS: dict[str, Filter] = {
    "firstName": {"firstName": None},
    "firstName.eq": {"firstName": {"eq": None}},
    "firstName.in": {"firstName": {"in": None}},
    "lastName.contains": {"lastName": {"eq": "x", "contains": None}},
    "lastName.startsWith": {"lastName": {"startsWith": None}},
    "lastName.isNull": {"lastName": {"isNull": None}},
    "id.eq": {"id": {"eq": None}},
    "userId.in": {"userId": {"in": None}},
    "gender.eq": {"gender": {"eq": None}},
    "createdAt.gt": {"createdAt": {"gt": None}},
    "and": {"and": None},
    "or": {"or": None},
    "not": {"not": None},
    "user": {"user": None},
    "location": {"location": None},
    "jobs": {"jobs": None},
    "jobs.startDate.lte": {"jobs": {"startDate": {"lte": None}}},
    "user.not.username.eq": {"user": {"not": {"username": {"eq": None}}}},
    "and.1.or.0.location.stateProvince.in": {
        "and": [{}, {"or": [{"location": {"stateProvince": {"in": None}}}]}]
    },
}


@pytest.mark.parametrize("path", NULLS)
def test_a_null_is_bad_user_input_at_its_path(api: Api, path: str) -> None:
    argument = f"filter.{path}"
    assert refusal(api, "profiles", NULLS[path]) == {
        "message": f"`{argument}` is null: leave it out, or ask with `isNull`.",
        "code": "BAD_USER_INPUT",
        "argument": argument,
    }


def test_a_null_is_refused_in_literals_and_variables_of_operands(api: Api) -> None:
    assert api.codes(LITERAL) == ["BAD_USER_INPUT"]
    assert api.codes(OMITTED, {"name": None}) == ["BAD_USER_INPUT"]


def test_a_variable_left_out_is_an_operand_left_out(api: Api, make: Make) -> None:
    make.profile()
    assert api.execute(OMITTED) == {"data": {"profiles": {"totalCount": 1}}}


def test_no_filter_and_a_filter_of_null_hold_for_everything(api: Api, make: Make) -> None:
    id = make.profile().id
    body = api.execute(LIST % {"name": "profiles", "type": "Profile"}, {"filter": None})
    assert body == {"data": {"list": {"nodes": [{"id": id}], "totalCount": 1}}}


@pytest.mark.parametrize(
    ("filter", "argument", "problem"),
    [
        ({"id": {"eq": "x"}}, "filter.id.eq", "is not an id: ids are UUIDs."),
        ({"or": [{"userId": {"eq": ""}}]}, "filter.or.0.userId.eq", "is not an id: ids are UUIDs."),
        ({"user": {"id": {"in": ["x"]}}}, "filter.user.id.in.0", "is not an id: ids are UUIDs."),
        ({"firstName": {"eq": "\x00"}}, "filter.firstName.eq", "is not valid text."),
        ({"not": {"lastName": {"contains": "a\x00"}}}, "filter.not.lastName.contains", None),
        ({"jobs": {"title": {"in": ["a", "\x00"]}}}, "filter.jobs.title.in", None),
    ],
)
def test_an_operand_that_no_row_can_have_is_bad_user_input(
    api: Api, filter: Filter, argument: str, problem: str | None
) -> None:
    assert refusal(api, "profiles", filter) == {
        "message": f"`{argument}` {problem or 'is not valid text.'}",
        "code": "BAD_USER_INPUT",
        "argument": argument,
    }


@pytest.mark.parametrize(
    "filter",
    [
        {"firstName": {"like": "a"}},
        {"bio": {"eq": "a"}},
        {"firstName": "a"},
        {"firstName": {"in": [None]}},
        {"and": [None]},
        {"gender": {"eq": "female"}},
        {"createdAt": {"eq": "2026-01-31"}},
        {"createdAt": {"eq": "2026-01-31T00:00:00"}},
        {"jobs": {"startDate": {"eq": "2026-02-30"}}},
        {"location": {"country": {"gt": "a"}}},
        {"user": {"profile": {}}},
    ],
)
def test_a_filter_of_another_shape_is_bad_user_input(api: Api, filter: Filter) -> None:
    assert refusal(api, "profiles", filter)["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("most", [{"or": [ASKED] * (MOST - 1)}, nested(11, ASKED)])
def test_a_hundred_conditions_are_answered(api: Api, make: Make, most: Filter) -> None:
    make.profile(first_name="b")
    body = api.execute(LIST % {"name": "profiles", "type": "Profile"}, {"filter": most})
    assert body.get("errors") is None
    assert body["data"]["list"]["totalCount"] == (0 if "or" in most else 1)


@pytest.mark.parametrize(
    "filter",
    [
        {"or": [ASKED] * MOST},
        {"and": [{"jobs": {"title": {"eq": "a"}}}] * (MOST // 2)},
        {"location": {"or": [{"city": {"eq": "a"}}] * (MOST - 1)}},
    ],
)
def test_one_condition_more_is_bad_user_input(api: Api, filter: Filter) -> None:
    assert refusal(api, "profiles", filter) == {
        "message": "This has more than 100 conditions in its filters.",
        "code": "BAD_USER_INPUT",
        "limit": 100,
    }


def test_the_conditions_of_an_operation_count_together(api: Api) -> None:
    """One condition in each list, and the same filter again and again."""
    asked = "a#: profiles(filter: {or: [" + '{firstName: {eq: "x"}} ' * 20 + "]}) { totalCount }"
    fields = [asked.replace("#", str(number)) for number in range(5)]
    assert api.codes(f"{{ {' '.join(fields[:4])} }}") == []
    assert api.codes(f"{{ {' '.join(fields)} }}") == ["BAD_USER_INPUT"]
    same = " ".join(f"a{number}: profiles(filter: $f) {{ totalCount }}" for number in range(5))
    document = f"query ($f: ProfileFilter) {{ {same} }}"
    for conditions, codes in ((19, []), (20, ["BAD_USER_INPUT"])):
        assert api.codes(document, {"f": {"or": [ASKED] * conditions}}) == codes


@pytest.mark.parametrize("operand", ["eq", "contains", "startsWith"])
@pytest.mark.parametrize("text", ["x" * 60_000, "%" * 30_000, MARKS, "\N{HORSE}" * 30_000])
def test_a_text_longer_than_any_column_holds_is_found_nowhere(
    api: Api, make: Make, operand: str, text: str
) -> None:
    make.profile()
    document = LIST % {"name": "profiles", "type": "Profile"}
    body = api.execute(document, {"filter": {"firstName": {operand: text}}})
    assert body == {"data": {"list": {"nodes": [], "totalCount": 0}}}


@pytest.mark.parametrize("filter", [{"and": None}, {"isActive": {"eq": True}}, {"id": {"eq": "x"}}])
def test_a_refused_filter_makes_no_statement(api: Api, filter: Filter) -> None:
    with api.statements() as statements:
        refusal(api, "profiles", filter)
    assert statements == []
