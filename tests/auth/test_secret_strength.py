"""Secrets that somebody could guess refuse to start, and are not repeated in the refusal."""

import secrets
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from auth.secret_strength import weakness
from tests.conftest import SECRET, settings
from tests.support.keys import folder, pem, private_key

WEAK = [
    "hunter2",
    "x" * 31,
    "x" * 64,
    "secret" * 8,
    "changeme" * 5,
    "Change-Me " * 5,
    "0123456789abcdef" * 3,
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
    "abcdefghijklmnopqrstuvwxyz1234567890",
    "a-string-secret-at-least-256-bits-long",
    "your-secret-key-change-this-in-production!",
    "your-super-secret-jwt-token-with-at-least-32-characters-long",
    "CHANGE_ME_TO_A_LONG_RANDOM_SECRET_OF_32_BYTES",
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    '{"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"}',
    "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----",
    "\udcff" * 32,
]


@pytest.mark.parametrize("environment", ["development", "production"])
@pytest.mark.parametrize("weak", WEAK)
def test_a_weak_secret_refuses_to_start(weak: str, environment: str) -> None:
    with pytest.raises(ValidationError, match="JWT_SECRET") as caught:
        settings(environment=environment, jwt_secret=weak)
    assert weak not in str(caught.value)
    with pytest.raises(ValidationError, match="JWT_PREVIOUS_SECRETS") as caught:
        settings(environment=environment, jwt_previous_secrets=[secrets.token_hex(), weak])
    assert weak not in str(caught.value)


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS256"])
def test_production_needs_a_secret_with_every_algorithm(algorithm: str, tmp_path: Path) -> None:
    keys = folder(tmp_path, a=pem(private_key(algorithm)))
    with pytest.raises(ValidationError, match="JWT_SECRET"):
        settings(environment="production", jwt_algorithm=algorithm, jwt_keys=keys, jwt_secret="")


@pytest.mark.parametrize("make", [secrets.token_hex, secrets.token_urlsafe])
def test_a_random_secret_is_taken(make: type[str]) -> None:
    assert not [secret for _ in range(500) if weakness(secret := make(16) + make(8))]


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert weakness(text) or len(text.encode()) >= 32


def test_previous_secrets_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = secrets.token_hex(), secrets.token_hex()
    monkeypatch.setenv("JWT_PREVIOUS_SECRETS", f"{first}, {second}")
    assert settings().jwt_previous_secrets == [first, second]


def test_settings_and_keys_can_be_printed() -> None:
    previous = secrets.token_hex()
    read = settings(jwt_previous_secrets=[previous])
    printed = f"{read!r} {read} {read.keys.signing}"
    assert SECRET not in printed
    assert previous not in printed
