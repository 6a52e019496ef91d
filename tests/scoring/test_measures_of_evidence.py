"""The evidence beside work orders: what counts and what is left out (SCORING §3), one rule at a time."""

from fractions import Fraction

from evidence.models import SurveyAnswer
from people.models import Department, Person
from tests.scoring import month_of_facts as october
from tests.scoring.measuring import evidence, figures
from tests.scoring.month_of_facts import (
    CUTOFF,
    END,
    INSTANT,
    MIDDLE,
    MINUTE,
    START,
    Session,
    answer,
    check,
)

HOUR = 60 * MINUTE
DAY = 24 * HOUR


# --- satisfaction ----------------------------------------------------------------------------------------------------


def test_answers_count_in_the_month_in_which_they_were_given(agent: Person) -> None:
    for at in (START - INSTANT, START, END - INSTANT, END):
        answer(agent, 4, at=at)
    assert figures(agent, "satisfaction") == (8, 10, 2)


def test_the_first_answer_to_an_invitation_counts_whichever_month_it_was_given(agent: Person) -> None:
    answer(agent, 5, at=START - DAY, invitation="before")
    answer(agent, 1, at=MIDDLE, invitation="before")
    answer(agent, 2, at=MIDDLE, invitation="twice")
    answer(agent, 5, at=MIDDLE + HOUR, invitation="twice")
    assert figures(agent, "satisfaction") == (2, 5, 1)
    assert evidence(agent, "satisfaction").excluded == {"later_answer": 2}


def test_a_rating_on_another_scale_is_converted_to_five_exactly(agent: Person) -> None:
    answer(agent, 2, top=3)
    answer(agent, 7, top=10)
    assert figures(agent, "satisfaction") == (Fraction(10, 3) + Fraction(7, 2), 10, 2)


def test_an_answer_excluded_by_a_supervisor_is_left_out(agent: Person) -> None:
    answer(agent, 1, excluded_reason="骚扰")
    assert evidence(agent, "satisfaction").excluded == {"excluded": 1}


# --- the others ------------------------------------------------------------------------------------------------------


def test_a_check_passes_from_the_pass_mark_on_unless_a_critical_item_failed(agent: Person) -> None:
    check(agent, "pass", "pass", "pass", "pass", "fail")
    check(agent, "pass", "pass", "pass", "fail")
    check(agent, "pass", "pass", "pass", "pass", "!fail")
    check(agent, "pass", "not_applicable", "not_applicable")
    assert figures(agent, "etiquette_pass_rate") == (2, 4, 4)


def test_a_check_without_anything_applicable_or_not_final_by_the_cut_off_is_none(agent: Person) -> None:
    check(agent, "not_applicable")
    check(agent, "pass", final=CUTOFF + INSTANT)
    check(agent, "pass", final=None)
    check(agent, "pass", final=CUTOFF)
    assert figures(agent, "etiquette_pass_rate") == (1, 1, 1)
    assert evidence(agent, "etiquette_pass_rate").excluded == {"nothing_applicable": 1, "not_final": 2}


def test_a_large_department_does_not_outvote_a_small_one(agent: Person) -> None:
    october.rate(agent, "maintenance", 5, 5, 4)
    october.rate(agent, "security", 2)
    assert figures(agent, "collaboration") == (Fraction(14, 3) + 2, 10, 2)


def test_the_own_department_does_not_rate(agent: Person) -> None:
    Person.objects.filter(pk=agent.pk).update(department=Department.objects.get(code="security"))
    october.rate(agent, "security", 5)
    assert evidence(agent, "collaboration").excluded == {"own_department": 1}


def test_a_transfer_to_another_department_leaves_the_ratings_that_were_given(agent: Person) -> None:
    october.rate(agent, "security", 5)
    Person.objects.filter(pk=agent.pk).update(department=Department.objects.get(code="security"))
    october.rate(agent, "security", 4)
    assert figures(agent, "collaboration") == (5, 5, 1)
    assert evidence(agent, "collaboration").excluded == {"own_department": 1}


def test_a_suggestion_counts_when_it_was_adopted(agent: Person) -> None:
    for at in (START - INSTANT, START, END - INSTANT, END):
        october.adopted(agent, at=at)
    assert figures(agent, "suggestions_adopted") == (2, 1, 1)


def test_who_was_excused_is_not_expected(agent: Person) -> None:
    for status in ("attended", "missed", "excused"):
        Session().invite(agent, status)
    assert figures(agent, "training_attendance") == (1, 2, 2)
    assert evidence(agent, "training_attendance").excluded == {"excused": 1}


def test_a_re_sit_replaces_the_score_and_a_missed_exam_counts_0(agent: Person) -> None:
    resat, missed, excused = (Session(has_exam=True) for _ in range(3))
    for session, status in ((resat, "attended"), (missed, "missed"), (excused, "excused")):
        session.invite(agent, status)
    resat.score(agent, 40, "85.5")
    assert figures(agent, "training_exam") == (Fraction(171, 2), 200, 2)
    assert evidence(agent, "training_exam").excluded == {"resat": 1, "excused": 1}


def test_an_attendance_entered_by_page_and_by_file_counts_once_as_entered_last(agent: Person) -> None:
    session = Session(has_exam=True)
    session.invite(agent, "missed")
    session.invite(agent, "attended")
    assert figures(agent, "training_attendance") == (1, 1, 1)
    assert evidence(agent, "training_attendance").excluded == {"entered_twice": 1}
    assert figures(agent, "training_exam") == (0, 100, 1)


def test_of_two_answers_at_one_instant_the_lower_number_counts_whichever_file_came_first(agent: Person) -> None:
    for text in ("S-2", "S-1"):
        made = answer(agent, 5 if text == "S-1" else 1, invitation="one")
        SurveyAnswer.objects.filter(pk=made.pk).update(number=text)
    assert figures(agent, "satisfaction") == (5, 5, 1)
