"""Whatever ends access ends it everywhere: at the next request, and at once on what is open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from db.models import User
from tests.support import mailbox, sockets
from tests.support.api import Api
from tests.support.authenticator import code_of
from tests.support.http import ask, bearer
from tests.support.make import PASSWORD, Make

NEW = "staple battery horse"
FOLLOW = "subscription { myProfileChanged { kind } }"
LATER = "{ me { id ... @defer { username } } }"
ME = "{ me { id } }"


@dataclass(frozen=True)
class Ended:
    """A session of Ada's that something is about to end; she has another one elsewhere."""

    live: str
    api: Api
    make: Make
    ada: User
    token: str
    elsewhere: str

    def write(self, call: str, token: str | None = None, /, **variables: str) -> None:
        """A mutation that must be done: with variables, all of them texts."""
        declared = ", ".join(f"${name}: String!" for name in variables)
        head = f"mutation ({declared})" if declared else "mutation"
        document = f"{head} {{ {call} {{ errors {{ code path }} }} }}"
        (payload,) = ask(self.live, document, token or self.elsewhere, **variables).values()
        assert payload["errors"] == []


def reset(it: Ended) -> None:
    it.write("requestPasswordReset(input: {email: $email})", email=it.ada.email)
    link = mailbox.last(it.api).token
    it.write("resetPassword(input: {token: $link, newPassword: $new})", link=link, new=NEW)


def turn_on(it: Ended) -> None:
    enrol = "mutation { enrolTwoFactor { secret } }"
    secret = ask(it.live, enrol, it.elsewhere)["enrolTwoFactor"]["secret"]
    it.write("confirmTwoFactor(input: {code: $code})", code=code_of(secret))


def turn_off(it: Ended) -> None:
    it.make.two_factor(it.ada)
    it.write("disableTwoFactor")


def closed_by_admin(it: Ended) -> None:
    it.write(f'deactivateUser(id: "{it.ada.id}")', it.make.token(it.make.admin()))


def erased_by_admin(it: Ended) -> None:
    admin = it.make.token(it.make.admin())
    it.write(f'eraseAccount(userId: "{it.ada.id}", reason: "asked for by letter")', admin)


def password(it: Ended) -> None:
    inputs = f'{{currentPassword: "{PASSWORD}", newPassword: "{NEW}"}}'
    it.write(f"changePassword(input: {inputs})")


ENDINGS: dict[str, Callable[[Ended], None]] = {
    "logout": lambda it: it.write("logout", it.token),
    "others revoked": lambda it: it.write("revokeOtherSessions"),
    "password changed": password,
    "password reset": reset,
    "second factor on": turn_on,
    "second factor off": turn_off,
    "closed": lambda it: it.write(f'deactivateUser(id: "{it.ada.id}")'),
    "closed by a super admin": closed_by_admin,
    "erased": lambda it: it.write("eraseAccount"),
    "erased by a super admin": erased_by_admin,
}


@pytest.fixture
def it(live: str, api: Api, make: Make) -> Ended:
    ada = make.user()
    make.profile(ada)
    return Ended(live, api, make, ada, make.token(ada), make.token(ada))


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_next_request_is_refused_however_it_comes(it: Ended, ending: str) -> None:
    url, headers = f"{it.live}/graphql", bearer(it.token)
    ENDINGS[ending](it)
    assert codes(httpx.post(url, json={"query": ME}, headers=headers)) == ["UNAUTHENTICATED"]
    assert codes(httpx.get(url, params={"query": ME}, headers=headers)) == ["UNAUTHENTICATED"]
    (one,) = httpx.post(url, json=[{"query": ME}], headers=headers).json()
    assert one["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    streamed = headers | {"Accept": "multipart/mixed, text/event-stream"}
    assert "UNAUTHENTICATED" in httpx.post(url, json={"query": LATER}, headers=streamed).text
    with sockets.opened(it.live) as socket:
        assert socket.begin(it.token) == 4403


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_open_socket_is_closed(it: Ended, ending: str) -> None:
    with sockets.opened(it.live, token=it.token) as socket:
        socket.follow(FOLLOW)
        ENDINGS[ending](it)
        found = socket.receive()
        while isinstance(found, dict):  # what changes on the way is told before
            found = socket.receive()
        assert found == 4403


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_open_stream_ends_with_unauthenticated(it: Ended, ending: str) -> None:
    with listening(it) as lines:
        ENDINGS[ending](it)
        told = [*lines]
    assert [line for line in told if line][-2:] == ["event: complete", "data:"]
    assert "UNAUTHENTICATED" in "".join(told)


@contextmanager
def listening(it: Ended) -> Iterator[Iterator[str]]:
    """The lines of a stream that has surely begun."""
    headers = bearer(it.token) | {"Accept": "text/event-stream"}
    url = f"{it.live}/graphql"
    with httpx.stream("POST", url, json={"query": FOLLOW}, headers=headers) as response:
        assert response.status_code == 200
        for _ in range(3):
            ask(it.live, ME, it.elsewhere)
        yield response.iter_lines()
