"""The worked example of SCORING §11, from facts in the database to the frozen card."""

from decimal import Decimal

import pytest

from records import ledger
from records.models import MonthState
from scoring import cards, closing
from scoring.engine.card import Card as ScoredCard
from scoring.models import Card
from scoring.rechecking import recheck
from tenants.models import Company
from tests.months import closer
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def golden(company: Company) -> Card:
    """王芳's card after the close of her golden month."""
    the_golden_month(person("王芳"))
    run = closing.request_close(month=OCTOBER, by=closer(), ring=False)
    closing.run_close(run.pk)
    card: Card = Card.objects.current().get(agent__name="王芳")
    return card


def test_every_figure_of_the_worked_example_is_on_the_card(golden: Card) -> None:
    card = ScoredCard.from_frozen(golden.frozen)
    earned = [section.earned for section in card.sections]
    points = {line.code: line.points for line in card.lines}
    assert points == {
        "completion_rate": Decimal("66.67"),
        "mean_response_minutes": Decimal("84.67"),
        "satisfaction": Decimal("88.00"),
        "etiquette_pass_rate": Decimal("80.00"),
        "collaboration": Decimal("80.00"),
        "suggestions_adopted": Decimal("90.00"),
        "training_attendance": Decimal("75.00"),
        "training_exam": Decimal("88.00"),
    }
    assert earned == [Decimal(text) for text in ("13.33", "12.70", "22.00", "8.00", "8.00", "9.00", "8.28")]
    assert (card.subtotal, card.total, card.grade) == (Decimal("81.31"), Decimal("82.31"), "B")


def test_the_card_pays_the_bonus_base(golden: Card) -> None:
    assert (golden.coefficient, golden.pay) == (Decimal("1.0"), Decimal("1500.00"))


def test_the_measures_are_kept_exactly(golden: Card) -> None:
    lines = {line.code: line for line in ScoredCard.from_frozen(golden.frozen).lines}
    measures = {code: (str(line.numerator), str(line.denominator), line.n) for code, line in lines.items()}
    assert measures == {
        "completion_rate": ("46", "50", 50),
        "mean_response_minutes": ("1095", "50", 50),
        "satisfaction": ("92", "100", 20),
        "etiquette_pass_rate": ("9", "10", 10),
        "collaboration": ("42/5", "10", 2),
        "suggestions_adopted": ("1", "1", 1),
        "training_attendance": ("3", "4", 4),
        "training_exam": ("176", "200", 2),
    }


def test_what_was_excluded_stands_on_the_card_with_its_reason(golden: Card) -> None:
    lines = {line.code: line for line in ScoredCard.from_frozen(golden.frozen).lines}
    assert lines["completion_rate"].excluded == {"cancelled": 2, "exempted": 1}
    assert [fact.reason for fact in golden.facts.get(indicator="completion_rate")].count("cancelled") == 2


def test_the_month_is_computed_and_the_ledger_names_the_fingerprint(golden: Card) -> None:
    golden.month.refresh_from_db()
    assert golden.month.state == MonthState.COMPUTED
    assert golden.ledger_entry is not None
    assert golden.fingerprint in golden.ledger_entry.body
    assert ledger.verify().is_sound


def test_recomputing_the_stored_facts_gives_the_same_fingerprint(golden: Card) -> None:
    checked = recheck(OCTOBER)
    assert (checked.cards, checked.problems) == (3, ())


def test_the_card_as_data_has_the_shape_of_section_10(golden: Card) -> None:
    exported = cards.export(OCTOBER)
    (card,) = [each for each in exported["cards"] if each["agent"] == "A001"]
    assert (exported["month"], exported["state"], exported["cutoff"]) == ("2026-10", "computed", "2026-11-03T16:00:00Z")
    assert (card["total"], card["rank"], card["ranked"]) == ("82.31", 1, 1)
    assert card["dimensions"][0]["indicators"][0]["excluded"] == {"cancelled": 2, "exempted": 1}


def test_every_counted_fact_leads_to_what_it_was_counted_from(golden: Card) -> None:
    counted = cards.with_subjects(cards.facts(golden, "completion_rate", counted=True))
    assert len(counted) == 50
    assert sum(fact.contribution for fact in counted) == 46
    for line in cards.tree(golden).lines:
        assert all(fact.subject for fact in cards.with_subjects(cards.facts(golden, line.code)))
