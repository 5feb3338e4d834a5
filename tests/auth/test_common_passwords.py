"""The list of passwords that everybody tries first: long enough, and all of it refused."""

import pytest

from auth.password_strength import SHORTEST_CHARACTERS, check_strength, common
from base.errors import WeakPassword

LONG = sorted(password for password in common() if len(password) >= SHORTEST_CHARACTERS)
"""Those that nothing but the list refuses."""


def test_the_list_has_more_than_3000_that_are_not_too_short() -> None:
    assert len(LONG) > 3000


def test_each_of_them_is_refused_also_in_capitals() -> None:
    for password in LONG:
        for spelling in (password, password.upper()):
            with pytest.raises(WeakPassword):
                check_strength(spelling, "ada", "ada@example.com")
