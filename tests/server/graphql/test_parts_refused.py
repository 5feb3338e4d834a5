"""What is wrong with `@defer` and `@stream` is said to the client, not masked."""

import pytest

from tests.support.api import Api
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
