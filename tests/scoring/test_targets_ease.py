"""How much easier than the plan's a target may be: a share of the way from target to floor, exactly (SCORING §5)."""

from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.rules import TowardTarget, ease_problem
from scoring.models import PlanVersion, ScoringSettings
from scoring.plans import versions
from scoring.targets import verbs
from tests.months import publisher
from tests.scoring.month_of_facts import OCTOBER, START

FIGURES = st.decimals(min_value=-10_000, max_value=10_000, places=4)
SHARES = st.fractions(min_value=0, max_value=Fraction(99, 100))


@given(floor=FIGURES, target=FIGURES, value=FIGURES, ease=SHARES)
def test_a_target_may_give_up_the_share_of_the_span_and_no_more(
    floor: Decimal, target: Decimal, value: Decimal, ease: Fraction
) -> None:
    """In points: by the plan's own rule an allowed target is worth at least 100 × (1 − share), whatever is better."""
    if floor == target:
        return
    worth = (Fraction(value) - Fraction(floor)) / (Fraction(target) - Fraction(floor))
    allowed = ease_problem(TowardTarget(floor, target), value, ease) is None
    assert allowed == (worth >= 1 - ease)


@pytest.mark.parametrize(
    ("floor", "target", "easiest", "too_easy"),
    [("80", "98", "93.5", "93.4999"), ("60", "15", "26.25", "26.2501"), ("0", "100", "75", "74.9999")],
)
def test_the_limit_itself_is_allowed_and_named(floor: str, target: str, easiest: str, too_easy: str) -> None:
    rule, ease = TowardTarget(Decimal(floor), Decimal(target)), Fraction(25, 100)
    assert ease_problem(rule, Decimal(easiest), ease) is None
    problem = ease_problem(rule, Decimal(too_easy), ease)
    assert problem is not None
    assert problem.params == {"limit": easiest, "target": target}


def test_a_harder_target_is_always_allowed() -> None:
    assert ease_problem(TowardTarget(Decimal(60), Decimal(15)), Decimal(1), Fraction(0)) is None


@pytest.mark.usefixtures("company")
def test_every_plan_in_force_is_asked() -> None:
    """Offices ask for 10 minutes (floor 20): 12.5 at most, although everybody else's 15 would allow 26.25."""
    draft = PlanVersion.objects.get(code="commercial")
    draft.document = draft.document.replace('"floor":"60","kind":"toward_target","target":"15"',
                                            '"floor":"20","kind":"toward_target","target":"10"')  # fmt: skip
    draft.save()
    with time_machine.travel(START):
        versions.publish_plan(plan=draft, valid_from=OCTOBER, by=publisher(), whom=versions.For(site_kind="commercial"))
    terms = verbs.terms_of(OCTOBER)
    assert terms.limit("mean_response_minutes") == ("lower", Fraction("12.5"))
    assert terms.misfit("mean_response_minutes", Decimal("12.5")) is None
    assert terms.misfit("mean_response_minutes", Decimal(13)) is not None


@pytest.mark.usefixtures("company")
def test_the_share_is_the_companys() -> None:
    ScoringSettings.objects.update(target_ease=50)
    assert verbs.terms_of(OCTOBER).limit("completion_rate") == ("higher", Fraction(89))
