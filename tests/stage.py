"""The portal and a browser, as the people of a story use them: each through a window of their own, some of a phone."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from tests.people.test_second_factor import LOGIN
from tests.people.test_second_factor_in_a_browser import log_in
from tests.portal import LivePortal

DESK, PHONE = ViewportSize(width=1360, height=900), ViewportSize(width=390, height=844)
ABANDONED = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx says of a request whose page was left meanwhile; a refusal or a 500 is reported by the browser besides."""
NOBODY = "resident"
"""Who never logs in."""


@dataclass
class Stage:
    """Whoever is in ``phones`` looks at a phone. A window stays open, so that nobody logs in twice a day."""

    portal: LivePortal
    browser: Browser
    phones: Collection[str]
    windows: dict[str, BrowserContext] = field(default_factory=dict)

    @contextmanager
    def as_(self, username: str, path: str = "/") -> Iterator[Page]:
        """Go to a page; nothing may be refused or reported as an error by the browser, or be wider than a phone."""
        page, faults = self._window(username).new_page(), list[str]()
        page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
        page.goto(self.portal.url("acme", path))
        if LOGIN in page.url:
            log_in(self.portal, page, username)
            page.goto(self.portal.url("acme", path))
        yield page
        page.wait_for_load_state()
        if username in self.phones:
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
        page.close()
        assert faults == [], faults

    def _window(self, username: str) -> BrowserContext:
        if username not in self.windows:
            viewport = PHONE if username in self.phones else DESK
            self.windows[username] = self.browser.new_context(viewport=viewport, locale="zh-CN")
            self.windows[username].set_default_timeout(15_000)
        return self.windows[username]


def _is_fault(message: ConsoleMessage) -> bool:
    return message.type == "error" and not message.text.startswith(ABANDONED)


def press(page: Page, name: str) -> None:
    """Press the first button of this name."""
    page.get_by_role("button", name=name).first.click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of this name."""
    page.get_by_role("link", name=name).first.click()


def says(page: Page, text: str) -> None:
    """The page shows it, at the latest once the worker is done."""
    expect(page.get_by_text(text).first).to_be_visible(timeout=30_000)
