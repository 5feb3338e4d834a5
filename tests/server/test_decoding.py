"""JSON of every size and kind is read quickly, or refused."""

import json

import pytest

from server.decoding import LONGEST_SLOW_CHARACTERS, decode
from server.http_refusal import HttpRefusal

FILLINGS = ["1.1,", "1,", '{"":1e9},', "[],", '"\\ud800",', "NaN,", "null,", "\n,"]


def test_half_a_character_is_read_where_that_takes_no_time() -> None:
    assert decode(b'{"a": "\\ud800"}') == {"a": "\ud800"}


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("as_bytes", [True, False])
def test_python_decodes_nothing_long(
    filling: str, as_bytes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    monkeypatch.setattr(json, "loads", lambda text, **_: lengths.append(len(text)) or [])
    for length in (LONGEST_SLOW_CHARACTERS // 2, LONGEST_SLOW_CHARACTERS * 9):
        text = f'["\\ud800",{filling * (length // len(filling))}0]'
        if length < LONGEST_SLOW_CHARACTERS:
            decode(text.encode() if as_bytes else text)
            continue
        with pytest.raises(HttpRefusal) as caught:
            decode(text.encode() if as_bytes else text)
        assert caught.value.status == 400
    assert [length > LONGEST_SLOW_CHARACTERS for length in lengths] == [False]
