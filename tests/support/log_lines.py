"""What the application logs, read back."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from server import logs


@dataclass
class Lines:
    """Everything logged so far, in JSON."""

    stream: io.StringIO

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def all(self, **equal: Any) -> list[dict[str, Any]]:
        """The lines with these values, oldest first."""
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if equal.items() <= line.items()]

    def of_operations(self) -> list[dict[str, Any]]:
        """The lines that tell of one operation: a request's, or one of its own."""
        return [line for line in self.all() if "outcome" in line]

    def of_operation(self) -> dict[str, Any]:
        """The first of these."""
        return self.of_operations()[0]

    def of(self, event: str) -> dict[str, Any]:
        """The first line of an event."""
        return self.all(event=event)[0]


@contextmanager
def collected() -> Iterator[Lines]:
    """What is logged inside the block, from INFO on; nothing below ERROR afterwards."""
    stream = io.StringIO()
    logs.configure("INFO", as_json=True, stream=stream)
    try:
        yield Lines(stream)
    finally:
        logs.configure("ERROR", as_json=False)
