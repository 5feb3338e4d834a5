"""A person in front of the explorer: sees what is on the screen, and uses mouse and keyboard."""

import re
from contextlib import AbstractContextManager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Request, Route, expect

QUERY = "Operation Editor"


class Visit:
    """One browser window with nothing in its storage."""

    def __init__(self, browser: Browser, origin: str, color_scheme: str) -> None:
        self.origin = origin
        self.foreign: list[str] = []
        """Addresses elsewhere that the page has tried."""
        self.complaints: list[str] = []
        """Errors and warnings, among them violations of the content security policy."""
        self._context = browser.new_context(
            color_scheme=color_scheme,  # type: ignore[arg-type]
            viewport={"width": 1360, "height": 850},
            permissions=["clipboard-read", "clipboard-write"],
        )
        self._context.route("**/*", self._let_by)
        self.page = self._context.new_page()
        self.page.on("request", self._watch)
        self.page.on("websocket", lambda socket: self._note(socket.url))
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(f"{self.origin}{path}")

    def close(self) -> None:
        self._context.close()

    def _is_ours(self, url: str) -> bool:
        host = self.origin.removeprefix("http://")
        return url.startswith((f"http://{host}/", f"ws://{host}/"))

    def _note(self, url: str) -> None:
        if not self._is_ours(url):
            self.foreign.append(url)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self._note(request.url)

    def _let_by(self, route: Route) -> None:
        if self._is_ours(route.request.url):
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def editor(self, label: str) -> Locator:
        """The visible editor in a labelled part of the page."""
        return self.page.get_by_label(label, exact=True).locator(".monaco-editor:visible").first

    @property
    def response(self) -> Locator:
        return self.page.locator(".graphiql-response .view-lines")

    def write(self, label: str, text: str) -> None:
        """Type into an editor, in place of what it holds."""
        self.editor(label).click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Escape")  # suggestions

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def run(self) -> None:
        self.button("Execute query (Ctrl-Enter)").click()

    def expect_answer(self, field: str) -> AbstractContextManager[Any]:
        """The response to the operation that asks for a field, sent inside the block."""
        return self.page.expect_response(
            lambda response: field in (response.request.post_data or "")
        )

    def open_tab(self, title: str) -> None:
        self.page.get_by_role("tab", name=title).click()
        expect(self.editor(QUERY)).to_contain_text(
            re.compile(rf"(query|mutation|subscription)\s{title}")
        )

    def sign_in(self) -> None:
        self.button("Sign in as Maria").click()
        expect(self.page.get_by_text("Signed in as Maria")).to_be_visible()
