"""Bonuses and deductions by the company's catalogue, with their effect and what the caps leave (SCORING §5, step 6)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError

from kpi_portal.lib.month import Month
from people.models import Account, Person
from scoring import adjustments, closing
from scoring.catalogue import verbs
from scoring.models import Adjustment, Card, CatalogueEntry, ScoringSettings
from tenants.models import Company
from tests.importing import Sender
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import OCTOBER, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
NEW = f"/adjustments/{OCTOBER}/new/"


def account(username: str) -> Account:
    found: Account = Account.objects.get(username=username)
    return found


def line(**values: object) -> CatalogueEntry:
    usual = {"kind": "bonus", "name": "台风值守", "least": Decimal("0.5"), "most": Decimal(2), "needs_evidence": True}
    return verbs.add(by=account("hr"), **(usual | values))  # type: ignore[arg-type]


def test_hr_takes_over_the_usual_lines_once_and_keeps_its_own(company: object) -> None:
    hr = visitor("hr")
    assert "The catalogue is empty" in words(hr.get("/adjustments/catalogue/").content)
    hr.post("/adjustments/catalogue/usual/")
    number = CatalogueEntry.objects.count()
    assert number == len(verbs.USUAL)
    assert verbs.adopt_usual(by=account("hr")) == 0
    typed = {"kind": "deduction", "name": "漏填交接", "least": "1", "most": "0.5"}
    assert "The least points are not more" in words(hr.post("/adjustments/catalogue/add/", typed).content)
    assert hr.post("/adjustments/catalogue/add/", typed | {"most": "1"}).status_code == 302
    supervisor = visitor("supervisor")
    assert "漏填交接" in words(supervisor.get("/adjustments/catalogue/").content)
    assert supervisor.get("/adjustments/catalogue/add/").status_code == 403


def test_an_entry_by_a_line_needs_its_evidence_and_keeps_within_its_points(agent: Person) -> None:
    picked = line()
    supervisor = visitor("supervisor")
    entry = {"agent": agent.pk, "item": picked.pk, "points": "2.5"}
    assert "0.50 to 2.00 points" in words(supervisor.post(NEW, entry).content)
    assert "needs evidence" in words(supervisor.post(NEW, entry | {"points": "2"}).content)
    supervisor.post(NEW, entry | {"points": "2", "evidence": "值班表"})
    made = Adjustment.objects.get()
    assert (made.kind, made.points, made.text, made.item) == ("bonus", Decimal(2), "台风值守", picked)


def test_a_fixed_line_says_kind_sign_and_points_by_itself(agent: Person) -> None:
    fixed = line(kind="deduction", name="未着工装", least=Decimal("0.5"), most=Decimal("0.5"), needs_evidence=False)
    visitor("supervisor").post(NEW, {"agent": agent.pk, "item": fixed.pk, "kind": "bonus"})
    made = Adjustment.objects.get()
    assert (made.kind, made.points, made.text) == ("deduction", Decimal("-0.5"), "未着工装")
    fixed = verbs.change(entry=fixed, by=account("hr"), last_day=date(2026, 9, 30))
    with refused("not_in_use"):
        adjustments.enter(
            agent=agent,
            month=OCTOBER,
            by=account("hr"),
            kind="deduction",
            points=Decimal("-0.5"),
            text="未着工装",
            item=fixed,
        )
    assert "未着工装" not in visitor("supervisor").get(NEW).content.decode()


def test_the_company_may_want_a_line_for_everything_but_the_supervisors_own(agent: Person) -> None:
    ScoringSettings.objects.update(free_adjustments=False)
    supervisor = visitor("supervisor")
    entry = {"agent": agent.pk, "kind": "bonus", "points": "1", "text": "表扬"}
    assert 'value="bonus"' not in supervisor.get(NEW).content.decode()
    supervisor.post(NEW, entry)
    with refused("no_line"):
        adjustments.enter(agent=agent, month=OCTOBER, by=account("hr"), kind="bonus", points=Decimal(1), text="表扬")
    supervisor.post(NEW, entry | {"kind": "supervisor"})
    assert [one.kind for one in Adjustment.objects.all()] == ["supervisor"]


def test_a_file_is_no_way_around_the_catalogue(company: Company, tmp_path: Path) -> None:
    """What a file brought before stays; nothing new of it comes but the supervisor's own."""
    sender = Sender(company, "adjustments", tmp_path)
    before = "编号,月份,工号,类型,分值,事由\nJ1,2026-10,A001,bonus,1,表扬\n"
    with pytest.raises(CommandError, match=r"HR's to give|由人事录入"):  # who keeps the data gives no points
        sender.send(before, "--by=administrator")
    sender.send(before)
    ScoringSettings.objects.update(free_adjustments=False)
    with pytest.raises(CommandError, match=r"by its catalogue only|只能按目录登记"):
        sender.send(before + "J2,2026-10,A002,bonus,1,表扬\n")
    sender.send(before + "J2,2026-10,A002,supervisor,1,台风值守\n")
    assert sorted(Adjustment.objects.values_list("kind", flat=True)) == ["bonus", "supervisor"]


def test_effect_and_caps_are_seen_before_it_is_entered(agent: Person) -> None:
    the_golden_month(agent)
    closing.run_close(closing.request_close(month=OCTOBER, by=account("hr"), ring=False).pk)
    supervisor, look = visitor("supervisor"), {"agent": agent.pk, "kind": "bonus", "points": "4.5", "do": "look"}
    page = words(supervisor.post(NEW, look).content)
    assert "82.31 → 86.31" in page  # the letter of praise has taken 1.00 of the cap of 5.00
    assert "Of +4.50 only +4.00 counts" in page
    assert "Of at most 5.00 bonus points this month, 4.00 are left." in page
    assert "The grade changes from B to A." in page
    assert Adjustment.objects.count() == 1
    assert Card.objects.current().get(agent=agent, is_trial=False).total == Decimal("82.31")


def test_a_line_is_used_on_its_days(company: object) -> None:
    used = line(first_day=date(2026, 10, 31), last_day=date(2026, 11, 30))
    months = [Month(2026, 9), OCTOBER, Month(2026, 11), Month(2026, 12)]
    assert [used.is_used_in(month) for month in months] == [False, True, True, False]
    assert [CatalogueEntry.objects.used_in(month).exists() for month in months] == [False, True, True, False]
    with pytest.raises(ValidationError):
        verbs.change(entry=used, by=account("hr"), last_day=date(2026, 1, 1))
