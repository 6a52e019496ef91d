"""Postings, leave and bonus bases of the days of final months: a sentence on the page, a named row in a file."""

from datetime import date
from pathlib import Path

import pytest

from kpi_portal.lib.month import Month
from people.models import BonusBase, Person, Posting, UnpaidLeave
from records.models import MonthState
from tenants.models import Company
from tests.importing import Sender
from tests.months import bring_to
from tests.visiting import visitor

OCTOBER = Month(2026, 10)


@pytest.fixture
def agent(company: Company) -> Person:
    found = Person.objects.get(name="王芳")
    bring_to(MonthState.FINAL, OCTOBER)
    return found


@pytest.mark.parametrize(
    ("who", "path", "data"),
    [
        ("administrator", "/people/{}/leave/", {"first_day": "2026-10-31", "last_day": "2026-11-02"}),
        ("administrator", "/people/{}/post/", {"post": "agent", "first_day": "2026-09-15"}),
        ("hr", "/people/{}/bonus-base/", {"since": "2026-08", "amount": "9"}),
    ],
)
def test_the_page_says_that_the_month_is_final(agent: Person, who: str, path: str, data: dict[str, str]) -> None:
    answer = visitor(who).post(path.format(agent.pk), data)
    assert answer.status_code == 200
    assert "2026-10" in answer.content.decode()
    assert not UnpaidLeave.objects.filter(first_day=date(2026, 10, 31)).exists()


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("leave", "person,first_day,last_day\nA001,2026-11-03,2026-11-04\nA001,2026-09-30,2026-10-01\n"),
        ("postings", "person,post,first_day\nA001,supervisor,2026-11-01\nA001,other,2026-05-01\n"),
        ("bonus_bases", "person,month,amount\nA001,2026-11,9\nA001,2026-09,9\n"),
    ],
)
def test_a_file_names_the_row_that_touches_a_final_month(agent: Person, kind: str, file: str, tmp_path: Path) -> None:
    sender = Sender(Company.objects.get(schema_name="acme"), kind, tmp_path)
    assert "2026-10" in sender.refused(file)
    assert [problem.row for problem in sender.batch.problems.all()] == [3]
    assert "1 new" in sender.send(file, "--skip-bad")


def test_a_posting_ends_after_the_final_month_but_not_in_it(agent: Person) -> None:
    posting = Posting.objects.get(person=agent)
    administrator = visitor("administrator")
    assert administrator.post(f"/people/postings/{posting.pk}/end/", {"last_day": "2026-10-30"}).status_code == 200
    posting.refresh_from_db()
    assert posting.last_day is None
    assert administrator.post(f"/people/postings/{posting.pk}/end/", {"last_day": "2026-11-30"}).status_code == 302
    posting.refresh_from_db()
    assert posting.last_day == date(2026, 11, 30)
    assert BonusBase.objects.exists()
