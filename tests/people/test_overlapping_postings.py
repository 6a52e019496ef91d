"""At one site and post each day is of one posting; a corrected first day supersedes (SCORING §7)."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from kpi_portal.lib.refusals import Refused
from people import posting
from people.models import Account, Posting, Site
from records.imports.undoing import undo
from records.models import Batch, MonthState
from scoring import closing
from scoring.models import Card
from tenants.models import Company
from tests.importing import Sender
from tests.months import bring_to
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month

HEAD = "工号,项目,班组,起始日,结束日,工时比例\n"


@pytest.fixture
def postings(company: Company, tmp_path: Path) -> Sender:
    """Sends postings; 王芳 has one at 翠湖花园 since 1 October."""
    Posting.objects.filter(person__name="王芳").delete()
    sender = Sender(company, "postings", tmp_path)
    sender.send("工号,项目,班组,起始日\nA001,CH,一班,2026-10-01\n")
    return sender


def days_of_wang() -> list[tuple[date, date | None]]:
    """First and last day of her postings."""
    return sorted(Posting.objects.filter(person__name="王芳").values_list("first_day", "last_day"))


def posted_days() -> int | None:
    """Of 王芳's card of October."""
    hr = Account.objects.get(username="hr")
    closing.run_close(closing.request_close(month=OCTOBER, by=hr, ring=False).pk)
    return Card.objects.get(is_current=True, agent__name="王芳").posted_days


def test_a_first_day_corrected_to_a_later_one_pays_the_days_from_there(postings: Sender) -> None:
    the_golden_month(person("王芳"))
    assert posted_days() == 31
    with translation.override("en"):
        said = postings.send("工号,项目,起始日\nA001,CH,2026-10-05\n")
    assert "0 new, 1 changed" in said
    assert "The posting there began on 2026-10-01 until now; it begins on 2026-10-05" in said
    assert days_of_wang() == [(date(2026, 10, 5), None)]
    assert posted_days() == 27
    assert Posting.objects.get(person__name="王芳").team_id  # of which the file said nothing


def test_a_first_day_corrected_to_an_earlier_one_pays_the_days_before_it(postings: Sender) -> None:
    assert "1 changed" in postings.send("工号,项目,起始日\nA001,CH,2026-09-21\n")
    assert days_of_wang() == [(date(2026, 9, 21), None)]


def test_the_undo_of_a_corrected_first_day_gives_the_old_one_back(postings: Sender) -> None:
    postings.send("工号,项目,班组,起始日,结束日\nA001,CH,一班,2026-10-05,\n")
    batch = Batch.objects.latest("pk")
    undo(batch, by=Account.objects.get(username="hr"))
    assert days_of_wang() == [(date(2026, 10, 1), None)]


@pytest.mark.parametrize(
    "row",
    [
        "A001,CH,一班,2026-11-01,,",  # the next month's roster
        "A001,CH,二班,2026-10-12,,",  # another team
        "A001,CH,一班,2026-10-12,2026-10-31,",  # both days differ
    ],
)
def test_days_of_a_known_posting_are_refused_with_what_to_do(postings: Sender, row: str) -> None:
    with translation.override("en"):
        said = postings.refused(f"{HEAD}{row}\n")
    assert "the person is posted there already, since 2026-10-01. Give that posting a last day" in said
    assert days_of_wang() == [(date(2026, 10, 1), None)]


def test_a_transfer_in_one_file_ends_the_old_posting_whatever_the_order_of_rows(postings: Sender) -> None:
    said = postings.send(f"{HEAD}A001,CH,二班,2026-10-12,,\nA001,CH,一班,2026-10-01,2026-10-11,\n")
    assert "1 new, 1 changed" in said
    assert days_of_wang() == [(date(2026, 10, 1), date(2026, 10, 11)), (date(2026, 10, 12), None)]


def test_two_rows_of_one_file_that_share_days_are_both_named(postings: Sender) -> None:
    with translation.override("en"):
        said = postings.refused(f"{HEAD}A001,YQ,,2026-10-01,,\nA001,YQ,,2026-10-12,,\n")
    assert said.count("the person is posted there already, since") == 2


def test_a_first_day_within_a_final_month_is_shut(postings: Sender) -> None:
    bring_to(MonthState.FINAL, OCTOBER)
    with translation.override("en"):
        said = postings.refused("工号,项目,起始日\nA001,CH,2026-10-05\n")
    assert "This would change days of 2026-10, which is final" in said


def test_the_page_refuses_days_that_are_posted_already(postings: Sender) -> None:
    hr, lake = Account.objects.get(username="hr"), Site.objects.get(code="CH")
    with pytest.raises(Refused) as refusal:
        posting.post(person=person("王芳"), post="agent", site=lake, team=None, first_day=date(2026, 10, 5), by=hr)
    assert refusal.value.code == "posted_there"


def test_a_posting_does_not_end_within_the_next_one(postings: Sender) -> None:
    postings.send(f"{HEAD}A001,CH,二班,2026-10-12,,\nA001,CH,一班,2026-10-01,2026-10-11,\n")
    first = Posting.objects.get(person__name="王芳", first_day=date(2026, 10, 1))
    with pytest.raises(Refused) as refusal:
        posting.end_posting(posting=first, last_day=date(2026, 10, 15), by=Account.objects.get(username="hr"))
    assert refusal.value.code == "posted_there"
    assert days_of_wang()[0][1] == date(2026, 10, 11)
