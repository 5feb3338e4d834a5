"""Where only trusted documents are answered, nothing else is, whichever way it comes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SECRET
from tests.support import sockets
from tests.support.api import Api
from tests.support.hashes import codes, persisted, send, sha256
from tests.support.server_process import serving

ME = "query Me { me { username } }"
OTHER = "{ __typename }"
SCHEMA = "{ __schema { queryType { name } } }"
NOBODY = {"data": {"me": None}}
REFUSED = {
    "errors": [
        {
            "message": "Only trusted documents are answered here.",
            "extensions": {"code": "FORBIDDEN"},
        }
    ]
}


@pytest.fixture
def closed(tmp_path: Path, api_with: Callable[..., Api]) -> Api:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps({"me": ME}))
    return api_with(trusted_documents=str(file), trusted_documents_only=True)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "parameters",
    [{"documentId": "me"}, {"query": ME}, persisted(sha256(ME)), persisted(sha256(ME), query=ME)],
)
def test_a_trusted_document_is_answered_however_it_is_named(
    closed: Api, method: str, parameters: dict[str, Any]
) -> None:
    assert send(closed, parameters, method).json() == NOBODY


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "parameters",
    [
        {"query": OTHER},
        {"query": SCHEMA},
        {"query": f"{ME} "},
        {"query": "{"},
        {"query": f"mutation {OTHER}"},
        persisted(sha256(OTHER), query=OTHER),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/event-stream, multipart/mixed, */*;q=0.1"])
def test_every_other_one_is_refused_before_it_is_looked_at(
    closed: Api, method: str, parameters: dict[str, Any], accept: str
) -> None:
    send_as = closed.request
    way: dict[str, Any] = {"json": parameters}
    if method == "GET":
        texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in parameters.items()}
        way = {"params": texts}
    text = send_as(method, "/graphql", headers={"Accept": accept}, **way).text
    assert json.loads(text.removeprefix("event: next\ndata: ").partition("\n")[0]) == REFUSED


def test_nothing_can_be_persisted(closed: Api) -> None:
    for _ in range(2):
        assert codes(send(closed, persisted(sha256(OTHER), query=OTHER))) == ["FORBIDDEN"]
        assert codes(send(closed, persisted(sha256(OTHER)))) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert codes(send(closed, {"documentId": sha256(OTHER)})) == ["PERSISTED_QUERY_NOT_FOUND"]


def test_a_batch_is_held_operation_by_operation(closed: Api) -> None:
    batch = [{"query": OTHER}, {"documentId": "me"}, {"query": SCHEMA}]
    assert closed.request("POST", "/graphql", json=batch).json() == [REFUSED, NOBODY, REFUSED]


def test_what_was_refused_is_not_even_parsed(closed: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: Any, **__: Any) -> None:
        raise AssertionError("a document was parsed that is not trusted")

    monkeypatch.setattr("server.graphql.documents.document.parse", parse)
    assert codes(send(closed, {"query": OTHER})) == ["FORBIDDEN"]
    assert send(closed, {"documentId": "me"}).json() == NOBODY


def test_a_socket_is_held_to_it_too(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps({"me": ME}))
    variables = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'aai.db'}",
        "JWT_SECRET": SECRET,
        "TRUSTED_DOCUMENTS": str(file),
        "TRUSTED_DOCUMENTS_ONLY": "true",
    }
    with serving(None, **variables) as server, sockets.opened(server.address) as socket:
        socket.begin()
        (refused,) = socket.answers(OTHER)
        answered, complete = socket.answers("", documentId="me")
    assert refused == {"id": "once", "type": "error", "payload": REFUSED["errors"]}
    assert (answered["payload"], complete["type"]) == (NOBODY, "complete")
