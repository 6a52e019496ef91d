"""The portal as processes: web, worker and commands see the same database, and the test sees it too."""

import urllib.error
import urllib.request

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from kpi_portal.lib.company_connection import connection
from tenants.models import Company
from tests.portal import LivePortal
from tests.waiting import wait_until

LOGIN = reverse("account_login")


def test_a_company_made_by_command_is_served_at_once(live_portal: LivePortal) -> None:
    made = live_portal.manage(
        "create_company", "cedar", "--name=雪松物业", "--domain=cedar.localhost", "--admin-email=a@example.com"
    )
    assert made.returncode == 0, made.stderr
    assert Company.objects.get(schema_name="cedar").name == "雪松物业"
    request = urllib.request.Request(f"http://127.0.0.1:{live_portal.port}{LOGIN}", headers={"Host": "cedar.localhost"})
    with urllib.request.urlopen(request) as answer:
        assert "雪松物业" in answer.read().decode()
    link = made.stdout.split()[-1]
    assert link.startswith(f"http://cedar.localhost:{live_portal.port}/")
    printed = urllib.request.Request(link.replace("cedar.localhost", "127.0.0.1"), headers={"Host": "cedar.localhost"})
    with urllib.request.urlopen(printed) as answer:
        assert 'autocomplete="username" value="a@example.com"' in answer.read().decode()


def test_an_unknown_host_is_a_plain_404(live_portal: LivePortal) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{live_portal.port}/", headers={"Host": "nobody.localhost"})
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(request)


def test_the_worker_starts_with_the_portals_own_broker_and_stops_when_told(live_portal: LivePortal) -> None:
    worker = live_portal.run_worker()
    log = live_portal.home / "worker.log"
    wait_until(lambda: " ready." in log.read_text(), what="the worker's greeting")
    assert str(live_portal.home) in log.read_text()
    worker.terminate()
    assert worker.wait(30) == 0


@pytest.mark.browser
def test_a_browser_meets_the_company_at_its_own_name(live_portal: LivePortal, page: Page) -> None:
    page.goto(live_portal.url("birch", LOGIN))
    assert "白桦物业" in page.title()
    assert connection.schema_name == "public"
