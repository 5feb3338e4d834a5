"""Who a socket is: by its first message, or by the request that opened it, and never unawares."""

from typing import Any

import pytest

from tests.support import sockets
from tests.support.make import Make

ACKNOWLEDGED = {"type": "connection_ack"}
ME = "{ me { username } }"
PLACE = 'Send the token as {"Authorization": "Bearer …"}'


def begin(socket: sockets.Socket, payload: Any) -> Any:
    socket.send({"type": "connection_init", "payload": payload})
    return socket.receive()


def me(socket: sockets.Socket) -> Any:
    return socket.answers(ME)[0]["payload"]["data"]["me"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_first_message_says_who_it_is(live: str, make: Make, name: str, scheme: str) -> None:
    user = make.user()
    with sockets.opened(live) as socket:
        assert begin(socket, {name: f"{scheme} {make.token(user)}", "more": 1}) == ACKNOWLEDGED
        assert me(socket) == {"username": user.username}


@pytest.mark.parametrize("payload", [None, {}, {"Authorization": None}])
def test_a_program_may_say_it_in_the_request_that_opens_the_socket(
    live: str, make: Make, payload: Any
) -> None:
    user = make.user()
    with sockets.opened(live, headers=bearer(make.token(user))) as socket:
        assert begin(socket, payload) == ACKNOWLEDGED
        assert me(socket) == {"username": user.username}


def test_of_both_the_first_message_counts(live: str, make: Make) -> None:
    one, other = make.user(), make.user()
    with sockets.opened(live, headers=bearer(make.token(one))) as socket:
        assert begin(socket, bearer(make.token(other))) == ACKNOWLEDGED
        assert me(socket) == {"username": other.username}
    with sockets.opened(live, headers=bearer("garbage")) as socket:
        assert begin(socket, bearer(make.token(other))) == ACKNOWLEDGED
        assert me(socket) == {"username": other.username}
    with sockets.opened(live, headers=bearer(make.token(one))) as socket:
        assert begin(socket, bearer("garbage")) == 4403


@pytest.mark.parametrize("value", ["Bearer ", "Bearer garbage", "garbage", "Basic YTpi", "", 1, []])
def test_a_token_that_is_not_good_closes_the_socket_so_that_clients_come_back(
    live: str, value: Any
) -> None:
    with sockets.opened(live) as socket:
        assert begin(socket, {"Authorization": value}) == 4403
        assert socket.reason == "The access token is not valid"
    if isinstance(value, str):
        with sockets.opened(live, headers={"Authorization": value}) as socket:
            assert begin(socket, None) == 4403


@pytest.mark.parametrize(
    "payload",
    [
        *({name: "x"} for name in ("authToken", "auth_token", "token", "accessToken", "jwt")),
        *({"headers": {name: "x"}} for name in ("Authorization", "authorization", "X-Token")),
        {"Authorization": None, "authToken": "x"},
        {"auth": {"token": "x"}},
        {"x-session": "x"},
        {"connectionParams": {"Anything": "bearer x"}},
    ],
    ids=str,
)
def test_a_token_in_another_place_is_refused_rather_than_ignored(
    live: str, make: Make, payload: dict[str, Any]
) -> None:
    token = make.token(make.user())

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(inner) for name, inner in value.items()}
        return token if value == "x" else value

    with sockets.opened(live) as socket:
        assert (begin(socket, filled(payload)), socket.reason) == (4400, PLACE)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {},
        {"Authorization": None},
        {"authToken": None, "token": "", "headers": {"Authorization": None}},
        {"language": "en", "headers": {"Accept-Language": "en"}, "author": "Ada", "n": [1]},
    ],
    ids=str,
)
def test_who_has_no_token_is_anonymous(live: str, payload: Any) -> None:
    with sockets.opened(live) as socket:
        assert begin(socket, payload) == ACKNOWLEDGED
        assert me(socket) is None


@pytest.mark.parametrize("name", ["access_token", "token", "Authorization", "anything"])
def test_a_token_in_the_address_is_refused_rather_than_ignored(
    live: str, make: Make, name: str
) -> None:
    with sockets.opened(live, query=f"?{name}={make.token(make.user())}") as socket:
        assert (begin(socket, None), socket.reason) == (4400, PLACE)


def test_a_token_in_a_cookie_signs_nobody_in(live: str, make: Make) -> None:
    cookie = {"Cookie": f"Authorization=Bearer {make.token(make.user())}"}
    with sockets.opened(live, headers=cookie, query="?client=web") as socket:
        assert socket.begin() == ACKNOWLEDGED
        assert me(socket) is None
