"""Who imports brings nothing of her own, and takes nothing of her own back (SCORING §1); rows of others are stored.

沈立 is HR, administrator and supervisor, and an agent of the team that she leads.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils import timezone, translation

from evidence.surveys.models import SurveyAnswer
from kpi_portal.lib.month import Month
from people.models import BonusBase, Person, UnpaidLeave
from records.models import Batch, LateFact, MonthState
from tenants.models import Company
from tests.herself import plays_every_role
from tests.importing import Sender, as_csv
from tests.months import bring_to
from tests.scoring.month_of_facts import OCTOBER
from tests.visiting import visitor
from workorders.models import WorkOrder

SAID = "Nobody acts for themselves"
FIRST, SECOND = "2026-10-05 10:00", "2026-10-05 10:09"
HEAD = {"number": "", "created_at": FIRST, "agent": "", "responder": "", "responded_at": SECOND, "subject": "lift"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def herself(company: Company) -> Person:
    return plays_every_role()


class By(Sender):
    """Sends in somebody's name."""

    def __init__(self, company: Company, kind: str, folder: Path, username: str) -> None:
        super().__init__(company, kind, folder)
        self.username = username

    def said(self, text: str) -> str:
        """What the command says when it stores the good rows."""
        return self.send(text, f"--by={self.username}", "--skip-bad")


def order(number: str, agent: str, **more: str) -> dict[str, object]:
    return {**HEAD, "number": number, "agent": agent, **more}


def errors() -> list[int]:
    return sorted(Batch.objects.order_by("-pk")[0].problems.filter(code="for_oneself").values_list("row", flat=True))


@pytest.fixture
def hers(company: Company, herself: Person, tmp_path: Path) -> By:
    return By(company, "workorders", tmp_path, "supervisor")


@pytest.fixture
def theirs(company: Company, herself: Person, tmp_path: Path) -> By:
    return By(company, "workorders", tmp_path, "hr")


def test_a_file_of_the_company_stores_the_rows_of_others(hers: By) -> None:
    said = hers.said(as_csv(order("1", "A001"), order("2", "S001"), order("3", "", responder="S001"), order("4", "")))
    assert "2 new" in said
    assert errors() == [3, 4]
    assert set(WorkOrder.objects.values_list("number", flat=True)) == {"1", "4"}


def test_without_leave_to_skip_nothing_is_stored(hers: By) -> None:
    with pytest.raises(CommandError, match="1 of 2 rows"):
        hers.send(as_csv(order("1", "A001"), order("2", "S001")), "--by=supervisor")
    assert not WorkOrder.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"responded_at": "2026-10-05 10:01"},
        {"completed_at": "2026-10-05 11:00"},
        {"marked_duplicate_at": "2026-10-05 11:00"},
        {"agent": "A002"},
        {"status": "cancelled"},
    ],
)
def test_an_order_of_hers_stays_as_somebody_else_brought_it(hers: By, theirs: By, change: dict[str, str]) -> None:
    theirs.said(as_csv(order("1", "S001"), order("2", "A001")))
    before = WorkOrder.objects.values("agent_id", "state", "correction", "first_responded_at").get(number="1")
    said = hers.said(as_csv(order("1", "S001") | change, order("2", "A001") | change))
    assert ("1 changed" in said, errors()) == (True, [2])
    assert WorkOrder.objects.values(*before).get(number="1") == before
    assert theirs.batch.unchanged == 0


def test_an_order_does_not_come_to_her_by_her_own_file(hers: By, theirs: By) -> None:
    theirs.said(as_csv(order("1", "A001")))
    hers.said(as_csv(order("1", "S001")))
    assert errors() == [2]


def test_the_same_file_again_and_other_words_are_no_error(hers: By, theirs: By) -> None:
    theirs.said(as_csv(order("1", "S001")))
    assert "1 unchanged" in hers.said(as_csv(order("1", "S001")))
    assert "1 changed" in hers.said(as_csv(order("1", "S001", subject="the lift")))
    assert errors() == []


def rated(number: str, rating: str) -> dict[str, object]:
    return {"number": number, "order_number": number, "rating": rating, "answered_at": "2026-10-06 10:00"}


def test_an_answer_for_her_is_brought_by_somebody_else(company: Company, theirs: By, tmp_path: Path) -> None:
    theirs.said(as_csv(order("1", "S001"), order("2", "A001")))
    hers = By(company, "surveys", tmp_path, "supervisor")
    assert "1 new" in hers.said(as_csv(rated("1", "5"), rated("2", "4")))
    assert errors() == [2]
    theirs = By(company, "surveys", tmp_path, "hr")
    theirs.said(as_csv(rated("1", "2")))
    hers.said(as_csv(rated("1", "5")))
    assert errors() == [2]
    assert SurveyAnswer.objects.get(number="1", stands=True).rating == 2
    assert "1 unchanged" in hers.said(as_csv(rated("1", "2")))


