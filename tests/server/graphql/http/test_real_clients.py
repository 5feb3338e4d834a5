"""The clients that people use do with our answers what we mean by them."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support import node
from tests.support.http import ask
from tests.support.make import Make
from tests.support.tokens import expiring

pytestmark = pytest.mark.slow

OLDER, NEWER = "application/json", "application/graphql-response+json"
FOLLOW = "subscription { myProfileChanged { kind } }"
REFUSAL = "`first` must be between 1 and 100."


def clients(*arguments: str) -> dict[str, Any]:
    done = node.run("clients.mjs", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("media_type", "refused"), [((), None), ((OLDER,), 200), ((NEWER,), 400)], ids=str
)
def test_clients_send_the_document_whatever_status_an_unknown_hash_has(
    live: str, media_type: tuple[str, ...], refused: int | None
) -> None:
    """Apollo Client 3 takes anything, and so is answered in the older media type by itself."""
    seen = clients("persisted", f"{live}/graphql", *media_type)
    assert len(seen) == 6
    for name, answer in seen.items():
        status = refused or (200 if name.startswith("apollo3") else 400)
        assert answer == [0, [["hash", status], ["document", 200]]], name


def test_a_part_that_fails_is_told_to_clients_of_either_form(live: str, make: Make) -> None:
    profile = make.profile(first_name="Ada")
    job = make.job(profile, title="Analyst")
    seen = clients("deferred", f"{live}/graphql")
    first = {"id": profile.id, "firstName": "Ada"}
    whole = {**first, "jobs": [{"id": job.id, "title": "Analyst"}]}
    for name in ("urql", "apollo4 earlier", "apollo4 newer"):
        assert bare(seen[f"{name} defer 1"]) == [[whole], []]
        assert bare(seen[f"{name} defer 1000"]) == [[first], [REFUSAL]]
        assert bare(seen[f"{name} stream 1"]) == [[whole], []]
        assert bare(seen[f"{name} stream 1000"]) == [[], [REFUSAL]]
    # Apollo Client 3 writes the null of the earlier form over what it had
    assert bare(seen["apollo3 defer 1"]) == [[whole], []]
    assert bare(seen["apollo3 defer 1000"]) == [[None], [REFUSAL]]


def bare(value: Any) -> Any:
    """Without the type names that Apollo asks for."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        return {name: bare(item) for name, item in value.items() if name != "__typename"}
    return value


@contextmanager
def following(live: str, *tokens: str) -> Iterator[Iterator[list[Any]]]:
    """What graphql-ws says, with these tokens one after another."""
    node.ready()
    url = live.replace("http", "ws", 1) + "/graphql"
    process = subprocess.Popen(
        ["node", "sockets.mjs", url, FOLLOW],
        cwd=node.FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(f"{token}\n" for token in tokens))
    process.stdin.close()
    try:
        yield map(json.loads, process.stdout)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_graphql_ws_comes_back_with_a_fresh_token(live: str, make: Make) -> None:
    user = make.user()
    profile = make.profile(user)
    token = make.token(user)
    with following(live, "garbage", expiring(token, 2), token) as said:
        assert next(said) == ["closed", 4403, "The access token is not valid"]
        assert next(said) == ["connected"]
        assert next(said) == ["closed", 4403, "The session or its access token has ended"]
        assert next(said) == ["connected"]
        document = """
        mutation ($id: ID!) { setProfileVisibility(id: $id, isPublic: false) { errors { code } } }
        """
        time.sleep(1)  # it subscribes after it is connected
        ask(live, document, token, id=profile.id)
        assert next(said) == ["next", {"myProfileChanged": {"kind": "UPDATED"}}]
