"""The documents are tidy: lines that fit, decisions without a gap, and only what is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
LONGEST_LINE = 104
MADE = {".venv", "node_modules", ".git", "var"}
"""Folders whose content is not the repository's."""
TOP = {path.name for path in ROOT.iterdir()} - MADE
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")
SUFFIXES = {".py", ".md", ".sql", ".lua", ".graphql", ".ini", ".toml", ".yaml", ".lock"}
MODULE = re.compile(r"python -m (\w+(?:\.\w+)+)")
NAMES = {
    path.name for top in TOP for path in (ROOT / top).rglob("*") if not MADE & {*path.parts}
} | TOP


def prose(document: Path) -> Iterator[str]:
    """The lines of a document that are neither of a table nor of code."""
    parts = document.read_text("utf-8").split("```")
    for part in parts[::2]:
        yield from (line for line in part.splitlines() if not line.startswith("|"))


def named(document: Path) -> set[str]:
    """What a document names in backticks as a path of the repository, or as a file of it."""
    codes = {code.partition("::")[0] for code in CODE.findall(document.read_text("utf-8"))}
    return {
        code
        for code in codes
        if PATH.fullmatch(code)
        and (("/" in code and code.partition("/")[0] in TOP) or Path(code).suffix in SUFFIXES)
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_no_line_of_prose_is_too_long(document: Path) -> None:
    assert [line for line in prose(document) if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_path_that_is_named_exists(document: Path) -> None:
    """A name without a folder is of a file that the paragraph says where to find."""
    paths = named(document)
    missing = [p for p in paths if not (ROOT / p).exists() and ("/" in p or p not in NAMES)]
    assert missing == []


def test_paths_are_named_at_all() -> None:
    assert {"tests/test_imports.py", "db/", "db/profile.py"} <= named(ROOT / "README.md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_module_that_is_to_be_run_exists(document: Path) -> None:
    modules = MODULE.findall(document.read_text("utf-8"))
    assert [m for m in modules if not (ROOT / f"{m.replace('.', '/')}.py").is_file()] == []


def test_decisions_are_numbered_without_a_gap_and_all_listed() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    headings = [path.read_text("utf-8")[2:6] for path in DECISIONS]
    assert headings == numbers
    index = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    assert re.findall(r"^\| \[\d{4}\]\((.+?)\)", index, re.MULTILINE) == [p.name for p in DECISIONS]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_a_link_to_a_decision_says_its_number(document: Path) -> None:
    text = document.read_text("utf-8")
    links = re.findall(r"\[(?:decision )?(\d{4})\]\((?:[^)]*/)?(\d{4})-", text)
    assert [link for link in links if link[0] != link[1]] == []
