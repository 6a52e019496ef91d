"""强制分布 (SCORING §5, Grading): a grade for a share of those ranked, never above what the band gives."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import adjustments, closing, effects, publishing
from scoring.engine import facts
from scoring.engine.card import Card
from scoring.engine.score import rescore, score_month
from scoring.engine.shares import places
from scoring.models import Card as StoredCard
from scoring.models import PlanVersion
from scoring.plans import drafts, versions
from scoring.rechecking import company_values, recheck
from tests.months import closer, publisher
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import END, MINUTE, OCTOBER, START, handled, person, the_golden_month
from tests.scoring.months_at_random import draw
from tests.visiting import visitor

calm = settings(max_examples=30)
randoms = st.randoms(use_true_random=False)


@calm
@given(randoms)
def test_nobody_is_above_the_band_and_a_share_is_passed_only_by_equal_totals(random: Random) -> None:
    months = draw(random, agents=14).months
    plan = replace(months[0].plan, red_lines=replace(months[0].plan.red_lines, policy="process_only"))
    cards = score_month([replace(month, plan=plan) for month in months])
    order = [grade.code for grade in plan.grades]
    by_grade: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        if card.total is not None:
            assert order.index(card.grade or "") >= order.index(card.grade_by_total or "")
            by_grade[card.grade or ""].append(card)
    for grade in plan.grades:
        if grade.share is not None:
            totals = Counter(card.total or Decimal(0) for card in by_grade[grade.code] if card.rank)
            room = places(grade.share, cards[0].ranked)
            assert not totals or (sum(totals.values()) - totals[min(totals)] < max(room, 1) and room)
    graded = sorted((card for card in cards if card.total is not None), key=lambda card: card.total or 0)
    places_in_order = [order.index(card.grade or "") for card in graded]
    assert places_in_order == sorted(places_in_order, reverse=True)


@calm
@given(randoms)
def test_a_card_is_graded_again_by_itself(random: Random) -> None:
    months = draw(random, agents=8).months
    cards = score_month(months)
    for month, card in zip(months, cards, strict=True):
        again = rescore(month, company_values(card), card.share_bounds)
        assert replace(again, rank=card.rank, ranked=card.ranked) == card
        assert Card.from_frozen(card.to_frozen()) == card
    shuffled = random.sample(months, len(months))
    assert score_month(shuffled) == cards


def test_a_share_of_few_is_nobody_and_is_rounded_down() -> None:
    assert [places(Decimal(10), ranked) for ranked in (9, 10, 19, 23)] == [0, 1, 1, 2]
    assert places(Decimal("33.33"), 3) == 0


@pytest.fixture
def shared(company: object) -> PlanVersion:
    """The standard plan with S from 70, but for half of those ranked only."""
    draft = drafts.copy_plan(plan=PlanVersion.objects.get(code="standard"), by=publisher())

    def half(document: drafts.Document) -> drafts.Document:
        for grade, lower in zip(document["grades"], ("70", "60", "50", "40", "0"), strict=True):
            grade["lower"] = lower
        document["grades"][0]["share"] = "50"
        return document

    drafts.change_draft(draft=draft, by=publisher(), change=half)
    with time_machine.travel(START):
        return versions.publish_plan(plan=draft, valid_from=OCTOBER, by=publisher())


def _closed() -> dict[str, StoredCard]:
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    return {card.agent.name: card for card in StoredCard.objects.current().filter(is_trial=False, total__isnull=False)}


def test_another_total_of_one_moves_the_grade_of_the_other_and_everything_rechecks(shared: PlanVersion) -> None:
    the_golden_month(person("王芳"))
    for _number in range(10):
        handled(person("李静"), ("completed", END - MINUTE))
    before = _closed()
    first, second = sorted(before.values(), key=lambda card: card.rank or 0)
    assert (first.plan, first.grade, second.grade, second.ranked) == (shared, "S", "A", 2)
    assert (second.total or 0) > 70
    assert (
        effects.of_adjustment(first, facts.Adjustment(0, "deduction", Decimal(-1), "迟到", "周敏")).after.grade == "S"
    )
    assert (
        effects.of_adjustment(first, facts.Adjustment(0, "deduction", Decimal(-10), "迟到", "周敏")).after.grade == "A"
    )
    adjustments.enter(
        agent=first.agent, month=OCTOBER, kind="deduction", points=Decimal(-10), text="迟到", by=publisher()
    )
    after = _closed()
    assert (after[first.agent.name].grade, after[second.agent.name].grade) == ("A", "S")
    assert after[first.agent.name].version == 2
    assert recheck(OCTOBER).problems == ()
    publishing.publish_month(month=OCTOBER, by=publisher())
    page = words(visitor("hr").get(f"/card/2026-10/{first.agent_id}/").content)
    assert "S 50 % of 2 ranked = 1; no. 2. By the total alone: S" in page
    assert "At most" in words(visitor("hr").get(f"/plans/{shared.pk}/").content)
    StoredCard.objects.filter(pk=after[second.agent.name].pk).update(rank=None)
    assert any("shares" in problem for problem in recheck(OCTOBER).problems)
