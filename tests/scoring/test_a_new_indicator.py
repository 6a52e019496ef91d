"""One new file is a new indicator: weighed by a plan, measured, shown down to the fact, closed in a final month."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import time_machine
from django.db import transaction

from evidence.models import SurveyAnswer
from kpi_portal.lib.canonical import canonical
from people.models import Person
from records import ledger
from records.final_month_guard import MonthIsFinal
from scoring import cards, closing, indicators, publishing
from scoring.engine.plan import Plan
from scoring.indicators import catalogue
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from scoring.rechecking import recheck
from tests.database import CHECKOUT
from tests.months import closer, finaliser, publisher
from tests.reports.test_card_page import words
from tests.scoring import month_of_facts as october
from tests.scoring.month_of_facts import OCTOBER, START
from tests.visiting import visitor

EXAMPLE = Path(__file__).with_name("new_indicator")
CODE = "five_star_answers"


@pytest.fixture(autouse=True)
def one_more_file(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of indicators has one file more."""
    forget = (catalogue.indicators.cache_clear, catalogue.definitions.cache_clear, versions._read.cache_clear)
    monkeypatch.setattr(indicators, "__path__", [*indicators.__path__, str(EXAMPLE)])
    [each() for each in forget]
    yield
    monkeypatch.undo()
    [each() for each in forget]


@pytest.fixture
def final(agent: Person) -> Card:
    """October with three answers, closed by a plan that weighs the new indicator, published and final."""
    for rating in (5, 5, 4):
        october.answer(agent, rating)
    october.adopted(agent)
    _publish_a_plan_with_it()
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    found = cards.card_for(agent, OCTOBER)
    assert found is not None
    return found


def _publish_a_plan_with_it() -> None:
    """``standard`` with the new indicator in place of the satisfaction."""
    draft = PlanVersion.objects.get(code="standard", version=1)
    document = versions.read(draft).to_document()
    document["dimensions"][2]["indicators"][0] |= {
        "code": CODE,
        "name": {"zh": "五星评价率", "en": "Five-star answers"},
        "minimum_n": 1,
        "rule": {"kind": "toward_target", "floor": "0", "target": "80"},
    }
    plan = Plan.from_document(document, catalogue.definitions())
    version = PlanVersion.objects.create(
        code="standard", version=2, document=canonical(plan.to_document()).decode(), document_hash=plan.plan_hash
    )
    with time_machine.travel(START):
        versions.publish_plan(plan=version, valid_from=OCTOBER, by=publisher())


def test_it_is_measured_and_scored_on_the_card(final: Card) -> None:
    line = next(line for line in cards.tree(final).lines if line.code == CODE)
    assert (line.numerator, line.denominator, str(line.points)) == (Fraction(2), Fraction(3), "83.33")


def test_it_stands_on_the_page_and_opens_to_its_facts_in_its_own_words(final: Card) -> None:
    page = words(visitor("agent").get(f"/card/2026-10/{final.agent_id}/").content)
    assert "Five-star answers" in page
    assert "2 / 3 answers" in page
    facts = words(visitor("agent").get(f"/card/2026-10/{final.agent_id}/{CODE}/").content)
    assert facts.count("five stars") == 2
    assert facts.count("fewer stars") == 1


def test_its_final_month_is_shut_and_verifies(final: Card) -> None:
    with pytest.raises(MonthIsFinal), transaction.atomic():
        SurveyAnswer.objects.filter(agent=final.agent).update(rating=1)
    assert not recheck(OCTOBER).problems
    assert ledger.verify(ledger.head()).is_sound


def test_the_developers_page_shows_this_very_file() -> None:
    docs = (CHECKOUT / "docs" / "developer.md").read_text("utf-8")
    assert (EXAMPLE / f"{CODE}.py").read_text("utf-8") in docs
