"""The page of settings is whole: every setting once, with its default and its unit."""

import re

from server.folders import ROOT
from server.settings import Settings
from tests.support.settings_page import BY_ENVIRONMENT, DEFAULTS

PAGE = (ROOT / "docs" / "settings.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.+?) \| (.*?)\| (.+) \|$", PAGE, re.MULTILINE)
FIGURES = {
    name.upper()
    for name, field in Settings.model_fields.items()
    if isinstance(field.default, int | float) and not isinstance(field.default, bool)
}


def test_every_setting_is_on_the_page_once_with_its_default() -> None:
    assert len(ROWS) == len(DEFAULTS)
    assert {name: default for name, default, _, _ in ROWS} == DEFAULTS


def test_every_figure_has_a_unit() -> None:
    assert [name for name, _, unit, _ in ROWS if name in FIGURES and not unit.strip()] == []


def test_what_a_unit_says_is_what_the_name_says() -> None:
    for name, _, unit, _ in ROWS:
        for word in ("BYTES", "SECONDS", "MINUTES", "DAYS"):
            if name.endswith(f"_{word}"):
                assert unit.strip() == word.lower()


def test_only_settings_that_have_no_value_by_default_follow_the_environment() -> None:
    assert all(Settings.model_fields[name].default is None for name in BY_ENVIRONMENT)
