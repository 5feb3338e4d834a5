"""What the page for clients says is what the server does."""

import json
import re
from typing import Any

import pytest
from graphql import parse, validate

import schema
from server.folders import ROOT
from server.graphql.documents.kept import LONGEST_KEPT_CHARACTERS
from server.graphql.documents.persisted import FIRST, REMEMBERED
from server.graphql.http.streams import HEARTBEAT_SECONDS
from server.settings import Settings

PAGE = " ".join((ROOT / "docs" / "clients.md").read_text("utf-8").split())
SOURCE = (ROOT / "docs" / "clients.md").read_text("utf-8")

NUMBERS = {7: "seven", 10: "ten"}
LIVES = NUMBERS[FIRST // 60], NUMBERS[REMEMBERED // 86_400]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SOURCE, re.DOTALL)


def test_its_documents_are_valid() -> None:
    served = schema.build(enable_experimental_incremental_execution=True)._schema
    documents = blocks("graphql")
    assert documents
    for document in documents:
        assert validate(served, parse(document)) == []


def test_its_requests_are_in_json() -> None:
    requests: list[dict[str, Any]] = [json.loads(block) for block in blocks("json")]
    assert [sorted(request) for request in requests] == [
        ["extensions", "variables"],
        ["documentId", "variables"],
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        f"up to `LIMIT_BATCH` ({Settings.model_fields['limit_batch'].default}) requests",
        f"Documents of up to {LONGEST_KEPT_CHARACTERS:,} characters are kept",
        f"kept for {LIVES[0]} minutes, and for {LIVES[1]} days after",
        f"`THROTTLE_PERSIST` ({Settings.model_fields['throttle_persist'].default[:2]} a minute)",
        f"a comment every {HEARTBEAT_SECONDS:.0f} seconds of silence",
    ],
)
def test_its_figures_are_the_servers(sentence: str) -> None:
    assert sentence in PAGE
