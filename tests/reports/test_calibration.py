"""Calibration: whether raters use the same measure, from cards that everybody can open."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import DepartmentRating, QualityCheck
from people.models import Account
from scoring import closing
from scoring.calibration.figures import Calibration
from scoring.models import Adjustment, Card
from scoring.review import verbs as reviews
from tenants.models import Company
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import CUTOFF, OCTOBER, adjust, check, handled, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
PAGE = "/months/2026-10/calibration/"
AFTER = CUTOFF + timedelta(hours=2)


def close() -> None:
    with time_machine.travel(AFTER, tick=False):
        closing.run_close(closing.request_close(month=OCTOBER, by=Account.objects.get(username="hr"), ring=False).pk)


@pytest.fixture
def october(company: Company) -> None:
    """王芳 82.31 (B) and 李静 of the first team, 周倩 of the second; 沈立 gave 王芳 three points, which make an A."""
    the_golden_month(person("王芳"))
    for name in ("李静", "周倩"):
        handled(person(name))
    adjust(person("王芳"), "3", kind="supervisor")
    Adjustment.objects.filter(kind="supervisor").update(author=person("沈立"))
    close()


@pytest.mark.usefixtures("october")
def test_figures_of_each_rater_lead_to_the_cards_that_they_were_counted_from() -> None:
    assert Card.objects.current().get(agent__name="王芳").grade == "A"
    first, second = sorted(Calibration(OCTOBER).raters, key=lambda group: -len(group.now))
    assert (first.name, len(first.now), first.adjusted, first.changed) == ("沈立", 2, 1, 1)
    assert (first.drift, second.drift) == (Decimal("1.50"), Decimal("0.00"))
    assert Calibration(OCTOBER).company.drift == Decimal("1.00")
    assert [group.name for group in Calibration(OCTOBER).never] == ["苏岩"]
    browser = visitor("hr")
    with CaptureQueriesContext(connection) as asked:
        page = words(browser.get(PAGE).content)
    assert len([one for one in asked.captured_queries if "search_path" not in one["sql"]]) <= 15
    assert "Mean adjustment, 3 months +1.50 all raters +1.00" in page
    changed = words(browser.get(f"{PAGE}cards/?rater={person('沈立').pk}&only=changed").content)
    assert "王芳" in changed
    assert "李静" not in changed
    file = browser.get(f"{PAGE}file/?format=csv").content.decode("utf-8-sig")
    _heads, everybody, *rest = csv.reader(io.StringIO(file))
    assert everybody[2] == "3"
    assert {row[1] for row in rest} == {"沈立", "苏岩", "翠湖花园", "云栖里"}


@pytest.mark.usefixtures("october")
def test_a_supervisor_sees_the_own_figures_beside_the_companys_and_nobody_elses() -> None:
    browser = visitor("supervisor")
    page = words(browser.get(PAGE).content)
    for told in ("沈立", "All raters 3 cards"):
        assert told in page
    assert "苏岩" not in page
    assert "翠湖花园" not in page
    for asked in (f"rater={person('苏岩').pk}", "all=yes", "site=1", "rater=x"):
        listed = words(browser.get(f"{PAGE}cards/?{asked}").content)
        assert "周倩" not in listed
    assert "周倩" not in words(browser.get(f"{PAGE}file/?format=csv").content)
    with time_machine.travel(AFTER, tick=False):
        beside = f"/months/2026-10/review/{person('李静').pk}/?drift"  # fetched into the page
        review = words(visitor("supervisor").get(beside, headers={"HX-Request": "true"}).content)
    assert "My mean adjustment over 3 months +1.50, all raters +1.00" in review


@pytest.mark.usefixtures("october")
def test_who_reviewed_a_card_is_its_rater_before_whoever_leads_and_a_month_without_cards_says_so() -> None:
    with time_machine.travel(AFTER, tick=False):
        reviews.submit(
            agent=person("周倩"),
            month=OCTOBER,
            by=Account.objects.get(username="hr"),
            points=Decimal(-1),
            reason="迟到",
        )
    by_name = {group.name: group for group in Calibration(OCTOBER).raters}
    assert [card.name for card in by_name["周敏"].now] == ["周倩"]
    assert by_name["周敏"].drift == Decimal("-1.00")
    assert "No cards in this month yet" in words(visitor("hr").get("/months/2026-03/calibration/").content)


def test_checks_and_ratings_are_told_by_who_gave_them(october: None) -> None:
    check(person("李静"), "pass", "fail")
    QualityCheck.objects.update(checker=person("沈立"))
    DepartmentRating.objects.update(rater=person("郭强"))
    page = words(visitor("hr").get(PAGE).content)
    assert "沈立 11" in page
    assert "郭强 6" in page
    assert "郭强 6" not in words(visitor("supervisor").get(PAGE).content)
