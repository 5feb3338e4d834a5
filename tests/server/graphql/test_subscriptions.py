"""Following one's own profile, over sockets and over server-sent events, until the session ends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from db.models import User
from tests.conftest import USER_LIMIT
from tests.support import sockets
from tests.support.http import ask, bearer
from tests.support.make import PASSWORD, Make
from tests.support.tokens import expiring

FOLLOW = """
subscription {
  myProfileChanged { kind profile { firstName isActive contacts { value } location { city } } }
}
"""
LOGOUT = "mutation { logout { errors { code } } }"
EVENTS = {"Accept": "text/event-stream"}
MOMENT = 0.3
"""Seconds in which a refusal would have come."""


@pytest.fixture
def ada(make: Make) -> User:
    return make.user()


def write(live: str, token: str, field: str, only: str | None = None, /, **input: Any) -> list[str]:
    """The codes of the errors of a mutation, of which `only` is the id, or else the input."""
    if only is not None:
        document = f"mutation ($id: ID!) {{ {field}(id: $id) {{ errors {{ code }} }} }}"
        payload = ask(live, document, token, id=only)
    else:
        type = f"{field[0].upper()}{field[1:]}Input!"
        call = f"{field}(input: $input) {{ errors {{ code }} }}"
        payload = ask(live, f"mutation ($input: {type}) {{ {call} }}", token, input=input)
    return [error["code"] for error in payload[field]["errors"]]


def event(socket: sockets.Socket) -> dict[str, Any]:
    message = socket.receive()
    assert message["type"] == "next", message
    return message["payload"]["data"]["myProfileChanged"]


@contextmanager
def following(live: str, token: str) -> Iterator[sockets.Socket]:
    """A socket that hears what comes next."""
    with sockets.opened(live, token=token) as socket:
        socket.follow(FOLLOW)
        yield socket


@contextmanager
def listening(live: str, token: str) -> Iterator[Iterator[str]]:
    """The lines of an event stream, once its first SQL is done."""
    stream = httpx.stream(
        "POST", f"{live}/graphql", json={"query": FOLLOW}, headers=EVENTS | bearer(token)
    )
    with stream as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        ask(live, "{ me { id } }", token)
        yield response.iter_lines()


def test_every_change_is_told_with_the_profile_as_it_is_then(
    live: str, make: Make, ada: User
) -> None:
    token, place = make.token(ada), make.location(city="London")
    with following(live, token) as socket:
        write(live, token, "createProfile", firstName="Ada", locationId=place.id)
        whole = {
            "firstName": "Ada",
            "isActive": True,
            "contacts": [],
            "location": {"city": "London"},
        }
        assert event(socket) == {"kind": "CREATED", "profile": whole}
        id = ask(live, "{ me { profile { id } } }", token)["me"]["profile"]["id"]
        write(live, token, "updateProfile", id=id, firstName="Augusta")
        whole["firstName"] = "Augusta"
        assert event(socket) == {"kind": "UPDATED", "profile": whole}
        write(live, token, "addContact", profileId=id, type="x", value="y")
        assert event(socket)["profile"]["contacts"] == [{"value": "y"}]
        contacts = ask(live, "{ me { profile { contacts { id } } } }", token)
        write(live, token, "removeContact", contacts["me"]["profile"]["contacts"][0]["id"])
        assert event(socket) == {"kind": "UPDATED", "profile": whole}
        write(live, token, "addJob", profileId=id, title="x", company="y")
        assert event(socket) == {"kind": "UPDATED", "profile": whole}
        write(live, token, "deactivateProfile", id)
        assert event(socket) == {"kind": "DEACTIVATED", "profile": {**whole, "isActive": False}}
        write(live, token, "restoreProfile", id)
        assert event(socket) == {"kind": "RESTORED", "profile": whole}


def test_a_change_of_the_location_is_a_change_of_the_profile(
    live: str, make: Make, ada: User
) -> None:
    place = make.location()
    make.profile(ada, location_id=place.id)
    with following(live, make.token(ada)) as socket:
        write(live, make.token(make.admin()), "updateLocation", id=place.id, city="Paris")
        assert event(socket)["profile"]["location"] == {"city": "Paris"}


def test_nothing_is_told_of_others_nor_of_what_was_rolled_back(
    live: str, make: Make, ada: User
) -> None:
    own, other = make.profile(ada), make.user()
    theirs, token = make.profile(other), make.token(ada)
    with following(live, token) as socket:
        write(live, make.token(other), "updateProfile", id=theirs.id, firstName="Augusta")
        assert write(live, token, "updateProfile", id=own.id, profilePictureUrl="x") == [
            "VALIDATION"
        ]
        write(live, token, "deactivateProfile", own.id)
        assert event(socket)["kind"] == "DEACTIVATED"  # and no update before it


@pytest.mark.parametrize("anonymously", [True, False])
def test_who_is_not_signed_in_follows_nothing(live: str, anonymously: bool) -> None:
    headers = EVENTS if anonymously else EVENTS | bearer("garbage")
    answer = httpx.post(f"{live}/graphql", json={"query": FOLLOW}, headers=headers)
    first, _, rest = answer.text.partition("\n\n")
    assert rest == "event: complete\ndata:\n\n"
    body = json.loads(first.removeprefix("event: next\ndata: "))
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("how", ["deactivation", "revocation", "password"])
def test_a_socket_closes_as_soon_as_its_session_ends(
    live: str, make: Make, ada: User, how: str
) -> None:
    with following(live, make.token(ada)) as socket:
        elsewhere = make.token(ada)
        if how == "deactivation":
            write(live, elsewhere, "deactivateUser", ada.id)
        elif how == "revocation":
            ask(live, "mutation { revokeOtherSessions { revoked } }", elsewhere)
        else:
            passwords = {"currentPassword": PASSWORD, "newPassword": "staple battery horse"}
            assert write(live, elsewhere, "changePassword", **passwords) == []
        assert socket.receive() == 4403


def test_a_socket_that_signs_out_closes(live: str, make: Make, ada: User) -> None:
    with sockets.opened(live, token=make.token(ada)) as socket:
        answer, _ = socket.answers(LOGOUT)
        assert answer["payload"] == {"data": {"logout": {"errors": []}}}
        assert socket.receive() == 4403


def test_a_stream_ends_with_unauthenticated_when_its_session_ends(
    live: str, make: Make, ada: User
) -> None:
    token = make.token(ada)
    with listening(live, token) as lines:
        ask(live, LOGOUT, token)
        assert next(lines) == "event: next"
        assert "UNAUTHENTICATED" in next(lines)
        assert [*lines] == ["", "event: complete", "data:", ""]


def test_a_socket_closes_when_its_token_expires(live: str, make: Make, ada: User) -> None:
    with following(live, expiring(make.token(ada), 2)) as socket:
        assert socket.receive() == 4403


def test_a_user_follows_so_much_at_once_and_whoever_hangs_up_makes_room(
    live: str, make: Make, ada: User
) -> None:
    token = make.token(ada)
    streams = [listening(live, token) for _ in range(USER_LIMIT)]
    for stream in streams:
        stream.__enter__()
    headers = EVENTS | bearer(token)
    refused = httpx.post(f"{live}/graphql", json={"query": FOLLOW}, headers=headers)
    assert "RATE_LIMITED" in refused.text
    for stream in streams:
        stream.__exit__(None, None, None)
    assert any(is_followed(live, token) for _ in range(20))


def is_followed(live: str, token: str) -> bool:
    """Whether there is room for one more to follow."""
    with sockets.opened(live, token=token) as socket:
        socket.subscribe(FOLLOW)
        try:
            assert socket.receive(MOMENT)["type"] == "error"
        except TimeoutError:
            return True
        return False
