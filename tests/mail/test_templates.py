"""The words of mails: in each language, replaceable one by one, with links of settings alone."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from mail.letter import Letter
from mail.templates import FOLDER, LANGUAGES
from server.language import preferred
from tests.conftest import settings

NAMES = sorted(settings().templates.names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_mail_says_the_same_in_text_and_html(name: str, language: str) -> None:
    templates = settings(public_url="https://app.example.com/a&b").templates
    words = templates.words(Letter("ada@example.com", name, language, "T0ken"))
    assert words.subject in words.html
    assert f'<html lang="{language}">' in words.html
    assert ("T0ken" in words.text) == ("T0ken" in words.html)
    assert "a&b" not in words.html
    assert "$" not in words.text + words.html


def test_no_file_is_left_over_and_none_is_missing() -> None:
    stems = [f"{name}.{language}" for name in NAMES for language in LANGUAGES]
    expected = {f"{stem}.{kind}" for stem in stems for kind in ("txt", "html")}
    assert {path.name for path in FOLDER.iterdir()} == expected


def test_a_link_is_of_the_settings() -> None:
    templates = settings(
        public_url="https://app.example.com", reset_path="/new?t={token}#x"
    ).templates
    words = templates.words(Letter("ada@example.com", "reset_password", "en", "T0ken"))
    assert "\nhttps://app.example.com/new?t=T0ken#x\n" in words.text
    assert 'href="https://app.example.com/new?t=T0ken#x"' in words.html


def test_an_operator_replaces_one_file(tmp_path: Path) -> None:
    (tmp_path / "reset_password.en.txt").write_text("Subject: Hello\n\n$link costs $$0\n", "utf-8")
    templates = settings(mail_templates=str(tmp_path)).templates
    words = templates.words(Letter("ada@example.com", "reset_password", "en", "T"))
    assert words.subject == "Hello"
    assert words.text == "http://127.0.0.1:8000/reset?token=T costs $0\n"
    assert "Choose a new one" in words.html


@pytest.mark.parametrize(
    "text", ["Hello", "Subject: \n\nx", "Subject: a\n\n$secret", "Subject: a\n\n$ x"]
)
def test_a_template_of_no_use_refuses_to_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "reset_password.de.txt").write_text(text, "utf-8")
    with pytest.raises(ValidationError, match=r"MAIL_TEMPLATES: reset_password\.de\.txt"):
        settings(mail_templates=str(tmp_path))


def test_a_folder_that_is_not_there_refuses_to_start(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="MAIL_TEMPLATES is not a folder"):
        settings(mail_templates=str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "app.example.com"),
        ("public_url", "javascript://x"),
        ("public_url", "https://app.example.com/"),
        ("public_url", "https://user@app.example.com"),
        ("public_url", "https://app.example.com?x"),
        ("verify_path", "verify?token={token}"),
        ("verify_path", "/verify"),
        ("reset_path", '/reset?"{token}'),
        ("mail_from", "nobody"),
        ("mail_from", "a@example.com\r\nBcc: b@example.com"),
        ("smtp_url", "mail.example.com"),
        ("smtp_url", "smtp://"),
        ("smtp_url", "smtp://user:hunter2@host:0"),
        ("smtp_url", "https://host"),
    ],
)
def test_a_setting_of_no_use_refuses_to_start(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name) as caught:
        settings(**{name: value})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("de-AT, en;q=0.5", "de"),
        ("en, de", "en"),
        ("fr, de;q=0.3", "de"),
        ("en;q=0.2, de;q=0.8", "de"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("../../etc/passwd", "en"),
        ("de;q=nan, x" * 1000, "en"),
    ],
)
def test_the_language_is_one_of_those_there_are(header: str | None, language: str) -> None:
    assert preferred(header, LANGUAGES) == language
