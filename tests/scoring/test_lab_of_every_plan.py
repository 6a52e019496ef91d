"""The lab over what a plan may do beside weights: shares of grades, indicators of the teams led, calendar shifts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import time_machine

from people.models import Account, Posting, Site
from scoring.engine.plan import Plan
from scoring.engine.score import score_month
from scoring.indicators.catalogue import definitions
from scoring.lab import reading
from scoring.lab.replay import replay
from scoring.lab.stored import Outcome, Stored
from scoring.models import Card, PlanVersion
from scoring.plans import drafts, versions
from scoring.rechecking import as_if
from tests.companies import Once
from tests.months import publisher
from tests.scoring.month_of_facts import END, MINUTE, OCTOBER, START, handled, person, the_golden_month
from tests.scoring.test_closing import close
from tests.scoring.test_site_calendar import announced

Document = dict[str, Any]
HARDER = {"kind": "toward_target", "floor": "50", "target": "99"}


@pytest.fixture(scope="module")
def october(once_at_acme: Once) -> Iterator[None]:
    """王芳 and 李静 share one place of S; a handover shifts their site's weights; 沈立 is scored by what they did."""
    with once_at_acme():
        announced()
        draft = drafts.copy_plan(plan=PlanVersion.objects.get(code="standard"), by=publisher())
        drafts.change_draft(draft=draft, by=publisher(), change=_half_of_them)
        with time_machine.travel(START):
            versions.publish_plan(plan=draft, valid_from=OCTOBER, by=publisher())
        site = Site.objects.get(code="CH")
        Posting.objects.create(person=person("沈立"), site=site, post="supervisor", first_day=date(2026, 1, 1))
        PlanVersion.objects.filter(code="supervisor").update(state="published", valid_from=date(2026, 1, 1))
        the_golden_month(person("王芳"))
        for _number in range(10):
            handled(person("李静"), ("completed", END - MINUTE))
        for _number in range(3):
            handled(person("沈立"))
        close()
        yield


def _half_of_them(document: Document) -> Document:
    for grade, lower in zip(document["grades"], ("70", "60", "50", "40", "0"), strict=True):
        grade["lower"] = lower
    document["grades"][0]["share"] = "50"
    return document


@pytest.fixture(autouse=True)
def _october(october: None, company: object) -> None:
    pass


def of(code: str) -> tuple[list[Stored], Plan]:
    version = PlanVersion.objects.filter(code=code, state="published").latest("version")
    return reading.stored(version, [OCTOBER], Account.objects.get(username="hr")), versions.read(version)


def otherwise(plan: Plan, **weights: str) -> Document:
    document = plan.to_document()
    for dimension in document["dimensions"]:
        dimension["weight"] = weights.get(dimension["code"], dimension["weight"])
    return document


def plan_of(document: Document) -> Plan:
    return Plan.from_document(document, definitions())


def whole(cards: list[Stored], plan: Plan) -> list[tuple[Any, ...]]:
    """The pure engine over everybody at once, from what is stored."""
    months = [replace(card.by(plan), agent=UUID(int=card.key)) for card in cards]
    found = {card.agent.int: card for card in score_month(months)}
    scored = [found[card.key] for card in cards]
    return [(one.total, one.grade, one.coefficient, one.rank) for one in scored]


def shown(outcomes: list[Outcome]) -> list[tuple[Any, ...]]:
    return [one[:4] for one in outcomes]


@pytest.mark.parametrize("code", ["standard", "supervisor"])
def test_the_unchanged_plan_gives_what_is_stored(code: str) -> None:
    cards, plan = of(code)
    assert cards
    assert replay(cards, plan) == [card.outcome for card in cards]


def test_shares_fall_anew_with_the_totals_and_without_them_everybody_has_the_band() -> None:
    cards, plan = of("standard")
    before = {card.name: card.outcome.grade for card in cards if card.outcome.total}
    assert sorted(before.values(), key=str) == ["A", "S"]
    other = plan_of(otherwise(plan, service_quality="10", responsiveness="10", customer_feedback="10", innovation="40"))
    after = replay(cards, other)
    assert shown(after) == whole(cards, other)
    assert {card.name: one.grade for card, one in zip(cards, after, strict=True) if one.total} == {
        name: {"S": "A", "A": "S"}[grade] for name, grade in before.items() if grade
    }
    document = plan.to_document()
    del document["grades"][0]["share"]
    assert {one.grade for one in replay(cards, plan_of(document)) if one.total} == {"S"}


def test_a_shift_of_the_calendar_moves_the_weights_of_another_plan_too() -> None:
    cards, plan = of("standard")
    shifted = next(card for card in cards if card.name == "王芳")
    assert shifted.shifts["responsiveness"] == 10
    assert "responsiveness" not in next(card for card in cards if card.name == "周倩").shifts
    other = plan_of(otherwise(plan, service_quality="15", customer_feedback="30"))
    by_facts = [as_if(Card.objects.get(pk=card.key), plan=other).total for card in cards]
    assert [one.total for one in replay(cards, other)] == by_facts
    calm = [replace(card, shifts={}) for card in cards]
    assert [one.total for one in replay(calm, other)] != by_facts


def test_what_the_teams_led_have_is_scored_anew_where_its_rule_or_its_sample_changes() -> None:
    (card,), plan = of("supervisor")
    document = plan.to_document()
    (indicator,) = [each for part in document["dimensions"] for each in part["indicators"] if _is_completion(each)]
    assert indicator["of"] == "led"
    stored = Card.objects.get(pk=card.key)
    totals = {card.outcome.total}
    for change in ({"rule": HARDER}, {"rule": HARDER, "minimum_n": 60}, {"minimum_n": 61}):
        other = plan_of(document | _with(document, indicator | change))
        scored = as_if(stored, plan=other)
        (found,) = replay([card], other)
        assert found[:3] == (scored.total, scored.grade, scored.coefficient)
        totals.add(found.total)
    assert len(totals) == 3, "60 orders of two agents: as stored, by a harder rule, and one too few"


def _is_completion(indicator: Document) -> bool:
    return bool(indicator["code"] == "completion_rate")


def _with(document: Document, indicator: Document) -> Document:
    parts = [
        part | {"indicators": [indicator if _is_completion(each) else each for each in part["indicators"]]}
        for part in document["dimensions"]
    ]
    return {"dimensions": parts}


def test_a_decimal_of_a_bound_is_a_bound() -> None:
    cards, plan = of("standard")
    best = max(card.outcome.total for card in cards if card.outcome.total)
    document = plan.to_document()
    document["grades"][0]["lower"] = str(best + Decimal("0.01"))
    assert "S" not in {one.grade for one in replay(cards, plan_of(document))}
    document["grades"][0]["lower"] = str(best)
    assert "S" in {one.grade for one in replay(cards, plan_of(document))}
