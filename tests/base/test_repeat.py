"""What goes on beside the requests goes on, and tells once what fails again and again."""

import asyncio
import io
import json
import logging

import pytest

from base import repeat
from base.errors import ServiceUnavailable
from server import logs

log = logging.getLogger("aai.beside")


def test_it_goes_on_and_tells_once(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes: list[object] = [
        *(ValueError("one"), ValueError("one"), ServiceUnavailable(), ValueError("one")),
        *(True, False, ValueError("one"), ValueError("other")),
    ]
    left = list(outcomes)

    async def work() -> object:
        if not left:
            raise asyncio.CancelledError
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def until_cancelled() -> None:
        try:
            await repeat.repeat(work, log, "this")
        except asyncio.CancelledError:
            return

    stream = io.StringIO()
    monkeypatch.setattr(repeat, "LOOK_SECONDS", 0)
    logs.configure("INFO", as_json=True, stream=stream)
    try:
        asyncio.run(until_cancelled())
    finally:
        logs.configure("ERROR", as_json=False)
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert left == []
    assert [line["exception"].rpartition("ValueError: ")[2] for line in told] == [
        "one",
        "one",
        "other",
    ]
