"""The explorer, used as people use it."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.visit import QUERY, Visit

pytestmark = pytest.mark.slow

Open = Callable[..., Visit]
MARIAM = '{ profiles(search: "mariam") { nodes { firstName } totalCount } }'


def test_a_query_that_is_typed_shows_its_rows(visit: Open) -> None:
    explorer = visit("/graphql")
    explorer.write(QUERY, MARIAM)
    explorer.run()
    expect(explorer.response).to_contain_text('"firstName": "Mariam"')


@pytest.mark.parametrize(
    ("search", "found"),
    [("mariam abdallah", "Abdallah"), (" abdallah  MARIAM ", "Abdallah"), ("garcia", "García")],
)
def test_a_search_finds_people_as_they_are_typed(visit: Open, search: str, found: str) -> None:
    explorer = visit("/graphql")
    explorer.write(QUERY, f'{{ profiles(search: "{search}") {{ nodes {{ lastName }} }} }}')
    explorer.run()
    expect(explorer.response).to_contain_text(f'"lastName": "{found}"')


def test_the_schema_completes_what_is_typed_and_marks_what_is_wrong(visit: Open) -> None:
    explorer = visit("/graphql")
    explorer.write(QUERY, "{ profiles { nodes { firstNam")
    explorer.page.keyboard.press("Control+Space")
    expect(explorer.page.locator(".suggest-widget")).to_contain_text("firstName")
    explorer.write(QUERY, "{ profiles { nodes { nonsense } } }")
    expect(explorer.page.locator(".squiggly-error")).to_be_visible()
    workers = [worker.url for worker in explorer.page.workers]
    assert workers
    assert all(url.startswith(f"{explorer.origin}/explorer/") for url in workers)


@pytest.mark.parametrize(
    ("title", "answer"),
    [
        ("People", '"lastName": "Abdallah"'),
        ("Nearby", '"industry"'),
        ("Enter", '"accessToken": "ey'),
        ("Me", '"email": "maria@example.com"'),
        ("Move", '"city": "Porto"'),
        ("SignUp", '"accessToken": "ey'),
        ("Forget", '"errors": []'),
        ("SecondFactor", '"otpauthUrl": "otpauth://totp/'),
        ("Export", '"status": "PENDING"'),
    ],
)
def test_every_example_runs_for_whoever_signed_in_with_the_button(
    visit: Open, title: str, answer: str
) -> None:
    explorer = visit("/graphql")
    explorer.sign_in()
    explorer.open_tab(title)
    explorer.run()
    expect(explorer.response).to_contain_text(answer)
    expect(explorer.response).not_to_contain_text('"message"')


@pytest.mark.parametrize("title", ["Prove", "Reset", "Confirm"])
def test_an_example_that_wants_what_a_mail_or_a_device_says_tells_so(
    visit: Open, title: str
) -> None:
    explorer = visit("/graphql")
    explorer.sign_in()
    explorer.open_tab(title)
    explorer.run()
    expect(explorer.response).to_contain_text(re.compile(r'"code":\s"(INVALID_|NOT_FOUND)'))


def test_a_token_that_is_pasted_into_the_headers_signs_in(visit: Open) -> None:
    explorer = visit("/graphql")
    explorer.open_tab("Enter")
    with explorer.expect_answer("login") as login:
        explorer.run()
    token = login.value.json()["data"]["login"]["accessToken"]
    explorer.open_tab("Me")
    explorer.write("Headers", json.dumps({"authorization": f"Bearer {token}"}))
    explorer.run()
    expect(explorer.response).to_contain_text('"username": "maria"')


def test_signing_out_ends_the_session_and_takes_the_token_out_of_the_headers(visit: Open) -> None:
    explorer = visit("/graphql")
    explorer.open_tab("Me")
    explorer.sign_in()
    expect(explorer.editor("Headers")).to_contain_text("Bearer ey")
    with explorer.expect_answer("logout") as logout:
        explorer.button("Sign out").click()
    assert logout.value.json() == {"data": {"logout": {"errors": []}}}
    expect(explorer.editor("Headers")).to_contain_text("<accessToken>")
    explorer.run()
    expect(explorer.response).to_contain_text('"me": null')


def test_signing_in_again_replaces_the_token_in_every_tab(visit: Open) -> None:
    explorer = visit("/graphql")
    explorer.sign_in()
    explorer.open_tab("Me")
    explorer.open_tab("People")
    explorer.button("Sign out").click()
    explorer.sign_in()
    explorer.open_tab("Me")
    explorer.run()
    expect(explorer.response).to_contain_text('"username": "maria"')


def test_the_button_leaves_a_pasted_token_alone(visit: Open) -> None:
    explorer = visit("/graphql")
    explorer.write("Headers", '{"Authorization": "Bearer mine"}')
    explorer.sign_in()
    expect(explorer.editor("Headers")).to_contain_text("Bearer mine")
    explorer.open_tab("Me")
    expect(explorer.editor("Headers")).to_contain_text("Bearer ey")


def test_no_token_is_kept_in_the_browser(visit: Open) -> None:
    explorer = visit("/graphql")
    explorer.sign_in()
    explorer.run()
    expect(explorer.response).to_contain_text("Mariam")
    explorer.button("Copy a link to this query").click()
    for kept in ("queries", "tabState"):
        explorer.page.wait_for_function(f"sessionStorage['graphiql:{kept}']?.includes('People')")
    assert "Bearer ey" not in explorer.page.evaluate("JSON.stringify(sessionStorage)")
    assert explorer.page.evaluate("localStorage.length") == 0
    assert "Bearer" not in explorer.page.url


def test_a_link_opens_its_query_and_runs_the_operation_that_it_names(visit: Open) -> None:
    query = "query A { __typename } query B($n: Int!) { profiles(first: $n) { totalCount } }"
    parameters = {"query": query, "variables": '{"n": 1}', "operationName": "B"}
    explorer = visit(f"/graphql?{urlencode(parameters)}")
    expect(explorer.editor(QUERY)).to_contain_text("query A")
    expect(explorer.editor("Variables")).to_contain_text('{"n": 1}')
    expect(explorer.page.get_by_role("tab", name="B", exact=False).first).to_be_visible()
    expect(explorer.page.get_by_role("tab", name="People")).to_be_visible()
    expect(explorer.editor(QUERY)).to_contain_class("focused")
    explorer.page.keyboard.press("Control+Enter")
    expect(explorer.response).to_contain_text('"totalCount"')


def test_the_link_that_a_button_copies_leads_back(visit: Open) -> None:
    explorer = visit("/graphql")
    explorer.write(QUERY, MARIAM)
    explorer.button("Copy a link to this query").click()
    expect(explorer.button("Copied")).to_be_visible()
    link = explorer.page.evaluate("navigator.clipboard.readText()")
    assert explorer.page.url == link
    other = visit(link.removeprefix(explorer.origin))
    expect(other.editor(QUERY)).to_contain_text(MARIAM)
    other.run()
    expect(other.response).to_contain_text('"firstName": "Mariam"')


@pytest.mark.parametrize(
    ("color_scheme", "background", "theme"),
    [("light", "rgb(255, 255, 255)", "vs"), ("dark", "rgb(33, 42, 59)", "vs-dark")],
)
def test_the_explorer_is_light_or_dark_as_the_system_is(
    visit: Open, color_scheme: str, background: str, theme: str
) -> None:
    explorer = visit("/graphql", color_scheme)
    expect(explorer.editor(QUERY)).to_contain_class(theme)
    for part in ("html", ".graphiql-container"):
        expect(explorer.page.locator(part)).to_have_css("background-color", background)


def test_every_panel_opens_within_the_policy(visit: Open) -> None:
    """Each brings styles of its own; the fixture sees to it that none was refused."""
    explorer = visit("/graphql")
    page, first_name = explorer.page, explorer.editor(QUERY).get_by_text("firstName").first
    explorer.button("Show Documentation Explorer").click()
    expect(page.get_by_text("All Schema Types")).to_be_visible()
    explorer.button("Show History").click()
    expect(page.locator(".graphiql-history-header")).to_be_visible()
    explorer.button("Open settings dialog").click()
    expect(page.get_by_text("Adjust how the interface appears.")).to_be_visible()
    page.keyboard.press("Escape")
    first_name.hover()
    expect(page.get_by_text("The given name.")).to_be_visible()
    first_name.click(button="right")
    expect(page.get_by_text("Merge Fragments into Query")).to_be_visible()
    page.keyboard.press("Escape")
    first_name.click()
    page.keyboard.press("Control+f")
    expect(page.get_by_placeholder("Find").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("F1")
    expect(page.get_by_text("Add Cursor Above")).to_be_visible()
