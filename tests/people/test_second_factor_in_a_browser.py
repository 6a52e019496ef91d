"""The second factor in Chromium: a passkey of a virtual authenticator, and an app's code."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from kpi_portal.lib.company_connection import connection
from people.models import LogInRules
from tenants.models import Company
from tests.cast import PASSWORD
from tests.people.test_second_factor import FACTOR, LOGIN, code_now
from tests.portal import LivePortal

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _required(live_portal: LivePortal) -> Iterator[None]:
    """As every company begins, unlike the standing cast."""
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    LogInRules.objects.all().delete()
    yield
    connection.set_schema_to_public()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser refuses or reports as an error."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def log_in(portal: LivePortal, page: Page, username: str) -> None:
    """With the password alone."""
    page.goto(portal.url("acme", LOGIN))
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda address: LOGIN not in address)


def set_up(page: Page, address: str) -> None:
    """Go to a page of the second factor, showing once more who it is where that is asked for."""
    page.goto(address)
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(address)


def test_hr_is_led_to_a_passkey_and_logs_in_with_it(live_portal: LivePortal, page: Page, complaints: list[str]) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    log_in(live_portal, page, "hr")
    assert page.url == live_portal.url("acme", FACTOR)

    set_up(page, live_portal.url("acme", f"{FACTOR}webauthn/add/"))
    page.fill("#id_name", "办公室")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(f"**{FACTOR}recovery-codes/**")
    page.goto(live_portal.url("acme", f"{FACTOR}webauthn/"))
    expect(page.locator("ul.list")).to_contain_text("办公室")

    page.context.clear_cookies()
    log_in(live_portal, page, "hr")
    assert page.url == live_portal.url("acme", f"{FACTOR}authenticate/")
    page.goto(live_portal.url("acme", "/months/"))
    assert page.url == live_portal.url("acme", f"{FACTOR}authenticate/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda address: FACTOR not in address)
    page.goto(live_portal.url("acme", "/months/"))
    expect(page.locator("h1")).to_be_visible()
    assert page.url == live_portal.url("acme", "/months/")
    assert complaints == []


def test_an_administrator_logs_in_with_the_code_of_an_app(
    live_portal: LivePortal, page: Page, complaints: list[str]
) -> None:
    log_in(live_portal, page, "administrator")
    set_up(page, live_portal.url("acme", f"{FACTOR}totp/activate/"))
    secret = page.locator("code.mono").inner_text()
    page.fill("#id_code", code_now(secret))
    page.press("#id_code", "Enter")
    page.wait_for_url(f"**{FACTOR}recovery-codes/**")
    lines = page.locator("main li").all_inner_texts()
    recovery = next(line.strip() for line in lines if line.strip().isdigit())

    page.context.clear_cookies()
    log_in(live_portal, page, "administrator")
    page.fill("#id_code", "000000")
    page.press("#id_code", "Enter")
    expect(page.locator("#id_code_error")).to_be_visible()
    page.fill("#id_code", recovery)
    page.press("#id_code", "Enter")
    page.wait_for_url(lambda address: FACTOR not in address)
    assert page.goto(live_portal.url("acme", "/people/")).status == 200  # type: ignore[union-attr]
    assert complaints == []
