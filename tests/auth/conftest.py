"""What tests of passwords share."""

from collections.abc import Iterator

import pytest

from auth.passwords import Passwords


@pytest.fixture(scope="module")
def passwords() -> Iterator[Passwords]:
    made = Passwords(rounds=4)
    yield made
    made.dispose()
