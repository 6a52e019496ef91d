"""Annual goals: set by HR with reasons, counted from the cards of the year, to which every figure leads."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from people.models import Site
from records.models import AuditEntry
from scoring import card_statistics, closing
from scoring.annual_goals import counting
from scoring.annual_goals.pace import Sums, added, pace, value
from scoring.indicators.catalogue import definitions
from scoring.models import AnnualGoal, Card
from scoring.running import month as running_month
from tests.months import closer
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MINUTE, OCTOBER, handled, person
from tests.scoring.test_leading_posts import month_of_two, plan
from tests.scoring.test_site_calendar import closed
from tests.visiting import visitor

__all__ = ["month_of_two", "plan"]  # fixtures
NOVEMBER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PAGE, FORM = "/goals/2026/", "/goals/2026/of/company/"
months_of_counts = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 60)).map(lambda pair: Sums(Fraction(min(pair)), Fraction(pair[1]))),
    min_size=1,
    max_size=11,
)


@settings(max_examples=30)
@given(months_of_counts, st.data())
def test_a_year_is_the_sum_of_its_months_however_they_are_split(months: list[Sums], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(months)))
    order = data.draw(st.permutations(months))
    assert added([added(order[:cut]), added(order[cut:])]) == added(months)
    rate = definitions()["completion_rate"]
    assert value(rate, added(months)) == 100 * added(months).numerator / added(months).denominator


@settings(max_examples=30)
@given(months_of_counts, st.decimals(0, 100, places=2), st.sampled_from(["completion_rate", "mean_response_minutes"]))
def test_months_that_average_what_is_needed_end_the_year_exactly_at_the_goal(
    months: list[Sums], goal: Decimal, code: str
) -> None:
    known, to_come = definitions()[code], 12 - len(months)
    found = pace(known, Fraction(goal), months, to_come)
    volume = added(months).denominator / len(months) * to_come
    needed = found.needed
    assert needed is not None
    rest = Sums(needed / known.scale * volume, volume)
    assert value(known, added([*months, rest])) == Fraction(goal)
    assert (found.outlook == "lost") == (needed > 100 if code == "completion_rate" else needed < 0)
    assert found.outlook != "safe" or needed <= 0


def test_a_count_is_added_up_and_a_mean_is_not() -> None:
    suggestions = definitions()["suggestions_adopted"]
    months = [Sums(Fraction(number), Fraction(4)) for number in (1, 0, 2, 3, 4)]
    found = pace(suggestions, Fraction(24), months, 7)
    assert [found.reached, found.needed, found.ends_at] == [Fraction(figure) for figure in (10, 2, 31)]
    assert pace(suggestions, Fraction(10), months, 0).outlook == "reached"


@pytest.fixture
def october(computed: Card) -> Card:
    """王芳's golden October, computed."""
    return computed


def _set(values: dict[str, str], reason: str = "", address: str = FORM) -> str:
    goals = {f"goal-{code}": each for code, each in values.items()}
    with time_machine.travel(NOVEMBER):
        answer = visitor("hr").post(address, goals | {"reason": reason}, follow=True)
    return words(answer.content)


def _read(who: str, address: str = PAGE) -> str:
    with time_machine.travel(NOVEMBER):
        answer = visitor(who).get(address)
    assert answer.status_code == 200
    return words(answer.content)


@pytest.mark.usefixtures("october")
def test_hr_sets_goals_and_the_year_stands_beside_them_with_what_it_was_counted_from() -> None:
    assert "No goals are set for 2026" in _read("supervisor")
    assert "95" in str(visitor("hr").get(FORM).content)  # the examples are filled in, and not set
    assert not AnnualGoal.objects.exists()
    page = _set({"completion_rate": "93", "mean_response_minutes": "15", "complaint_handled_rate": "100"})
    assert "goal ≥ 93 %" in page
    assert "46 / 50" in page
    assert "92.00" in page
    assert "Behind" in page
    assert "the remaining 2 months must average 93.50 % at least" in page
    assert {goal.indicator for goal in AnnualGoal.objects.all()} == {"completion_rate", "mean_response_minutes"}
    assert "46 50 92.00" in _read("supervisor", "/goals/2026/completion_rate/")
    of_month = _read("supervisor", "/goals/2026-10/completion_rate/")
    assert "王芳 46 50 92.00" in of_month
    assert "The whole company 46 50 92.00" in of_month
    assert "92.00 %" in _read("supervisor", "/goals/2026/small/")
    assert "/goals/2026/small/" in str(visitor("hr").get("/overview/2026-10/").content)


@pytest.mark.usefixtures("october")
def test_a_goal_is_changed_for_a_reason_and_what_stood_stays_to_be_read() -> None:
    _set({"completion_rate": "97"})
    assert "Say why a goal that stands is changed" in _set({"completion_rate": "98"})
    _set({"completion_rate": "101"}, "更高")
    assert AnnualGoal.objects.count() == 1
    page = _set({"completion_rate": "98"}, "年中上调")
    assert "goal ≥ 98 %" in page
    assert "年中上调" in page
    assert [(str(goal.value), goal.ended_at is None) for goal in AnnualGoal.objects.all()] == [
        ("97.00", False),
        ("98.00", True),
    ]
    assert AuditEntry.objects.filter(verb="scoring.set_annual_goal").count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        AnnualGoal.objects.filter(ended_at=None).update(value=1)
    with time_machine.travel(NOVEMBER):
        late = visitor("hr").post("/goals/2025/of/company/", {"goal-completion_rate": "90"})
    assert late.status_code == 200
    assert AnnualGoal.objects.count() == 2
    assert visitor("supervisor").post(FORM, {"goal-completion_rate": "10"}).status_code == 403


@pytest.mark.usefixtures("october")
def test_a_site_has_a_goal_of_its_own_and_a_supervisor_sees_the_own_sites() -> None:
    _set({"completion_rate": "98"})
    site = Site.objects.get(code="CH")
    _set({"completion_rate": "90"}, address=f"/goals/2026/of/{site.pk}/")
    assert "翠湖花园 90.00 92.00 On course" in _read("hr")
    others = Site.objects.exclude(pk=site.pk).first()
    assert others is not None
    assert others.name in _read("hr")
    assert others.name not in _read("supervisor")
    assert visitor("supervisor").get(f"/goals/2026/completion_rate/?site={others.pk}").status_code == 404


@pytest.mark.usefixtures("october")
def test_a_month_that_still_runs_is_shown_and_counts_for_no_goal() -> None:
    handled(person("王芳"), created=NOVEMBER - 60 * MINUTE)
    with time_machine.travel(NOVEMBER):
        running_month.run(running_month.request_run(month=OCTOBER.next, by=None, ring=False).pk)
    page = _set({"completion_rate": "98"})
    assert "92.00 % 46 / 50" in page
    assert "not settled Nov 0.00 % (0 / 1)" in page
    assert "not settled 0 1 0.00" in _read("hr", "/goals/2026/completion_rate/")
    assert "王芳 0 1 0.00" in _read("hr", "/goals/2026-11/completion_rate/")


@pytest.mark.usefixtures("month_of_two", "plan")
def test_what_a_supervisor_is_scored_by_is_not_counted_twice() -> None:
    closed(person("沈立"))
    assert counting.counted(2026, ["completion_rate"]).of("completion_rate") == {
        OCTOBER: Sums(Fraction(56), Fraction(60))
    }
    pooled = card_statistics.pooled(Card.objects.current(), ["completion_rate"])["completion_rate"]
    assert (pooled.numerator, pooled.denominator) == (Fraction(56), Fraction(60))
    assert "The whole company 56 60 93.33" in _read("hr", "/goals/2026-10/completion_rate/")


@pytest.mark.usefixtures("october")
def test_in_december_hr_is_asked_for_next_years_goals_until_they_are_set() -> None:
    with time_machine.travel(datetime(2026, 12, 5, 2, 0, tzinfo=UTC)):
        hr = visitor("hr")
        assert "Set the goals of 2027" not in words(hr.get("/").content)
        hr.post(FORM, {"goal-completion_rate": "98"})
        assert "Set the goals of 2027" in words(hr.get("/").content)
        assert 'value="98"' in str(hr.get("/goals/2027/of/company/").content)
        hr.post("/goals/2027/of/company/", {"goal-completion_rate": "98"})
        assert "Set the goals of 2027" not in words(hr.get("/").content)


@pytest.mark.usefixtures("october")
def test_the_pages_ask_a_constant_number_of_questions() -> None:
    _set(dict.fromkeys(("completion_rate", "satisfaction", "training_exam"), "90"))
    for address in (PAGE, "/goals/2026/small/", "/goals/2026/satisfaction/", "/goals/2026-10/satisfaction/"):
        hr = visitor("hr")
        with CaptureQueriesContext(connection) as asked:
            hr.get(address)
        assert len([query for query in asked.captured_queries if "search_path" not in query["sql"]]) <= 15, address


def test_closing_again_changes_the_year(october: Card) -> None:
    handled(person("王芳"), created=october.month.starts_at)
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    assert counting.counted(2026, ["completion_rate"]).of("completion_rate") == {
        OCTOBER: Sums(Fraction(46), Fraction(51))
    }