def test_ratings_that_ride_on_orders_ask_too(hers: By, theirs: By) -> None:
    answered = {"answered_at": "2026-10-06 10:00"}
    theirs.said(as_csv(order("1", "S001", rating="2", **answered)))
    said = hers.said(as_csv(order("1", "S001", rating="5", **answered)))
    assert errors() == [2]
    assert "0 changed" in said
    assert SurveyAnswer.objects.get().rating == 2


def undone(client: str, batch: Batch) -> str:
    return visitor(client).post(f"/imports/{batch.pk}/undo", follow=True).content.decode()


def test_an_import_with_her_bad_rating_is_undone_by_somebody_else(company: Company, theirs: By, tmp_path: Path) -> None:
    theirs.said(as_csv(order("1", "S001"), order("2", "A001")))
    orders = theirs.batch
    answers = By(company, "surveys", tmp_path, "hr")
    answers.said(as_csv(rated("1", "1")))
    for batch in (answers.batch, orders):
        assert SAID in undone("supervisor", batch)
    assert SurveyAnswer.objects.get().stands
    for batch in (answers.batch, orders):
        assert SAID not in undone("hr", batch)
    assert not SurveyAnswer.objects.filter(stands=True).exists()


@pytest.mark.parametrize(
    ("kind", "about_her", "about_others"),
    [
        ("ratings", "month,agent,department,rating\n2026-10,S001,maintenance,1\n", "2026-10,A001,maintenance,1\n"),
        ("targets", "month,indicator,team,value\n{next},completion_rate,一班,97\n", "{next},completion_rate,二班,97\n"),
        ("leave", "person,first_day,last_day\nS001,2026-10-05,2026-10-06\n", "A001,2026-10-05,2026-10-06\n"),
        ("postings", "person,post,first_day\nS001,agent,2026-10-05\n", "A001,other,2026-10-05\n"),
        ("quality_checks", "agent,contact_at,passed\nS001,2026-10-05 10:00,no\n", "A001,2026-10-05 10:00,no\n"),
    ],
)
def test_every_kind_knows_whose_an_import_is(
    hers: By, tmp_path: Path, kind: str, about_her: str, about_others: str
) -> None:
    sender, following = By(hers.company, kind, tmp_path, "hr"), Month.of(timezone.now(), hers.company.zone).next
    about_her, about_others = (text.format(next=following) for text in (about_her, about_others))
    assert "1 new" in sender.said(about_her)
    assert SAID in undone("supervisor", sender.batch)
    assert SAID not in undone("hr", sender.batch)
    sender.said(about_her.splitlines()[0] + "\n" + about_others)
    assert SAID not in undone("supervisor", sender.batch)
    By(hers.company, kind, tmp_path, "supervisor").said(about_her)
    assert errors() == [2]


def test_giving_a_fact_of_hers_to_somebody_else_is_for_oneself(
    company: Company, herself: Person, tmp_path: Path
) -> None:
    head = "number,agent,contact_at,passed\n"
    By(company, "quality_checks", tmp_path, "hr").said(head + "1,S001,2026-10-05 10:00,no\n")
    By(company, "quality_checks", tmp_path, "supervisor").said(head + "1,A001,2026-10-05 10:00,no\n")
    assert errors() == [2]


def test_what_stands_of_her_pay_may_be_in_her_file(company: Company, herself: Person, tmp_path: Path) -> None:
    rows = {
        "bonus_bases": "person,month,amount\nS001,2026-10,900\n",
        "leave": "person,first_day,last_day\nS001,2026-10-05,2026-10-06\n",
    }
    for kind, file in rows.items():
        By(company, kind, tmp_path, "hr").said(file)
        assert "1 unchanged" in By(company, kind, tmp_path, "supervisor").said(file)
        assert errors() == []
    assert (BonusBase.objects.filter(person=herself).count(), UnpaidLeave.objects.count()) == (1, 1)


def test_a_late_fact_about_her_is_decided_by_somebody_else(company: Company, herself: Person, tmp_path: Path) -> None:
    bring_to(MonthState.FINAL, OCTOBER)
    By(company, "quality_checks", tmp_path, "hr").said("agent,contact_at,passed\nS001,2026-10-05 10:00,no\n")
    late = LateFact.objects.get()
    path = f"/imports/late/{late.pk}/dismiss"
    assert SAID in visitor("supervisor").post(path, follow=True).content.decode()
    assert LateFact.objects.get().decision == LateFact.Decision.WAITING
    visitor("hr").post(path)
    assert LateFact.objects.get().decision == LateFact.Decision.DISMISSED
