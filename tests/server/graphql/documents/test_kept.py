"""Documents are parsed and validated once, and what is kept of them stays small."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLError

import schema
from resolvers.operation.turns import Turn, Turns
from server.graphql.documents import document, validation
from server.graphql.documents.document import Document
from server.graphql.documents.kept import (
    LONG_CHARACTERS,
    LONGEST_KEPT_CHARACTERS,
    MOST_KEPT_CHARACTERS,
    Documents,
)
from server.graphql.documents.validation import Validation
from server.graphql.limits.figures import Limits
from server.graphql.limits.guard import Guard
from tests.support.api import Api
from tests.support.turns import at_once

SHORTEST = "{__typename}"


@pytest.fixture
def documents() -> Documents:
    return Documents(10_000, Validation(schema.build()._schema))


@pytest.fixture
def fresh(api_with: Callable[..., Api]) -> Api:
    """An application that has seen no document yet."""
    return api_with()


def kept_by(api: Api) -> Documents:
    """What the served schema keeps."""
    return api.pipeline.documents


def padded(length: int, number: int = 0) -> str:
    """One of many documents that have `length` characters."""
    return f"{SHORTEST}#{number}".ljust(length)


def keep(documents: Documents, text: str) -> Document:
    parsed = asyncio.run(documents.parsed(text, at_once))
    documents.keep(parsed)
    return parsed


def total(documents: Documents) -> int:
    return sum(map(len, documents._kept))


def test_a_document_is_parsed_once(documents: Documents) -> None:
    kept = keep(documents, SHORTEST)
    assert asyncio.run(documents.parsed(SHORTEST, at_once)) is kept
    assert asyncio.run(documents.parsed(f"{SHORTEST} ", at_once)) is not kept


def test_a_document_counts_once_however_often_it_is_kept(documents: Documents) -> None:
    for _ in range(3):
        keep(documents, SHORTEST)
        documents.keep(Document.parsed(SHORTEST))
    assert (documents.characters, len(documents._kept)) == (len(SHORTEST), 1)


@pytest.mark.parametrize(("longer", "is_kept"), [(0, True), (1, False)])
def test_a_long_document_is_not_kept(documents: Documents, longer: int, is_kept: bool) -> None:
    text = padded(LONGEST_KEPT_CHARACTERS + longer)
    kept = keep(documents, text)
    assert (documents.known(text) is kept) is is_kept
    assert documents.characters == total(documents) == (len(text) if is_kept else 0)


def test_no_more_characters_are_kept_than_the_bound(documents: Documents) -> None:
    for number in range(3 * MOST_KEPT_CHARACTERS // LONGEST_KEPT_CHARACTERS):
        text = padded(LONGEST_KEPT_CHARACTERS - 7 * number, number)
        kept = keep(documents, text)
        assert documents.known(text) is kept
        assert documents.characters == total(documents) <= MOST_KEPT_CHARACTERS
    assert MOST_KEPT_CHARACTERS - documents.characters < LONGEST_KEPT_CHARACTERS


def test_the_shortest_documents_are_bounded_in_number_too(documents: Documents) -> None:
    parsed = Document.parsed(SHORTEST)
    for number in range(2 * MOST_KEPT_CHARACTERS // len(SHORTEST)):
        documents.keep(Document(padded(len(SHORTEST), number), parsed.node, False))
    assert documents.characters == total(documents) <= MOST_KEPT_CHARACTERS
    assert len(documents._kept) <= MOST_KEPT_CHARACTERS // len(SHORTEST)


def test_the_document_that_was_not_used_for_longest_is_forgotten_first(
    documents: Documents,
) -> None:
    texts = [
        padded(LONGEST_KEPT_CHARACTERS, number)
        for number in range(MOST_KEPT_CHARACTERS // LONGEST_KEPT_CHARACTERS)
    ]
    kept = {text: keep(documents, text) for text in texts}
    documents.known(texts[0])
    keep(documents, SHORTEST)
    assert documents.known(texts[1]) is None
    assert all(documents.known(text) is kept[text] for text in (texts[0], *texts[2:]))


def test_what_cannot_be_parsed_is_not_kept(documents: Documents) -> None:
    for text in ("{", "{" * 5000, "{ a } " * 10_001):
        with pytest.raises(GraphQLError):
            keep(documents, text)
    assert (documents.characters, total(documents)) == (0, 0)


@pytest.mark.parametrize(
    ("length", "in_a_thread"), [(LONG_CHARACTERS - 1, False), (LONG_CHARACTERS, True)]
)
def test_long_documents_are_parsed_measured_and_validated_in_a_thread(
    documents: Documents, monkeypatch: pytest.MonkeyPatch, length: int, in_a_thread: bool
) -> None:
    threads: list[threading.Thread] = []

    def noting(real: Callable[..., Any]) -> Callable[..., Any]:
        def note(*arguments: Any, **named: Any) -> Any:
            threads.append(threading.current_thread())
            return real(*arguments, **named)

        return note

    monkeypatch.setattr(document, "parse", noting(document.parse))
    monkeypatch.setattr(validation, "validate", noting(validation.validate))
    monkeypatch.setattr(Guard, "measure", noting(Guard.measure))
    guard = Guard(documents.validation.schema, Limits())

    async def understand() -> None:
        parsed = await documents.parsed(padded(length), at_once)
        operation = parsed.operation(None)
        assert (await documents.measured(parsed, operation, guard, at_once)).cost({}) == 0
        assert await documents.errors(parsed, operation, at_once) == []

    asyncio.run(understand())
    assert [each is not threading.main_thread() for each in threads] == [in_a_thread] * 3


def test_long_documents_at_once_are_each_answered_for_themselves(fresh: Api) -> None:
    names = [f"a{number}" for number in range(12)]
    texts = [
        padded(LONG_CHARACTERS, number).replace("{", f"{{{name}:")
        for number, name in enumerate(names)
    ]
    answers = fresh.together([fresh.post(text) for text in texts])
    assert answers == [{"data": {name: "Query"}} for name in names]


def test_a_served_document_is_kept_and_one_that_is_refused_is_not(fresh: Api) -> None:
    documents = kept_by(fresh)
    refused = [
        "{",
        "{ nothing }",
        "{ profiles(first: true) { totalCount } }",
        "fragment F on Query { __typename }",
        "query A { __typename } query B { __typename }",
        "{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }",
        f"{{ {'__typename ' * 21} }}",
    ]
    for text in refused:
        assert fresh.codes(text)
        assert fresh.codes(text) == fresh.codes(text)
    assert (documents.characters, total(documents)) == (0, 0)
    for _ in range(3):
        assert fresh.data(SHORTEST) == {"__typename": "Query"}
    assert (documents.characters, total(documents)) == (len(SHORTEST), len(SHORTEST))


def test_what_a_kept_document_refuses_at_run_time_stays_refused(fresh: Api) -> None:
    document = "query ($first: Int) { profiles(first: $first) { totalCount } }"
    codes = [fresh.codes(document, {"first": first}) for first in (1, "x", 1, 0, 1)]
    assert codes == [[], ["BAD_USER_INPUT"], [], ["BAD_USER_INPUT"], []]
    assert kept_by(fresh).characters == len(document)


def test_requests_at_once_keep_a_document_once(fresh: Api) -> None:
    texts = [padded(5000, number % 4) for number in range(20)]
    bodies = fresh.together([fresh.post(text) for text in texts])
    assert bodies == [{"data": {"__typename": "Query"}}] * 20
    assert kept_by(fresh).characters == total(kept_by(fresh)) == 4 * 5000


def test_a_served_server_stays_within_the_bound(fresh: Api) -> None:
    documents = kept_by(fresh)
    for number in range(2 * MOST_KEPT_CHARACTERS // LONGEST_KEPT_CHARACTERS):
        assert fresh.data(padded(LONGEST_KEPT_CHARACTERS - 1, number)) == {"__typename": "Query"}
        assert documents.characters == total(documents) <= MOST_KEPT_CHARACTERS


def test_long_documents_of_one_network_wait_for_those_of_others_too(documents: Documents) -> None:
    parsed: list[str] = []
    begun, goes_on = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        goes_on.wait(10)

    async def parse(name: str, number: int) -> None:
        await documents.parsed(padded(LONG_CHARACTERS, number), Turn(Turns(), (name, name)))
        parsed.append(name)

    async def ask() -> None:
        documents._thread.submit(("first",), hold)
        begun.wait(10)
        many = [asyncio.ensure_future(parse("many", number)) for number in range(10)]
        await asyncio.sleep(0)
        one = asyncio.ensure_future(parse("one", 10))
        await asyncio.sleep(0)
        goes_on.set()
        await asyncio.gather(*many, one)

    asyncio.run(ask())
    assert parsed.index("one") <= 2
