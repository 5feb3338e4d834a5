"""What the demo holds that a request could name: ids, texts, cursors."""

from collections.abc import Iterator
from typing import Any

from demo.accounts import ACCOUNTS
from tests.fuzz.client import sign_in
from tests.support.http import ask

ADMIN, USER = ACCOUNTS

FOUND = """
mutation Found {
  createOrganization(input: {name: "Larch & Lime"}) { organization { id } }
}
"""
INVITE = """
mutation Invite($organization: ID!, $user: ID!) {
  inviteMember(input: {organizationId: $organization, userId: $user}) { membership { id } }
}
"""
EVERYTHING = """
query Everything {
  profiles(first: 20, orderBy: [{field: CREATED_AT}]) {
    nodes {
      id
      firstName
      user { id username email }
      location { id country city }
      contacts { id type value }
      jobs { id title company }
    }
    pageInfo { endCursor }
  }
  organizations { nodes { id slug members { nodes { id } } } pageInfo { endCursor } }
  users { pageInfo { endCursor } }
  locations { pageInfo { endCursor } }
  contacts { pageInfo { endCursor } }
  jobs { pageInfo { endCursor } }
  auditEvents { nodes { id } pageInfo { endCursor } }
}
"""


def stored(server: str) -> dict[str, list[str]]:
    """Ids, and all other texts, of a part of the demo; Maria has an organization then."""
    maria, admin = (sign_in(server, item.person.email, item.password) for item in (USER, ADMIN))
    made = ask(server, FOUND, maria["accessToken"])["createOrganization"]["organization"]
    ask(server, INVITE, maria["accessToken"], organization=made["id"], user=admin["user"]["id"])
    found = [*texts(ask(server, EVERYTHING, admin["accessToken"]))]
    return {
        "ids": sorted({text for name, text in found if name == "id"}),
        "texts": sorted({text for name, text in found if name != "id"}),
    }


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a response, with the name of its field."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from texts(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, key)
    elif isinstance(value, str):
        yield key, value
