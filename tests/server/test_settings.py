"""Settings come from the environment; what would be unsafe refuses to start."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from server.settings import Settings
from tests.conftest import SECRET, settings


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_production_refuses_to_start_without_a_long_secret(secret: str) -> None:
    with pytest.raises(ValidationError, match="JWT_SECRET"):
        settings(environment="production", jwt_secret=secret)


def test_development_refuses_a_short_secret_too() -> None:
    with pytest.raises(ValidationError, match="JWT_SECRET"):
        settings(jwt_secret="short")


def test_a_refused_setting_is_named_without_its_value() -> None:
    with pytest.raises(ValidationError) as caught:
        settings(jwt_secret="hunter2")
    assert "hunter2" not in str(caught.value.errors(include_input=False, include_context=False))


@pytest.mark.parametrize(
    "url", ["postgres://h/d", "postgresql://h/d", "postgresql+psycopg2://h/d", "sqlite:///x.db"]
)
def test_every_usual_spelling_of_a_database_url_is_taken(url: str) -> None:
    assert settings(database_url=url).database_url == url


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite://", "nonsense", "sqlite:///x.db?mode=ro"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        settings(database_url=url)


def test_lists_are_written_with_commas() -> None:
    assert settings(cors_origins="https://a.example, https://b.example").cors_origins == [
        "https://a.example",
        "https://b.example",
    ]


@pytest.mark.parametrize("origin", ["https://*.example.com", "https://*", "*://a.example"])
def test_an_origin_that_no_browser_sends_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError, match="must hold origins"):
        settings(cors_origins=origin)


def test_an_env_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BCRYPT_ROUNDS", raising=False)
    file = tmp_path / ".env"
    file.write_text(f"BCRYPT_ROUNDS=5\nJWT_SECRET={SECRET}\nUNKNOWN=1\n")
    read = Settings(_env_file=file)
    assert (read.bcrypt_rounds, read.jwt_secret) == (5, SECRET)


def test_the_development_secret_is_made_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("server.settings.VAR", tmp_path)
    first, second = (settings(jwt_secret="").signing_secret for _ in range(2))
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "jwt_secret").stat().st_mode & 0o077 == 0
