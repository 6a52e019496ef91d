"""Every page of doors.yaml in Chromium: axe finds nothing, the console (so the CSP) is silent, nothing is too wide.

Each page is opened on a desk in the dark and on a phone in the light; axe takes longest and looks at one of the two,
at the other in `make test-long`.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tenants.models import Company
from tests import doors, world
from tests.doors import NOBODY, VISITORS, Door
from tests.portal import LivePortal
from tests.two_worlds import inside

pytestmark = pytest.mark.browser
DESK = {"viewport": {"width": 1360, "height": 900}, "locale": "en-GB", "color_scheme": "dark"}
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "color_scheme": "light"}
LONG = "KPI_LONG" in os.environ
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def visitor_of(door: Door) -> str:
    """Somebody whom the table lets in."""
    return next((one for one in VISITORS if 200 in door.expected("GET", one)), "")


@dataclass(frozen=True)
class Window:
    """How one visitor looks at the portal."""

    page: Page
    client: Client
    said: list[str]
    """What the browser reported as an error since the last look."""
    is_desk: bool


PAGES = [door for door in doors.table().values() if visitor_of(door) and not door.line.get("fragment")]


@pytest.fixture(scope="module")
def furnished(live_portal: LivePortal) -> LivePortal:
    """A portal with a standing object of every model at acme."""
    world.build(Company.objects.get(schema_name="acme"))
    return live_portal


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def windows(request: pytest.FixtureRequest, furnished: LivePortal, browser: Browser) -> Iterator[dict[str, Window]]:
    """A browser for each visitor, logged in, beside a client that only asks."""
    opened = {}
    for visitor in VISITORS:
        context = browser.new_context(**request.param)
        with inside("acme"):
            client = doors.client_of(visitor, "acme")
        if visitor != NOBODY:
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": furnished.url("acme")}]
            )
        opened[visitor] = _window(context, client, is_desk=request.param is DESK)
    yield opened
    for window in opened.values():
        window.page.context.close()


def _window(context: BrowserContext, client: Client, *, is_desk: bool) -> Window:
    """One tab that goes from page to page: a new one each time costs a process."""
    window = Window(context.new_page(), client, [], is_desk)
    window.page.on("console", lambda message: window.said.append(message.text) if message.type == "error" else None)
    return window


KINDS: dict[str, str] = {}


def _is_a_page(name: str, path: str, client: Client) -> bool:
    """Not a file; asked once for desk and phone."""
    if name not in KINDS:
        with inside("acme"):
            KINDS[name] = client.get(path)["Content-Type"]
    return "text/html" in KINDS[name]


@pytest.mark.parametrize("door", PAGES, ids=[door.name for door in PAGES])
def test_a_page_is_clean(door: Door, windows: dict[str, Window], furnished: LivePortal) -> None:
    window = windows[visitor_of(door)]
    with inside("acme"):
        path = door.path
    if not _is_a_page(door.name, path, window.client):
        return
    page = window.page
    window.said.clear()
    page.goto(furnished.url("acme", path))
    too_wide = page.evaluate(TOO_WIDE)
    if LONG or (PAGES.index(door) % 2 == 0) == window.is_desk:
        found: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert window.said == []
    assert too_wide <= 0
