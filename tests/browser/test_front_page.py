"""The front page in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visit import QUERY, Visit

pytestmark = pytest.mark.slow


def test_the_front_page_leads_to_the_explorer(visit: Callable[..., Visit]) -> None:
    front = visit("/")
    expect(front.page.get_by_role("heading", name="aai")).to_be_visible()
    front.page.get_by_role("link", name="Explorer").click()
    expect(front.editor(QUERY)).to_contain_text("query People")
    front.page.get_by_role("link", name="aai").click()
    expect(front.page.get_by_role("heading", name="aai")).to_be_visible()


@pytest.mark.parametrize(
    ("color_scheme", "background"), [("light", "rgb(248, 249, 251)"), ("dark", "rgb(24, 30, 43)")]
)
def test_the_front_page_is_light_or_dark_as_the_system_is(
    visit: Callable[..., Visit], color_scheme: str, background: str
) -> None:
    front = visit("/", color_scheme)
    expect(front.page.locator("body")).to_have_css("background-color", background)
