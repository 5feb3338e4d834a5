"""What tests of the edge share."""

from collections.abc import Iterator

import pytest

from tests.support.api import Api
from tests.support.log_lines import Lines, collected


@pytest.fixture
def lines(api: Api) -> Iterator[Lines]:
    """What `api` logs from here on."""
    with collected() as lines:
        yield lines
