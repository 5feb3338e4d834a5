"""Every regular expression takes time in line with the text, whatever text a client sends.

None repeats without bounds before a look-around or an alternative; and each is tried on its own
literals, repeated to the length of the longest request, in a process that is ended if it hangs.
"""

import ast
import importlib
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import pytest

from tests.test_imports import ALLOWED

ROOT = Path(__file__).parent.parent
ROOMS = sorted(ALLOWED.keys() - {"app", "demo", "migrations"})
ABOUT_SETTINGS = {
    ROOT / "auth" / "secret_strength.py",
    ROOT / "db" / "address.py",
    ROOT / "db" / "postgresql.py",
}
"""What reads values of the environment alone, which no client sends."""
FILES = [
    path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if path not in ABOUT_SETTINGS
]
BODY = 1024 * 1024
CPU_SECONDS = 20
"""For all texts of a pattern: a pattern that goes back would take hours."""


def _compiled(tree: ast.Module) -> Iterator[ast.Call]:
    """Whatever is asked of the module `re`."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
        ):
            yield node


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


PATTERNS = {
    f"{_module(path)}.{name}": value
    for path in FILES
    if any(_compiled(ast.parse(path.read_text("utf-8"))))
    for name, value in vars(importlib.import_module(_module(path))).items()
    if isinstance(value, re.Pattern)
}


def test_patterns_are_constants_of_their_module() -> None:
    for path in FILES:
        tree = ast.parse(path.read_text("utf-8"))
        calls = list(_compiled(tree))
        constants = [
            node.value for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign))
        ]
        inside = {id(child) for value in constants if value for child in ast.walk(value)}
        assert all(call.func.attr in {"compile", "escape"} for call in calls), path  # type: ignore[attr-defined]
        assert all(id(call) in inside for call in calls), path


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 5


REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT}
LOOKS = {_constants.ASSERT, _constants.ASSERT_NOT}


def _is_unbounded(items: Any) -> bool:
    """Whether a part of a pattern repeats without bounds, wherever in it."""
    return any(
        (kind in REPEATS and (value[1] == _constants.MAXREPEAT or _is_unbounded(value[2])))
        or (kind is _constants.SUBPATTERN and _is_unbounded(value[-1]))
        or (kind is _constants.BRANCH and any(map(_is_unbounded, value[1])))
        for kind, value in items
    )


def _goes_back(items: Any, *, repeated: bool = False) -> bool:
    """Whether what can fail in many ways is in a repetition without bounds, or behind it."""
    unbounded = repeated
    for kind, value in items:
        part = [(kind, value)]
        if unbounded and (kind in LOOKS or kind is _constants.BRANCH or _is_unbounded(part)):
            return True
        inside: list[tuple[Any, bool]] = []
        if kind in REPEATS:
            inside = [(value[2], unbounded or value[1] == _constants.MAXREPEAT)]
        elif kind is _constants.SUBPATTERN:
            inside = [(value[-1], unbounded)]
        elif kind is _constants.BRANCH:
            inside = [(branch, unbounded) for branch in value[1]]
        if any(_goes_back(parts, repeated=again) for parts, again in inside):
            return True
        unbounded = unbounded or _is_unbounded(part)
    return False


@pytest.mark.parametrize("name", PATTERNS)
def test_nothing_that_can_fail_follows_a_repetition_without_bounds(name: str) -> None:
    assert not _goes_back(_parser.parse(PATTERNS[name].pattern, PATTERNS[name].flags))


GOES_BACK = [
    *("(a+)+$", "(a|aa)+$", "(a*)*x", "(a+)(b+)c", "((a+)b?)+$"),
    *("a.*(?=b)", "'.*'(?= is)", "a+(bb|c)"),
]


@pytest.mark.parametrize("pattern", GOES_BACK)
def test_the_patterns_that_go_back_are_known(pattern: str) -> None:
    assert _goes_back(_parser.parse(pattern))


def _literals(items: Any) -> Iterator[str]:
    """A text for each part of a pattern that matches it."""
    for kind, value in items:
        if kind is _constants.LITERAL:
            yield chr(value)
        elif kind is _constants.IN:
            first = next(
                (item for item in value if item[0] in {_constants.LITERAL, _constants.RANGE}), None
            )
            if first is not None:
                yield chr(first[1] if first[0] is _constants.LITERAL else first[1][0])
            elif value[0][1] is _constants.CATEGORY_DIGIT:
                yield "1"
        elif kind in REPEATS:
            yield from _literals(value[2])
        elif kind is _constants.SUBPATTERN:
            yield from _literals(value[-1])
        elif kind is _constants.BRANCH:
            for branch in value[1]:
                yield from _literals(branch)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_ends_soon_on_its_own_literals(name: str) -> None:
    pattern = PATTERNS[name]
    pieces = list(dict.fromkeys(_literals(_parser.parse(pattern.pattern, pattern.flags)))) or ["x"]
    whole = "".join(pieces[:200])
    texts = [
        part * (BODY // len(part)) for part in {*pieces[:20], whole, whole[::-1], whole + "\x00"}
    ]

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(name)

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        for text in texts:
            pattern.search(text)
            pattern.fullmatch(text)
            pattern.sub("", text)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
