"""Praise is the evidence of a bonus: by the catalogue, once, within the cap, never for oneself."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from evidence.praise import verbs as praise_verbs
from evidence.praise.models import Praise
from kpi_portal.lib.month import Month
from people.models import Account, Person
from scoring.bonuses.page import counted_already
from scoring.catalogue import verbs as catalogue
from scoring.models import Adjustment, CatalogueEntry
from tenants.models import Company
from tests.herself import plays_every_role
from tests.scoring import month_of_facts as october
from tests.visiting import visitor

LINE = "业主表扬信或锦旗"
NOON = datetime(2026, 10, 14, 4, tzinfo=UTC)


@pytest.fixture
def praise(company: Company) -> Praise:
    """A banner for 王芳, confirmed."""
    by, agent = Account.objects.get(username="hr"), Person.objects.get(staff_number="A001")
    catalogue.add(by=by, kind="bonus", name=LINE, least=Decimal("0.5"), most=Decimal(1), needs_evidence=True)
    return praise_verbs.bring(by=by, agent=agent, form="banner", received_at=NOON, words="拾金不昧")


def address(praise: Praise, month: str = "2026-10") -> str:
    return f"/adjustments/{month}/for/praise/{praise.pk}/"


def marked(praise: Praise, **more: str) -> dict[str, str]:
    line = CatalogueEntry.objects.get(name=LINE)
    return {"item": str(line.pk), f"fact-{praise.pk}-gives": "on", **more}


def test_it_gives_one_bonus_by_the_line_and_leads_back_to_the_praise(praise: Praise) -> None:
    october.adjust(praise.agent, "4.50")
    supervisor = visitor("supervisor")
    assert address(praise) in supervisor.get(praise.get_absolute_url()).content.decode()
    assert "5.00 bonus points this month, 0.50 are left" in supervisor.get(address(praise)).content.decode()
    supervisor.post(address(praise), marked(praise))
    entry = Adjustment.objects.exclude(proof="").get()
    assert (entry.kind, str(entry.points), entry.agent, entry.first_day) == (
        "bonus",
        "0.50",
        praise.agent,
        october.OCTOBER.first_day,
    )
    assert "拾金不昧" in entry.evidence
    assert praise.get_absolute_url() in supervisor.get("/adjustments/2026-10/").content.decode()
    again = visitor("hr").post(address(praise), marked(praise)).content.decode()
    assert "+0.50 was given in 2026-10 by 沈立" in again
    assert Adjustment.objects.exclude(proof="").count() == 1


def test_points_beside_the_line_and_a_month_before_it_are_refused(praise: Praise) -> None:
    page = visitor("hr").post(address(praise), marked(praise, **{f"fact-{praise.pk}-points": "3"}))
    assert "has 0.50 to 1.00 points" in page.content.decode()
    page = visitor("hr").post(address(praise, "2026-09"), marked(praise))
    assert "It happened after this month." in page.content.decode()
    assert not Adjustment.objects.exists()


def test_what_is_not_confirmed_or_is_about_others_shows_nothing(praise: Praise) -> None:
    assert visitor("other_supervisor").get(address(praise)).status_code == 404
    hr = Account.objects.get(username="hr")
    declined = praise_verbs.decide(praise, decision="declined", by=hr, reason="查无此事")
    assert visitor("hr").get(address(declined)).status_code == 404


def test_nobody_gives_a_bonus_for_the_own_praise(praise: Praise) -> None:
    own = plays_every_role()
    hers = praise_verbs.bring(
        by=Account.objects.get(username="hr"), agent=own, form="letter", received_at=NOON, words="热心"
    )
    page = visitor("supervisor").post(address(hers), marked(hers)).content.decode()
    assert "Nobody gives points to themselves" in page
    assert not Adjustment.objects.exists()


def test_what_the_plan_weighs_already_is_told(praise: Praise) -> None:
    assert counted_already("rating", Month(2026, 10))  # `standard` weighs the departments' ratings
    assert not counted_already("praise", Month(2026, 10))
