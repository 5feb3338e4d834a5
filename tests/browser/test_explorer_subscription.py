"""A subscription in the explorer: over a socket, with the token of the headers editor."""

from collections.abc import Callable

import pytest
from playwright.sync_api import WebSocket, expect

from tests.browser.visit import Visit

pytestmark = pytest.mark.slow

TRIES = 20
"""How often to change the profile until the subscription, which begins unseen, has told of it."""


def test_a_change_of_ones_profile_is_followed(visit: Callable[..., Visit]) -> None:
    follower, mover = visit("/graphql"), visit("/graphql")
    sockets: list[WebSocket] = []
    follower.page.on("websocket", lambda socket: sockets.append(socket))  # noqa: PLW0108
    follower.sign_in()
    follower.open_tab("Follow")
    follower.run()
    mover.sign_in()
    mover.open_tab("Move")
    for _ in range(TRIES):
        with mover.expect_answer("updateProfile"):
            mover.run()
        if "UPDATED" in follower.response.inner_text():
            break
        follower.page.wait_for_timeout(250)
    expect(follower.response).to_contain_text('"kind": "UPDATED"')
    expect(follower.response).to_contain_text('"firstName": "Maria"')
    follower.button("Stop query (Ctrl-Enter)").click()
    (socket,) = sockets
    assert socket.url == f"{follower.origin.replace('http', 'ws')}/graphql"
    if not socket.is_closed():
        socket.wait_for_event("close")
