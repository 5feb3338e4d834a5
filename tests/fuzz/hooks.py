"""What schemathesis is told: which values to try, how to stay signed in, and what is wrong."""

import atexit
import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from zlib import crc32

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from tests.fuzz.account import Account
from tests.fuzz.documents import asked_one_way, with_variables

CODES = {
    *("GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "BAD_REQUEST"),
    *("OPERATION_RESOLUTION_FAILURE", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"),
    *("RATE_LIMITED", "COST_EXCEEDED"),
}
"""What an error may be; neither masked, nor an outage."""
HOSTILE = ["", "\x00", "a\x00b", "%", "_", "\\", "'"]
"""What databases and patterns read in their own way, tried often."""
ODD = [
    *(" ", '"', "İ", "ß", "\u0301", "\u202e", "\ufeff", "🐎", "x" * 400),
    *("null", "NaN", "-1", "{}", "[]", "2026-02-30", "0000-00-00", "email", "phone", "url"),
    *("fuzz@example.com", "https://example.com/a", "javascript:1", "+41 44 668 18 00"),
    "correct horse battery staple",
]
KNOWN = json.loads(Path(os.environ["FUZZ_VALUES"]).read_text("utf-8"))
INSTANTS = st.datetimes().map(lambda instant: f"{instant.isoformat()}Z")
EDGES = [-(2**31), -1, 0, 1, 2, 10, 100, 101, 2**31 - 1]

account = Account(os.environ["FUZZ_SERVER"], os.environ["FUZZ_VIEWER"])
answers: Counter[str] = Counter()
reached: defaultdict[str, bool] = defaultdict(bool)


def texts(*samples: list[str]) -> st.SearchStrategy[Any]:
    """Literals of these texts, and of others."""
    known = [st.sampled_from(sample) for sample in samples]
    return st.one_of(*known, st.text(max_size=20)).map(nodes.String)


schemathesis.graphql.scalar("ID", texts(KNOWN["ids"], KNOWN["ids"], KNOWN["ids"], HOSTILE, ODD))
schemathesis.graphql.scalar("String", texts(KNOWN["texts"], HOSTILE, ODD))
schemathesis.graphql.scalar("Int", (st.sampled_from(EDGES) | st.integers(1, 100)).map(nodes.Int))
schemathesis.graphql.scalar("Date", st.dates().map(str).map(nodes.String))
schemathesis.graphql.scalar("DateTime", (INSTANTS | st.sampled_from(ODD)).map(nodes.String))


@schemathesis.hook
def map_body(_context: Any, document: Any) -> Any:
    return asked_one_way(document)


@schemathesis.hook
def before_call(_context: Any, case: Any, _options: Any) -> None:
    if token := account.token():
        case.headers["Authorization"] = f"Bearer {token}"
    if crc32(case.body.encode()) % 2:  # half of the documents, the same ones when replayed
        body = with_variables(case.body, case.operation.schema.client_schema)
        case.body = json.dumps(body).encode()


@schemathesis.check
def answers_well(_context: Any, response: Any, case: Any) -> None:
    """JSON without server errors, each error with a code that is the asker's to understand."""
    assert response.status_code < 500, f"status {response.status_code}"
    answer = response.json()
    assert isinstance(answer, dict)
    codes = {error.get("extensions", {}).get("code") for error in answer.get("errors", ())}
    reached[case.operation.label] |= any((answer.get("data") or {}).values())
    answers.update(codes or {"no error"})
    account.heed(codes)
    assert codes <= CODES, answer["errors"]


@atexit.register
def summarise() -> None:
    print(f"{answers.total()} answers: {dict(answers.most_common())}")
    without = sorted(field for field, has_data in reached.items() if not has_data)
    print(f"{len(reached)} fields asked, without data: {', '.join(without) or 'none'}")
