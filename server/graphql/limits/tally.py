"""Counts what an operation returns while it runs: the second line behind its price."""

import time

from base.errors import CostExceeded, OutOfTime
from db.statements import statements

CHECKED_EACH = 64
"""Objects between two looks at the clock."""


class Tally:
    """One operation under way, or one event of a subscription."""

    def __init__(self, most_objects: int, most_characters: int) -> None:
        self.objects = 0
        self.characters = 0
        self._most_objects = most_objects
        self._most_characters = most_characters
        under_way = statements.get()
        self._deadline = under_way.deadline if under_way else None

    def anew(self) -> "Tally":
        """A new one, with the same limits."""
        return Tally(self._most_objects, self._most_characters)

    def add_object(self) -> None:
        """CostExceeded beyond the objects there may be, OutOfTime beyond the deadline."""
        self.objects += 1
        if self.objects > self._most_objects:
            raise CostExceeded("More objects would come than are answered at once.")
        if self.objects % CHECKED_EACH == 0 and self._is_overdue:
            raise OutOfTime

    def add_text(self, text: str) -> None:
        """CostExceeded where the answer would be too long."""
        self.characters += len(text)
        if self.characters > self._most_characters:
            raise CostExceeded("The answer would be longer than answers may be.")

    @property
    def _is_overdue(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline
