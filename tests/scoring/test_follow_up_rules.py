"""What the rules of a plan ask after final months (SCORING §8)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.lib.month import Month
from scoring.engine.follow_up import Asked, Stay, Told, asked
from scoring.engine.plan_parts import FollowUp

LAST, RULES, SIXTY = Month(2026, 10), FollowUp(), Decimal(60)
GOOD = Told("B", Decimal("80.00"), False, {}, {"service_quality": Decimal(80)}, Decimal("90.00"))
LOW = replace(GOOD, grade="D", total=Decimal("50.00"), is_below=True)
SLOW = replace(GOOD, at_floor={"mean_response_minutes": "75.00"})


def kinds(*months: Told | None) -> list[str]:
    """What the last of these months asks for; None is a month without a card."""
    told = {LAST.plus(1 - len(months) + place): one for place, one in enumerate(months) if one is not None}
    return [one.kind for one in asked(told, LAST, RULES, SIXTY)]


@given(st.text(alphabet="GL-", min_size=1, max_size=6))
def test_three_low_months_in_a_row_ask_for_an_improvement_plan_and_one_for_a_plan(row: str) -> None:
    row = row[:-1] + row[-1].replace("-", "G")
    expected = ["improvement"] if row.endswith("LLL") else ["outcome"] if row.endswith("L") else []
    assert kinds(*({"G": GOOD, "L": LOW, "-": None}[month] for month in row)) == expected


def test_one_indicator_at_its_floor_for_three_months_asks_for_a_talk() -> None:
    assert kinds(SLOW, SLOW, SLOW) == ["talk"]
    assert kinds(SLOW, SLOW) == []
    assert kinds(SLOW, None, SLOW, SLOW) == []
    assert kinds(replace(GOOD, at_floor={"etiquette_pass_rate": "60"}), SLOW, SLOW) == []


def test_a_low_share_of_first_contacts_asks_for_the_clinic_and_the_weakest_dimension_for_a_training() -> None:
    assert kinds(replace(GOOD, first_contact=Decimal("69.99"))) == ["clinic"]
    assert kinds(replace(GOOD, first_contact=Decimal("70.00"))) == []
    weak = replace(GOOD, scores={"a": Decimal("59.99"), "b": Decimal("59.99"), "c": Decimal("90.00")})
    told = list(asked({LAST: weak}, LAST, RULES, SIXTY))
    assert told == [Asked("training", "a", (("2026-10", "59.99"),))]
    assert kinds(replace(GOOD, scores={"a": SIXTY})) == []


def rotated(since: date, rules: FollowUp = RULES, *, may_rotate: bool = True) -> list[Asked]:
    stayed = replace(GOOD, may_rotate=may_rotate, stay=Stay("翠湖花园", since))
    return list(asked({LAST: stayed}, LAST, rules, SIXTY))


def test_every_24_full_months_at_one_site_with_a_good_grade_ask_about_a_rotation() -> None:
    begun = date(2024, 11, 1)
    told = Asked("rotation", "", (("2024-11-01", "翠湖花园"), ("2026-10", "B 80.00")))
    assert rotated(begun) == [told]
    assert rotated(begun, may_rotate=False) == []
    assert [rotated(since) for since in (date(2024, 11, 2), date(2024, 10, 1), date(2026, 10, 31))] == [[], [], []]
    assert len(rotated(date(2024, 10, 15))) == len(rotated(date(2022, 11, 1))) == 1, "in full months, and again"
    assert rotated(begun, replace(RULES, rotation_months=0)) == []
    assert len(rotated(begun, replace(RULES, rotation_months=12))) == 1
