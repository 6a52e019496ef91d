"""Before a month is closed its page says what it lacks, who holds it up, and why it cannot be closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import Person, Posting, Site
from records.models import AuditEntry, MonthRecord, MonthState, ServiceCalendar
from reports.inbox.asking import inbox_of
from scoring.models import MonthReminder, TargetSheet
from tenants.models import Company
from tests.herself import plays_every_role
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, SHANGHAI, check, handled, order, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
PAGE = "/months/2026-10/readiness/"
SEPTEMBER = MIDDLE - timedelta(days=30)
BEFORE_THE_CUTOFF = datetime(2026, 11, 2, 4, tzinfo=UTC)


@pytest.fixture
def hr(company: Company) -> Client:
    return visitor("hr")


def checked_in_september() -> None:
    for name in ("王芳", "李静"):
        check(person(name), "pass", at=SEPTEMBER, final=SEPTEMBER)


def test_a_source_that_a_site_had_last_month_and_has_not_now_is_missing_and_named_first(hr: Client) -> None:
    checked_in_september()
    page = hr.get(PAGE).content
    assert "翠湖花园: none in “Quality checks” 2 last month" in words(page)
    of_the_site = f"people={person('王芳').pk}.{person('李静').pk}"
    assert f'href="/evidence/checks/?month=2026-10&amp;{of_the_site}"' in page.decode()
    check(person("王芳"), "pass")
    assert "none in “Quality checks”" not in words(hr.get(PAGE).content)
    check(person("周倩"), "pass", at=SEPTEMBER, final=SEPTEMBER)
    rows = words(hr.get(f"/evidence/checks/?month=2026-09&{of_the_site}").content)
    assert "of 2 people only" in rows
    assert "周倩" not in rows
    assert "周倩" in words(hr.get("/evidence/checks/?month=2026-09").content)


def test_what_counts_for_nobody_is_late_or_has_no_posting_is_listed_with_its_rows(hr: Client) -> None:
    order()
    handled(person("郭强"))
    TargetSheet.objects.create(agent=person("王芳"), first_day=OCTOBER.first_day, state=TargetSheet.State.SENT)
    page = hr.get(PAGE).content
    for said in ("1 order has no agent", "1 person has not confirmed targets 王芳", "Without a posting 郭强"):
        assert said in words(page)
    assert "No evidence at all" in words(page)
    assert "?created=2026-10&amp;nobodys=true" in page.decode()


def test_who_is_new_and_who_is_gone_since_last_month_is_named(hr: Client) -> None:
    Posting.objects.filter(person=person("李静")).update(last_day=date(2026, 9, 30))
    Posting.objects.filter(person=person("周倩")).update(first_day=date(2026, 10, 12))
    assert "Since last month: 1 new, 1 gone new: 周倩 · gone: 李静" in words(hr.get(PAGE).content)


def test_before_the_cutoff_the_button_sleeps_and_says_when_it_wakes(hr: Client) -> None:
    with time_machine.travel(BEFORE_THE_CUTOFF):
        page = visitor("hr").get(PAGE).content
    assert "possible after 2026-11-03 24:00" in words(page)
    assert 'action="/months/2026-10/close/"' not in page.decode()
    assert 'action="/months/2026-10/close/"' in hr.get(PAGE).content.decode()


def test_a_year_without_known_holidays_blocks_and_is_said_not_guessed(company: Company) -> None:
    ServiceCalendar.objects.create(from_first_day=date(2031, 1, 1), week=[[[510, 1080]]] * 7)
    with time_machine.travel(datetime(2031, 3, 10, tzinfo=UTC)):
        page = visitor("hr").get("/months/2031-02/readiness/").content
    assert "The public holidays of 2031 are not known" in words(page)
    assert 'action="/months/2031-02/close/"' not in page.decode()


def test_who_holds_up_is_reminded_once_by_a_post_and_reads_it_at_home(hr: Client) -> None:
    checked_in_september()
    leader = person("沈立")
    address = f"/months/2026-10/remind/{leader.pk}/"
    with time_machine.travel(BEFORE_THE_CUTOFF):
        hr = visitor("hr")
        page = words(hr.get(PAGE).content)
        assert "沈立 翠湖花园 Quality checks of 2 people" in page
        hr.post(address)
        hr.post(address)
        assert MonthReminder.objects.count() == 1
        assert AuditEntry.objects.filter(verb="scoring.remind_of_month").count() == 2
        assert "reminded 2026-11-02" in words(hr.get(PAGE).content)
        keys = [task.key for _asked, task in inbox_of(leader.account, datetime.now(SHANGHAI)).tasks()]
        assert "reminder:2026-10:2026-11-02" in keys
    MonthRecord.objects.update(state=MonthState.COMPUTED)
    assert hr.post(address, follow=True).content.decode().count("nobody is waited for any more") == 1
    assert visitor("supervisor").post(address).status_code == 403


def test_nobody_reminds_themselves(company: Company) -> None:
    herself = plays_every_role()
    page = visitor("supervisor").post(f"/months/2026-10/remind/{herself.pk}/", follow=True)
    assert "Nobody acts for themselves" in words(page.content)
    assert not MonthReminder.objects.exists()


def test_a_supervisor_reads_of_the_own_people_only(company: Company) -> None:
    for name in ("王芳", "周倩"):
        handled(person(name), created=SEPTEMBER)
    page = words(visitor("supervisor").get(PAGE).content)
    assert "翠湖花园: none in “Work orders”" in page
    assert "云栖里" not in page
    assert "周倩" not in page
    assert "Close now" not in page


def people_at_new_sites(prefix: str, number: int) -> None:
    """Agents whose site had orders last month and has none now."""
    for each in range(number):
        site = Site.objects.create(code=f"{prefix}{each}", name=f"新项目 {prefix}{each}", kind=Site.Kind.RESIDENTIAL)
        new = Person.objects.create(name=f"新人 {prefix}{each}")
        Posting.objects.create(person=new, site=site, first_day=date(2026, 9, 1))
        handled(new, created=SEPTEMBER)


def test_it_takes_as_many_statements_for_many_sites_and_people_as_for_few(hr: Client) -> None:
    people_at_new_sites("A", 1)
    hr.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        hr.get(PAGE)
    people_at_new_sites("N", 12)
    with CaptureQueriesContext(connection) as many:
        assert "新项目 N11" in hr.get(PAGE).content.decode()
    assert len(many) == len(few)
