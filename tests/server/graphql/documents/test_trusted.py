"""Trusted documents: written down when a client is built, and asked for by their id."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.graphql.documents import validation
from tests.support.api import Api
from tests.support.hashes import codes, persisted, send, sha256
from tests.support.log_lines import collected
from tests.support.make import Make

NAMES = "query Names($first: Int) { profiles(first: $first) { nodes { firstName } } }"
ME = "query Me {\n  me {\n    username\n  }\n}"
INVALID = "query Gone { nothingOfTheKind }"
SHA1, MD5 = hashlib.sha1(NAMES.encode()).hexdigest(), hashlib.md5(ME.encode()).hexdigest()
ADA = {"data": {"profiles": {"nodes": [{"firstName": "Ada"}]}}}
UNKNOWN = ["PERSISTED_QUERY_NOT_FOUND"]

Trusting = Callable[..., Api]


@pytest.fixture
def trusting(tmp_path: Path, api_with: Callable[..., Api]) -> Trusting:
    """Makes an application that trusts these documents."""

    def build(documents: dict[str, str], **settings: Any) -> Api:
        file = tmp_path / "documents.json"
        file.write_text(json.dumps(documents))
        return api_with(trusted_documents=str(file), **settings)

    return build


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("id", [SHA1, f"sha256:{sha256(NAMES)}", sha256(NAMES)])
def test_a_document_is_asked_for_by_its_id_or_its_hash(
    trusting: Trusting, make: Make, method: str, id: str
) -> None:
    make.profile(first_name="Ada")
    api = trusting({SHA1: NAMES, MD5: ME})
    response = send(api, {"documentId": id, "variables": {"first": 1}}, method)
    assert (response.status_code, response.json()) == (200, ADA)
    assert codes(send(api, {"documentId": id, "variables": {"first": 0}}, method)) == [
        "BAD_USER_INPUT"
    ]


@pytest.mark.parametrize("written", ["", "sha256:"])
@pytest.mark.parametrize("asked", ["", "sha256:"])
def test_the_prefix_says_nothing_new(trusting: Trusting, written: str, asked: str) -> None:
    digest = sha256(ME)
    api = trusting({written + digest: ME})
    assert send(api, {"documentId": asked + digest}).json() == {"data": {"me": None}}


def test_the_id_decides_and_not_the_text_beside_it(trusting: Trusting) -> None:
    response = send(trusting({MD5: ME}), {"documentId": MD5, "query": "{ __typename }"})
    assert response.json() == {"data": {"me": None}}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("id", ["", "unknown", "sha256:", "x-other:1", sha256("{ __typename }")])
def test_an_unknown_id_is_said_to_be_unknown(trusting: Trusting, method: str, id: str) -> None:
    response = send(trusting({MD5: ME}), {"documentId": id}, method)
    assert (response.status_code, codes(response)) == (200, UNKNOWN)


def test_trusted_documents_are_persisted_ones_too(trusting: Trusting) -> None:
    api = trusting({MD5: ME}, persisted_queries=False)
    assert send(api, persisted(sha256(ME))).json() == {"data": {"me": None}}


def test_other_documents_are_answered_as_before(trusting: Trusting) -> None:
    api = trusting({MD5: ME})
    assert codes(send(api, {"query": "{ __typename }"})) == []
    assert codes(send(api, persisted(sha256(NAMES), query=NAMES))) == []
    assert codes(send(api, persisted(sha256(NAMES)))) == []


def test_a_trusted_document_is_validated_at_the_start_and_then_never_again(
    trusting: Trusting, monkeypatch: pytest.MonkeyPatch
) -> None:
    validated: list[str] = []
    real = validation.validate

    def counting(schema: Any, document: Any, *rest: Any, **named: Any) -> Any:
        validated.append(document.loc.source.body)
        return real(schema, document, *rest, **named)

    monkeypatch.setattr(validation, "validate", counting)
    api = trusting({MD5: ME})
    assert validated == [ME]
    for parameters in ({"documentId": MD5}, {"query": ME}, persisted(sha256(ME))):
        assert codes(send(api, parameters)) == []
    assert validated == [ME]
    send(api, {"query": "{ __typename }"})
    assert validated == [ME, "{ __typename }"]


def test_however_many_others_come_it_is_never_forgotten(trusting: Trusting) -> None:
    api = trusting({MD5: ME})
    document = api.pipeline.documents.known(ME)
    assert document is not None
    assert document.operation(None).is_valid
    for number in range(50):
        send(api, {"query": f"{{ __typename }} # {number}".ljust(20_000)})
    assert api.pipeline.documents.known(ME) is document


def test_a_document_that_is_not_valid_is_logged_by_its_id_and_refused(trusting: Trusting) -> None:
    api = trusting({MD5: ME})
    with collected() as lines:
        api.pipeline.documents.trust({"gone": INVALID, "broken": "{"})
    said = [line["event"] for line in lines.all(level="warning")]
    assert len(said) == 2
    assert said[0].startswith("the trusted document gone is not valid: Cannot query field")
    assert said[1].startswith("the trusted document broken is not valid: Syntax Error")
    assert api.pipeline.documents.known(INVALID) is None


def test_one_that_is_not_valid_keeps_no_other_from_being_answered(trusting: Trusting) -> None:
    api = trusting({"gone": INVALID, "broken": "{", MD5: ME})
    assert codes(send(api, {"documentId": MD5})) == []
    assert codes(send(api, {"documentId": "gone"})) == ["GRAPHQL_VALIDATION_FAILED"]
    assert codes(send(api, {"documentId": "broken"})) == ["GRAPHQL_PARSE_FAILED"]


def test_the_guard_measures_trusted_documents_too(trusting: Trusting) -> None:
    api = trusting(
        {SHA1: NAMES, "dear": "{ profiles(first: 100) { nodes { jobs { id } } } }"}, limit_cost=50
    )
    assert codes(send(api, {"documentId": "dear"})) == ["COST_EXCEEDED"]
    assert codes(send(api, {"documentId": SHA1, "variables": {"first": 100}})) == ["COST_EXCEEDED"]
    assert codes(send(api, {"documentId": SHA1, "variables": {"first": 2}})) == []
