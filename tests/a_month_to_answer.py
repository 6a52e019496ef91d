"""A published October of three agents, written through the test's own connection: what the story of its answers and of
its pay begins with. One order of 王芳's, noted hours late, keeps her from grade A and behind 李静."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from kpi_portal.lib.company_connection import connection
from people.models import Account
from scoring import closing, publishing
from tenants.models import Company
from tests.cast import PASSWORD
from tests.months import closer, second_hr
from tests.portal import LivePortal
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, adjust, order, person, the_golden_month

LATE = "灌木有虫害"
REACHED = "2026-10-14T10:10"
"""When she was reached indeed, in the company's zone."""


def publish_october(portal: LivePortal, settings: Any) -> None:
    """Signed with the portal's key; with a second person of HR who can log in, and who published it."""
    settings.LEDGER_KEY_FILE = portal.home / "ledger.key"
    with Company.objects.get(schema_name="acme"):
        second = second_hr()
        Account.objects.filter(pk=second.pk).update(password=make_password(PASSWORD))
        _facts()
        closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
        publishing.publish_month(month=OCTOBER, by=second)
    connection.set_schema_to_public()


def _facts() -> None:
    own, other = person("王芳"), person("李静")
    the_golden_month(own)
    late = ("responded", MIDDLE + timedelta(hours=9), own)
    order(("dispatched", MIDDLE, own), late, ("completed", MIDDLE + timedelta(hours=10)), subject=LATE)
    adjust(own, "3.00", text="台风夜值守")
    the_golden_month(other)
    adjust(other, "1.50", text="带教新人")
