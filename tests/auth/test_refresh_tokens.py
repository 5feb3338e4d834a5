"""Refresh tokens: derived again and again, read back, and never forged."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.refresh_tokens import RefreshTokens, hash_token
from db.types import new_id

SECRET = "a secret that only this server knows, of 32 bytes"
NEXT = "the secret that this server has from tomorrow on"
TOKENS = RefreshTokens(SECRET)
OTHERS = RefreshTokens("a secret that only another server knows, of 32 bytes")
SESSION = "019a0000-0000-7000-8000-000000000001"
TOKEN = TOKENS.derive(SESSION, 1)
LAST = "AEIMQUYcgkosw048"
"""The characters that can end a token: base64 leaves four bits of the last one unused."""


def test_a_generation_has_one_token() -> None:
    assert TOKENS.derive(SESSION, 1) == TOKEN


def test_generations_sessions_and_servers_have_tokens_of_their_own() -> None:
    tokens = {
        TOKEN,
        TOKENS.derive(SESSION, 2),
        TOKENS.derive(new_id(), 1),
        OTHERS.derive(SESSION, 1),
    }
    assert len(tokens) == 4


def test_a_token_fits_into_a_url_or_a_cookie_as_it_is() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", TOKEN)


def test_what_is_read_is_what_was_derived() -> None:
    assert TOKENS.session_of(TOKENS.derive(SESSION, 7)) == SESSION


def test_a_token_of_another_server_is_not_authentic() -> None:
    assert TOKENS.session_of(OTHERS.derive(SESSION, 1)) is None


def test_a_token_of_a_previous_secret_is_authentic_and_no_longer_made() -> None:
    rotated = RefreshTokens(NEXT, SECRET)
    assert rotated.session_of(TOKEN) == SESSION
    assert rotated.derive(SESSION, 1) == RefreshTokens(NEXT).derive(SESSION, 1) != TOKEN
    assert list(rotated.derive_all(SESSION, 1)) == [rotated.derive(SESSION, 1), TOKEN]


@pytest.mark.parametrize("position", range(len(TOKEN)))
def test_a_token_with_one_character_changed_is_not_authentic(position: int) -> None:
    replaced = next(c for c in LAST if c != TOKEN[position])
    assert TOKENS.session_of(TOKEN[:position] + replaced + TOKEN[position + 1 :]) is None


@pytest.mark.parametrize("spelling", [TOKEN + "==", TOKEN[:-1] + chr(ord(TOKEN[-1]) + 1)])
def test_another_spelling_of_a_token_is_not_authentic(spelling: str) -> None:
    assert TOKENS.session_of(spelling) is None


@pytest.mark.parametrize(
    "text", ["", "garbage", "\0", "\ud800", "\u00e9" * 70, TOKEN[:-1], "A" * 9999]
)
def test_garbage_is_no_token(text: str) -> None:
    assert TOKENS.session_of(text) is None


@given(st.text(st.characters()))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert TOKENS.session_of(text) is None


def test_only_a_digest_is_stored() -> None:
    assert hash_token(TOKEN) == hashlib.sha256(TOKEN.encode()).hexdigest()


def test_a_digest_can_be_made_of_any_text() -> None:
    assert hash_token("\ud800") != hash_token("\ud801")
