"""The profiles at a location: a connection under each row of a list, read in one batch."""

from typing import Any

import pytest

from db.models import Location, Profile
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make

LOCATION = """
query Location($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  location(id: $id) {
    profiles(first: $first, after: $after, last: $last, before: $before) {
      nodes { id }
      edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
}
"""
LOCATIONS = """
query Locations($first: Int, $last: Int) {
  locations(first: 100, orderBy: [{ field: CREATED_AT }]) {
    nodes {
      id
      profiles(first: $first, last: $last) {
        nodes { id }
        pageInfo { hasNextPage hasPreviousPage }
        totalCount
      }
    }
  }
}
"""
BEYOND = """
query Beyond($after: String) {
  locations(first: 100) {
    nodes { profiles(first: 1, after: $after) { pageInfo { hasNextPage hasPreviousPage } } }
  }
}
"""
PEOPLE = "{ locations { nodes { profiles { nodes { user { id } jobs(first: 5) { id } } } } } }"


def inhabited(make: Make, count: int) -> tuple[Location, list[Profile]]:
    """A location and the profiles there, newest first as they are listed."""
    location = make.location(is_offered=True)
    profiles = [
        make.profile(location_id=location.id, created_at=second(number)) for number in range(count)
    ]
    return location, profiles[::-1]


WINDOWS: list[tuple[dict[str, Any], str, bool, bool]] = [
    # arguments, rows of A to E, hasNextPage, hasPreviousPage
    ({"first": 2}, "AB", True, False),
    ({"first": 2, "after": "B"}, "CD", True, True),
    ({"first": 2, "after": "D"}, "E", False, True),
    ({"first": 2, "after": "E"}, "", False, True),
    ({"last": 2}, "DE", False, True),
    ({"last": 2, "before": "D"}, "BC", True, True),
    ({"last": 2, "before": "B"}, "A", True, False),
    ({"last": 2, "before": "A"}, "", True, False),
    ({"first": 1, "after": "A", "before": "D"}, "B", True, True),
    ({"last": 1, "after": "A", "before": "D"}, "C", True, True),
    ({}, "ABCDE", False, False),
]


def test_every_window_knows_its_rows_and_what_lies_beyond(api: Api, make: Make) -> None:
    location, profiles = inhabited(make, 5)
    inhabited(make, 2)
    rows = dict(zip("ABCDE", (profile.id for profile in profiles), strict=True))
    whole = api.data(LOCATION, {"id": location.id})["location"]["profiles"]["edges"]
    cursors = {edge["node"]["id"]: edge["cursor"] for edge in whole}
    answers, expected = [], []
    for asked, letters, following, preceding in WINDOWS:
        ends = {end: cursors[rows[asked[end]]] for end in ("after", "before") if end in asked}
        variables = {"id": location.id, **asked, **ends}
        answers.append((asked, api.data(LOCATION, variables)["location"]["profiles"]))
        nodes = [rows[letter] for letter in letters]
        window = {
            "nodes": [{"id": id} for id in nodes],
            "edges": [{"cursor": cursors[id], "node": {"id": id}} for id in nodes],
            "pageInfo": {
                "hasNextPage": following,
                "hasPreviousPage": preceding,
                "startCursor": cursors[nodes[0]] if nodes else None,
                "endCursor": cursors[nodes[-1]] if nodes else None,
            },
            "totalCount": 5,
        }
        expected.append((asked, window))
    assert answers == expected


@pytest.mark.parametrize(
    ("window", "wanted", "following", "preceding"),
    [
        ({"first": 2}, slice(None, 2), True, False),
        ({"last": 2}, slice(-2, None), False, True),
        ({}, slice(None, 10), True, False),
    ],
)
def test_each_location_has_its_own_window_of_the_same_shape(
    api: Api, make: Make, window: dict[str, int], wanted: slice, following: bool, preceding: bool
) -> None:
    places = [inhabited(make, count) for count in (0, 1, 11)]
    assert api.execute(LOCATIONS, window) == {
        "data": {
            "locations": {
                "nodes": [
                    {
                        "id": location.id,
                        "profiles": {
                            "nodes": [{"id": profile.id} for profile in profiles[wanted]],
                            "pageInfo": {
                                "hasNextPage": following and len(profiles) == 11,
                                "hasPreviousPage": preceding and len(profiles) == 11,
                            },
                            "totalCount": len(profiles),
                        },
                    }
                    for location, profiles in places
                ]
            }
        }
    }


@pytest.mark.usefixtures("unplanned")
@pytest.mark.parametrize(("document", "statements"), [(LOCATIONS, 3), (PEOPLE, 4)])
def test_the_number_of_statements_does_not_depend_on_the_number_of_locations(
    api: Api, make: Make, document: str, statements: int
) -> None:
    seen = []
    for more in (1, 8):
        for _ in range(more):
            _, profiles = inhabited(make, 2)
            make.job(profiles[0])
        with api.statements() as ran:
            api.data(document)
        seen.append(len(ran))
    assert seen == [statements, statements]


def test_what_lies_beyond_one_cursor_is_looked_up_for_all_locations_at_once(
    api: Api, make: Make
) -> None:
    location, _ = inhabited(make, 3)
    make.profile(location_id=make.location().id, created_at=second(9))
    make.profile(location_id=make.location().id, created_at=second(-9))
    edges = api.data(LOCATION, {"id": location.id})["location"]["profiles"]["edges"]
    with api.statements() as statements:
        body = api.execute(BEYOND, {"after": edges[0]["cursor"]})
    assert len(statements) == 3
    assert body == {
        "data": {
            "locations": {
                "nodes": [
                    {"profiles": {"pageInfo": {"hasNextPage": False, "hasPreviousPage": False}}},
                    {"profiles": {"pageInfo": {"hasNextPage": False, "hasPreviousPage": True}}},
                    {"profiles": {"pageInfo": {"hasNextPage": True, "hasPreviousPage": True}}},
                ]
            }
        }
    }


@pytest.mark.parametrize(
    "window",
    [
        {"first": 0},
        {"first": 101},
        {"last": -1},
        {"first": 1, "last": 1},
        {"after": "x"},
        {"before": ""},
    ],
)
def test_a_window_that_cannot_be_is_bad_user_input(
    api: Api, make: Make, window: dict[str, Any]
) -> None:
    location, _ = inhabited(make, 1)
    assert api.codes(LOCATION, {"id": location.id, **window}) == ["BAD_USER_INPUT"]
