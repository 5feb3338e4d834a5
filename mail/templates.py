"""The words of mails: files that an operator may replace one by one, by a folder of their own.

`<template>.<language>.txt` begins with `Subject: …` and an empty line; `<template>.<language>.html`
says the same. `$link` and `$site` stand for what is filled in, `$$` for a dollar.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from mail.letter import Letter

FOLDER = Path(__file__).parent / "templates"
LANGUAGES = ("en", "de")
"""The first is for everybody who asks for none of them."""
PREFIX = "Subject: "
PLACEHOLDERS = {"link", "site"}


@dataclass(frozen=True)
class Words:
    """A mail as it is read."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Files:
    subject: str
    text: Template
    html: Template


class Templates:
    """All templates in all languages, read once."""

    def __init__(
        self, links: Mapping[str, str], site: str, replaced_by: Path | None = None
    ) -> None:
        """`links`: of each template that has one, the address with `{token}` in it.

        ValueError, with the name of the file, for one of no use; OSError for one that is not read.
        """
        self._links = links
        self._site = site
        names = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.txt")})
        self._files = {
            (name, language): _read(f"{name}.{language}", replaced_by)
            for name in names
            for language in LANGUAGES
        }

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self._files}

    def words(self, letter: Letter) -> Words:
        """What a letter says."""
        files = self._files[letter.template, letter.language]
        link = self._links.get(letter.template, "").replace("{token}", letter.token)
        values = {"link": link, "site": self._site}
        escaped = {name: html.escape(value) for name, value in values.items()}
        return Words(files.subject, files.text.substitute(values), files.html.substitute(escaped))


def _read(stem: str, replaced_by: Path | None) -> _Files:
    head, _, text = _content(f"{stem}.txt", replaced_by).partition("\n\n")
    subject = head.removeprefix(PREFIX)
    if not head.startswith(PREFIX) or not subject.strip() or not subject.isprintable():
        raise ValueError(f"{stem}.txt must begin with “{PREFIX}…” and an empty line")
    return _Files(
        subject,
        _template(f"{stem}.txt", text),
        _template(f"{stem}.html", _content(f"{stem}.html", replaced_by)),
    )


def _content(name: str, replaced_by: Path | None) -> str:
    own = replaced_by / name if replaced_by is not None else None
    path = own if own is not None and own.is_file() else FOLDER / name
    return path.read_text("utf-8")


def _template(name: str, text: str) -> Template:
    template = Template(text)
    if not template.is_valid() or not set(template.get_identifiers()) <= PLACEHOLDERS:
        raise ValueError(f"{name} may hold $link and $site, and $$ for a dollar")
    return template
