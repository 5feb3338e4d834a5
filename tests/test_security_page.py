"""The security page is whole: each line of the standard once, and no test that does not exist."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from auth.sessions import ABSOLUTE
from auth.throttles import Throttle
from bench.bursts import FRAMES
from bench.bursts import REQUESTS as REQUESTS_AT_ONCE
from bench.hostile_requests import REQUESTS, TRANSPORTS
from bench.shapes import SHAPES, SIZES
from server.settings import Settings

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
SECTIONS = {"6": (3, 12, 8, 6, 8, 4, 2, 4), "7": (3, 4, 2, 5, 3, 2), "8": (4, 4, 3, 2), "9": (3, 4)}
"""How many lines each section of four chapters of the OWASP ASVS 5.0.0 has."""
LINES = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
VERDICTS = ("Does not apply: ", "Not met: ")


def rows_under(header: str) -> list[str]:
    """The first cells of the one table with this header."""
    _, found, table = PAGE.partition(f"\n{header}\n")
    assert found, header
    return re.findall(r"^\| (.+?) \|", table.partition("\n\n")[0], re.MULTILINE)


def verdict(shown_by: str) -> str | None:
    """How a line begins that no test shows."""
    return next((each for each in VERDICTS if shown_by.startswith(each)), None)


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_line_of_the_standard_is_here_once_and_in_order() -> None:
    expected = [
        f"{chapter}.{section}.{line}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for line in range(1, count + 1)
    ]
    assert [number for number, _, _ in LINES] == expected


def test_every_test_that_is_named_exists() -> None:
    named = TEST.findall(PAGE)
    assert named
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(path)] == []
    assert PAGE.count("::") == len(named)


def test_a_line_is_shown_by_a_test_unless_it_says_why_not() -> None:
    assert [n for n, _, shown in LINES if not verdict(shown) and not TEST.search(shown)] == []


def test_the_page_counts_its_lines() -> None:
    counts = Counter(verdict(shown) for _, _, shown in LINES)
    shown, absent, not_met = (counts[each] for each in (None, *VERDICTS))
    summary = f"{shown} are shown by tests, {absent} do not apply and {not_met} are not met"
    assert f"Of {len(LINES)} lines {summary}" in " ".join(PAGE.split())


def test_every_burst_of_the_bench_is_on_the_page() -> None:
    assert rows_under("| Burst | one | 100 at once |\n|---|---|---|") == [
        *FRAMES,
        *REQUESTS_AT_ONCE,
    ]


def test_every_throttle_is_on_the_page_with_its_default() -> None:
    for throttle in Throttle:
        name = f"throttle_{throttle.name.lower()}"
        assert f"| `{name.upper()}` | `{Settings.model_fields[name].default}` |" in PAGE


def test_the_lives_of_tokens_and_sessions_are_on_the_page() -> None:
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    for life in (
        f"| {defaults['access_token_expire_minutes']} minutes (`ACCESS_TOKEN_EXPIRE_MINUTES`)",
        f"| {defaults['refresh_token_expire_days']} days (`REFRESH_TOKEN_EXPIRE_DAYS`, 1 to 90)",
        f"| {ABSOLUTE.days} days, then everybody signs in again |",
    ):
        assert life in PAGE


SHAPES_BY_SIZE = f"| Shape | {' | '.join(f'{size // 1000} kB' for size in SIZES)} | Answer |"
SHAPES_BY_TRANSPORT = f"| Shape | {' | '.join(TRANSPORTS)} |"
HOSTILE_REQUESTS = "| Request | Status | Answer | Loop held, ms |"


@pytest.mark.parametrize(
    ("header", "measured"),
    [(SHAPES_BY_SIZE, SHAPES), (SHAPES_BY_TRANSPORT, SHAPES), (HOSTILE_REQUESTS, REQUESTS)],
    ids=["shapes by size", "shapes by transport", "hostile requests"],
)
def test_the_figures_are_of_everything_that_is_measured(
    header: str, measured: dict[str, object]
) -> None:
    assert rows_under(header) == [*measured]
