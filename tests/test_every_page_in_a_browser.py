"""Every page of doors.yaml in Chromium: axe finds nothing, the console (so the CSP) is silent, nothing is too wide.

Each page is opened once, as the one before it was left, and then seen the other way: at a desk in the dark, on a phone
in the light. One page is English, the next Chinese; axe, which takes longest, looks at one of the two widths.
`make test-long` looks at all of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Error, Page, ViewportSize, expect

from tenants.models import Company
from tests import doors, world
from tests.doors import NOBODY, VISITORS, Door
from tests.long_run import LONG
from tests.portal import LivePortal
from tests.two_worlds import inside

pytestmark = pytest.mark.browser
DESK, PHONE = ViewportSize(width=1360, height=900), ViewportSize(width=390, height=844)
LANGUAGES = ["en-GB", "zh-CN"]
CLIPPED = """() => {
  const left_out = "svg *, .sr, .sr *, .sheet *, textarea, input:not([inputmode=decimal]), label:has([type=checkbox])"
  const is_cut = (one, style = getComputedStyle(one)) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
    && style.display !== "inline" && !["auto", "scroll"].includes(style.overflowX)
  const found = [...document.querySelectorAll(`main :not(${left_out})`)].filter((one) => is_cut(one))
  return found.filter((one) => !found.some((other) => other !== one && one.contains(other)))
    .map((one) => `${one.scrollWidth} > ${one.clientWidth} ${one.outerHTML.slice(0, 200)}`)
}"""
"""What does not fit into its box: a figure that is cut, a word over the edge. What is typed scrolls by itself."""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= room) return []
  return [...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > room)
    .map((one) => one.outerHTML.slice(0, 200))
}"""
FAULTS = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"], preload: false })
  return violations.map((one) => [one.id, one.nodes.map((node) => node.target)])
}"""
"""Nothing is preloaded: styles are the portal's own. What is right stays in the browser: it is thousands of nodes."""


def visitor_of(door: Door) -> str:
    """Somebody whom the table lets in."""
    return next((one for one in VISITORS if 200 in door.expected("GET", one)), "")


@dataclass(frozen=True)
class Window:
    """How one visitor looks at the portal."""

    page: Page
    said: list[str]
    """What the browser reported as an error since the last look."""


OpenWindow = Callable[[str, str], Window]
"""Of a visitor and a language."""
PAGES = [door for door in doors.table().values() if visitor_of(door) and not door.line.get("fragment")]


@pytest.fixture(scope="module")
def furnished(live_portal: LivePortal) -> LivePortal:
    """A portal with a standing object of every model at acme."""
    world.build(Company.objects.get(schema_name="acme"))
    return live_portal


@pytest.fixture(scope="module")
def still_browser(
    launch_browser: Callable[..., Browser], browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """One whose pictures nobody waits for, which spares a quarter of its work; there is no clicking in it."""
    browser = launch_browser(args=[*browser_type_launch_args["args"], "--disable-threaded-compositing"])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def open_still_window(furnished: LivePortal, still_browser: Browser) -> Iterator[OpenWindow]:
    """For looking only."""
    yield from _windows(furnished, still_browser)


@pytest.fixture(scope="module")
def open_window(furnished: LivePortal, browser: Browser) -> Iterator[OpenWindow]:
    """A browser of a visitor, logged in, in a language."""
    yield from _windows(furnished, browser)


def _windows(portal: LivePortal, browser: Browser) -> Iterator[OpenWindow]:
    opened: dict[tuple[str, str], Window] = {}

    def window_of(visitor: str, language: str) -> Window:
        if (visitor, language) not in opened:
            opened[visitor, language] = _window(portal, browser, visitor, language)
        return opened[visitor, language]

    yield window_of
    for window in opened.values():
        window.page.context.close()


def _window(portal: LivePortal, browser: Browser, visitor: str, language: str) -> Window:
    """One tab that goes from page to page: a new one each time costs a process."""
    context = browser.new_context(viewport=DESK, locale=language)
    with inside("acme"):
        client = doors.client_of(visitor, "acme")
    if visitor != NOBODY:
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": portal.url("acme")}])
    window = Window(context.new_page(), [])
    _show(window.page, DESK)
    window.page.on("console", lambda message: window.said.append(message.text) if message.type == "error" else None)
    return window


def _languages() -> Iterator[Any]:
    """Each page with the language in which it is looked at."""
    for place, door in enumerate(PAGES):
        for language in LANGUAGES if LONG else [LANGUAGES[place % 2]]:
            yield pytest.param(door, language, id=f"{door.name}-{language[:2]}")


@pytest.mark.parametrize(("door", "language"), list(_languages()))
def test_a_page_is_clean(door: Door, language: str, open_still_window: OpenWindow, furnished: LivePortal) -> None:
    window = open_still_window(visitor_of(door), language)
    with inside("acme"):
        address = furnished.url("acme", door.path)
    window.said.clear()
    if not _is_a_page(window.page, address):
        return
    by_axe = DESK if PAGES.index(door) // 2 % 2 else PHONE
    first, then = (DESK, PHONE) if window.page.viewport_size == DESK else (PHONE, DESK)
    _is_clean(window.page, axe=LONG or by_axe is first)
    _show(window.page, then)
    _is_clean(window.page, axe=LONG or by_axe is then)
    assert window.said == []


def _is_a_page(page: Page, address: str) -> bool:
    """Go there; a file is fetched and nothing else."""
    try:
        answer = page.goto(address)
    except Error as problem:
        if "Download is starting" in problem.message:
            return False
        raise
    return answer is not None and "text/html" in answer.headers["content-type"]


def _show(page: Page, size: ViewportSize) -> None:
    """A desk is dark, a phone light."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if size is DESK else "light")


def _is_clean(page: Page, *, axe: bool) -> None:
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(CLIPPED) == []
    if axe:
        page.evaluate(Axe().axe_script)
        assert page.evaluate(FAULTS) == []


def test_a_date_is_iso_text_where_the_browser_would_speak_another_language(
    furnished: LivePortal, browser: Browser
) -> None:
    window = _window(furnished, browser, "administrator", "en-GB")
    page = window.page
    page.goto(furnished.url("acme", "/audit/?since=2026-10-05"))
    since = page.locator("[name=since]")
    assert since.get_attribute("type") == "date"
    page.locator("button[name=language][value=zh-hans]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert (since.get_attribute("type"), since.input_value()) == ("text", "2026-10-05")
    page.locator("form[role=search] button").click()
    page.wait_for_load_state()
    assert "since=2026-10-05" in page.url
    page.context.close()


def test_errors_of_targets_are_whole_at_a_desk(open_window: OpenWindow, furnished: LivePortal) -> None:
    page = open_window("supervisor", "en-GB").page
    page.set_viewport_size(DESK)
    page.goto(furnished.url("acme", "/targets/"))
    cells = page.locator("td .in[inputmode=decimal]")
    for place in range(cells.count()):
        cells.nth(place).fill("many")
    page.locator("button[name=do][value=save]:visible").click()
    page.wait_for_load_state()
    assert page.locator(".err").count()
    assert page.evaluate(CLIPPED) == []


def test_what_saves_a_long_list_stays_in_sight(open_window: OpenWindow, furnished: LivePortal) -> None:
    page = open_window("colleague", "zh-CN").page
    page.set_viewport_size(ViewportSize(width=390, height=300))
    page.goto(furnished.url("acme", "/evidence/ratings/rate/2026-10/"))
    assert page.evaluate("document.documentElement.scrollHeight") > 450
    save = page.locator("main button.main").bounding_box()
    assert save is not None
    assert save["y"] + save["height"] <= 300
