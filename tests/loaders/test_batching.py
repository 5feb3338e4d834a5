"""The number of statements of an operation depends on its shape, never on the number of rows."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.make import Make

PROFILES = """
query Profiles($first: Int!) {
  profiles(first: $first) {
    nodes {
      firstName
      user { username }
      location { city }
      contacts(first: 10) { value }
      jobs(first: 10) { title }
    }
  }
}
"""
DEEP = """
query Deep($first: Int!) {
  profiles(first: $first) {
    nodes {
      user { profile { location { profiles(first: 2) { nodes { jobs(first: 1) { title } } } } } }
      contacts(first: 5) { profile { user { username } } }
      jobs(first: 5) { profile { contacts(first: 5) { value } } }
    }
  }
}
"""
ALIASES = """{
  profiles {
    nodes {
      a: contacts(first: 2) { id }
      b: contacts(first: 2) { value }
      c: jobs { id }
      d: jobs { title }
      e: location { id }
      f: location { city }
    }
  }
}"""
DIFFERENT = """{
  profiles {
    nodes { all: contacts { id } one: contacts(first: 1) { id } two: contacts(first: 2) { id } }
  }
}"""
BY_ID = """
query ByID($a: ID!, $b: ID!, $user: ID!) {
  a: profile(id: $a) { user { username } }
  b: profile(id: $b) { user { username } }
  user(id: $user) { profile { id } }
  profileByUser(userId: $user) { id }
}
"""


def people(make: Make, count: int) -> None:
    """Profiles with a location, two contacts and two jobs each."""
    for _ in range(count):
        profile = make.profile(location_id=make.location().id)
        for number in range(2):
            make.contact(profile, value=f"{number}@example.com")
            make.job(profile, title=f"Job {number}")


def count(api: Api, document: str, token: str | None = None, **variables: Any) -> int:
    with api.statements() as statements:
        api.data(document, variables, token)
    return len(statements)


def test_a_page_of_profiles_with_everything_takes_six_statements(api: Api, make: Make) -> None:
    people(make, 100)
    token = make.token(make.user())
    assert [count(api, PROFILES, token, first=first) for first in (3, 100)] == [6, 6]


def test_the_depth_of_a_query_makes_statements_and_the_rows_do_not(api: Api, make: Make) -> None:
    people(make, 30)
    token = make.token(make.user())
    counts = [count(api, DEEP, token, first=first) for first in (1, 3, 30)]
    assert counts == [counts[0]] * 3
    assert counts[0] <= 12


def test_the_same_relation_under_two_names_is_read_once(api: Api, make: Make) -> None:
    people(make, 3)
    assert count(api, ALIASES, make.token(make.user())) == 5


def test_every_size_of_a_relation_is_read_once(api: Api, make: Make) -> None:
    people(make, 3)
    assert count(api, DIFFERENT, make.token(make.user())) == 5


def test_fields_at_the_root_share_their_statements(api: Api, make: Make) -> None:
    a, b = make.profile(), make.profile()
    assert count(api, BY_ID, a=a.id, b=b.id, user=a.user_id) == 4


@pytest.mark.parametrize("document", [PROFILES, DEEP])
def test_a_list_of_nothing_reads_nothing_below(api: Api, make: Make, document: str) -> None:
    assert count(api, document, first=10) == 1


def test_rows_without_a_location_ask_for_none(api: Api, make: Make) -> None:
    make.profile()
    assert count(api, "{ profiles { nodes { location { id } } } }") == 1
