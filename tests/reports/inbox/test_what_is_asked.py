"""Home asks once which of its sources have any row, then only those: nothing is kept, nothing crosses."""

from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi_portal.lib.anything_there import statement_of
from kpi_portal.lib.company_connection import connection as of_company
from kpi_portal.lib.read_once import read_once
from people.models import Person
from reports.inbox.sources import AREAS
from scoring.models import Flag, ScoringSettings
from tenants.models import Company
from tests.visiting import visitor

SOURCES = [source for area in AREAS for source in area.sources if source.rows is not None]
FOUND = datetime(2026, 10, 12, 4, tzinfo=UTC)


def asked_of_flags() -> int:
    """How many statements of HR's home read flags as such."""
    browser = visitor("hr")
    browser.get("/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/")
    return sum('FROM "scoring_flag"' in query["sql"].partition("EXISTS")[0] for query in asked.captured_queries)


def test_a_source_is_asked_once_it_has_a_row_and_no_longer_when_that_is_gone(company: Company) -> None:
    assert asked_of_flags() == 0
    agent = Person.objects.get(name="王芳")
    flag = Flag.objects.create(agent=agent, first_day="2026-10-01", code="split_orders", found_at=FOUND)
    assert asked_of_flags() == 1
    flag.delete()
    assert asked_of_flags() == 0


def test_rows_are_named_without_a_look_at_the_database(company: Company) -> None:
    assert len(SOURCES) > 30
    statement_of.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        for source in SOURCES:
            statement_of(source)
    assert not asked.captured_queries, "what a company has now would be asked of every company from now on"


def test_what_is_read_once_is_each_companys_own(company: Company, other_company: Company) -> None:
    ScoringSettings.objects.update_or_create(pk=1, defaults={"target_freeze_day": 9})
    with read_once():
        assert ScoringSettings.of_the_company().target_freeze_day == 9
        of_company.set_tenant(company)
        assert ScoringSettings.of_the_company().target_freeze_day == 5
        with CaptureQueriesContext(connection) as asked:
            ScoringSettings.of_the_company()
        assert not asked.captured_queries
    with CaptureQueriesContext(connection) as asked:
        ScoringSettings.of_the_company()
    assert asked.captured_queries
