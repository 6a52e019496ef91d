"""Evidence is entered once and corrected by superseding (SCORING §1, §3, §9)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from evidence.models import (
    DepartmentRating,
    ExamScore,
    QualityCheck,
    QualityItem,
    Suggestion,
    SurveyAnswer,
    TrainingAttendance,
)
from evidence.quality_checks import verbs as quality_checks
from evidence.quality_checks.verbs import Contact, Item, failed_critically, score_of
from evidence.ratings import verbs as ratings
from evidence.suggestions import verbs as suggestions
from evidence.surveys import verbs as surveys
from evidence.surveys.verbs import Rated
from evidence.trainings import verbs as trainings
from kpi_portal.lib.month import Month
from people.models import Account, Person
from records.models import AuditEntry, MonthState
from tenants.models import Company
from tests.months import bring_to
from workorders import lifecycle
from workorders.models import WorkOrder

OCTOBER = Month(2026, 10)
NOON = datetime(2026, 10, 6, 4, 0, tzinfo=UTC)
LATER = datetime(2026, 10, 7, 4, 0, tzinfo=UTC)
Outcome = QualityItem.Outcome


@pytest.fixture
def supervisor(company: Company) -> Account:
    return Account.objects.get(username="supervisor")


@pytest.fixture
def colleague(company: Company) -> Account:
    return Account.objects.get(username="colleague")


@pytest.fixture
def agent(company: Company) -> Person:
    return Person.objects.get(staff_number="A001")


@pytest.fixture
def second_agent(company: Company) -> Person:
    return Person.objects.get(staff_number="A002")


@pytest.fixture
def order(supervisor: Account, agent: Person, second_agent: Person) -> WorkOrder:
    """Completed by the first agent, handed to the second afterwards."""
    order = lifecycle.create(by=supervisor, at=NOON, subject="门锁故障")
    lifecycle.dispatch(order, agent=agent, by=supervisor, at=NOON)
    lifecycle.complete(order, by=supervisor, at=NOON)
    lifecycle.reopen(order, by=supervisor, at=NOON, reason="又坏了")
    lifecycle.complete(order, by=supervisor, at=NOON)
    return order


def finalise(month: Month) -> None:
    bring_to(MonthState.FINAL, month)


def test_an_answer_credits_the_agent_who_completed_the_order(order: WorkOrder, agent: Person) -> None:
    answer = surveys.record_answer(by=None, order=order, answered_at=LATER, rated=Rated(Decimal(4)), comment="及时")
    assert (answer.agent, answer.source) == (agent, "portal")
    assert (answer.rating, answer.top) == (Decimal(4), 5)


def test_several_answers_to_one_invitation_are_all_kept(order: WorkOrder) -> None:
    for rating in (5, 1):
        surveys.record_answer(by=None, order=order, answered_at=LATER, rated=Rated(Decimal(rating)))
    assert SurveyAnswer.objects.standing().values("invitation").distinct().count() == 1
    assert SurveyAnswer.objects.standing().count() == 2


def test_a_rating_off_its_scale_is_refused(order: WorkOrder) -> None:
    with pytest.raises(ValidationError):
        surveys.record_answer(by=None, order=order, answered_at=LATER, rated=Rated(Decimal(6)))


def test_excluding_an_answer_supersedes_it_with_the_reason(order: WorkOrder, supervisor: Account) -> None:
    answer = surveys.record_answer(by=None, order=order, answered_at=LATER, rated=Rated(Decimal(1)))
    excluded = surveys.exclude_answer(answer, by=supervisor, reason="答错对象")
    answer.refresh_from_db()
    assert excluded is not None
    assert (answer.stands, excluded.stands, excluded.revision, answer.excluded_reason) == (False, True, 2, "")
    assert (excluded.excluded_reason, excluded.excluded_by, excluded.number) == (
        "答错对象",
        supervisor.person,
        answer.number,
    )
    back = surveys.include_answer(excluded, by=supervisor, reason="弄错了")
    assert back is not None
    assert (back.revision, back.excluded_reason, back.excluded_by) == (3, "", None)


def test_what_was_superseded_meanwhile_cannot_be_corrected_again(order: WorkOrder, supervisor: Account) -> None:
    answer = surveys.record_answer(by=None, order=order, answered_at=LATER, rated=Rated(Decimal(1)))
    surveys.exclude_answer(answer, by=supervisor, reason="答错对象")
    with pytest.raises(ValidationError) as refusal:
        surveys.exclude_answer(answer, by=supervisor, reason="another tab")
    assert refusal.value.code == "superseded"


def test_an_answer_of_a_final_month_is_neither_entered_nor_excluded(order: WorkOrder, supervisor: Account) -> None:
    answer = surveys.record_answer(by=None, order=order, answered_at=LATER, rated=Rated(Decimal(1)))
    finalise(OCTOBER)
    with pytest.raises(ValidationError) as late_exclusion:
        surveys.exclude_answer(answer, by=supervisor, reason="late")
    with pytest.raises(ValidationError) as late_answer:
        surveys.record_answer(by=None, order=order, answered_at=LATER, rated=Rated(Decimal(5)))
    assert {late_exclusion.value.code, late_answer.value.code} == {"month_is_final"}
    assert SurveyAnswer.objects.count() == 1


ITEMS = [
    Item("问候", Outcome.PASS, 2),
    Item("复述", Outcome.FAIL, 1),
    Item("隐私", Outcome.PASS, 1, is_critical=True),
    Item("回访", Outcome.NOT_APPLICABLE, 5),
]


def test_a_check_keeps_its_items_and_its_score_leaves_out_what_did_not_apply(
    supervisor: Account, agent: Person
) -> None:
    check = quality_checks.record_check(Contact(agent, NOON), items=ITEMS, by=supervisor, at=LATER)
    items = list(check.items.all())
    assert [item.name for item in items] == ["问候", "复述", "隐私", "回访"]
    assert score_of(items) == 75
    assert not failed_critically(items)
    assert (check.final_at, check.checker) == (LATER, supervisor.person)


def test_a_corrected_check_has_its_own_items_and_leaves_the_old_ones_readable(
    supervisor: Account, agent: Person
) -> None:
    check = quality_checks.record_check(Contact(agent, NOON), items=ITEMS, by=supervisor, at=LATER)
    failed = [ITEMS[0], Item("隐私", Outcome.FAIL, 1, is_critical=True)]
    corrected = quality_checks.correct_check(check, items=failed, by=supervisor, reason="听了录音")
    assert (check.items.count(), corrected.items.count()) == (4, 2)
    assert failed_critically(corrected.items.all())
    assert list(QualityCheck.objects.standing()) == [corrected]


def test_a_check_of_nothing_is_no_check(supervisor: Account, agent: Person) -> None:
    nothing = [Item("问候", Outcome.NOT_APPLICABLE)]
    with pytest.raises(ValidationError) as refusal:
        quality_checks.record_check(Contact(agent, NOON), items=nothing, by=supervisor, at=LATER)
    assert refusal.value.code == "nothing_applies"
    assert not QualityCheck.objects.exists()


def test_a_colleague_rates_an_agent_once_a_month_and_may_change_their_mind(colleague: Account, agent: Person) -> None:
    ratings.rate(by=colleague, agent=agent, month=OCTOBER, rating=Decimal(4))
    ratings.rate(by=colleague, agent=agent, month=OCTOBER, rating=Decimal(5), comment="很配合")
    standing = DepartmentRating.objects.standing().get()
    assert (standing.rating, standing.revision, standing.department) == (5, 2, colleague.person.department)


def test_nobody_rates_their_own_department(colleague: Account, agent: Person) -> None:
    agent.department = colleague.person.department
    agent.save()
    with pytest.raises(ValidationError) as refusal:
        ratings.rate(by=colleague, agent=agent, month=OCTOBER, rating=Decimal(4))
    assert refusal.value.code == "own_department"
    assert agent not in ratings.rateable_by(colleague.person, OCTOBER)


def test_a_rating_for_a_final_month_is_refused(colleague: Account, agent: Person) -> None:
    finalise(OCTOBER)
    with pytest.raises(ValidationError) as refusal:
        ratings.rate(by=colleague, agent=agent, month=OCTOBER, rating=Decimal(4))
    assert refusal.value.code == "month_is_final"


def test_a_suggestion_counts_in_the_month_of_its_decision(company: Company, supervisor: Account) -> None:
    submitter = Account.objects.get(username="agent")
    suggestion = suggestions.submit(by=submitter, title="夜间报修提示音", text="", at=NOON)
    decided = suggestions.decide(suggestion, decision="adopted", by=supervisor, at=LATER, reason="下月上线")
    assert (decided.decision, decided.decided_at, decided.agent) == ("adopted", LATER, submitter.person)
    assert Suggestion.objects.standing().get() == decided


def test_a_suggestion_of_an_old_month_may_be_decided_in_an_open_one(company: Company, supervisor: Account) -> None:
    submitter = Account.objects.get(username="agent")
    suggestion = suggestions.submit(by=submitter, title="夜间报修提示音", text="", at=NOON)
    finalise(OCTOBER)
    november = datetime(2026, 11, 6, tzinfo=UTC)
    decided = suggestions.decide(suggestion, decision="adopted", by=supervisor, at=november, reason="好")
    with pytest.raises(ValidationError) as refusal:
        suggestions.decide(decided, decision="declined", by=supervisor, at=LATER, reason="还是不")
    assert refusal.value.code == "month_is_final"


def test_a_training_records_who_came_and_what_they_scored(
    supervisor: Account, agent: Person, second_agent: Person
) -> None:
    session = trainings.hold_session(by=supervisor, title="电梯困人处置", held_at=NOON, has_exam=True)
    trainings.record_attendance(session, agent=agent, status="attended", by=supervisor)
    trainings.record_attendance(session, agent=second_agent, status="missed", by=supervisor)
    trainings.record_attendance(session, agent=second_agent, status="excused", by=supervisor, reason="病假")
    trainings.record_score(session, agent=agent, score=Decimal(58), by=supervisor)
    trainings.record_score(session, agent=agent, score=Decimal(88), by=supervisor, attempt=2)
    with pytest.raises(ValidationError) as refusal:
        trainings.record_score(session, agent=second_agent, score=Decimal(60), by=supervisor)
    assert refusal.value.code == "not_invited"
    statuses = TrainingAttendance.objects.standing().values_list("agent__staff_number", "status")
    assert dict(statuses) == {"A001": "attended", "A002": "excused"}
    assert list(ExamScore.objects.standing().order_by("attempt").values_list("score", flat=True)) == [58, 88]


def test_correcting_a_session_takes_its_people_along(supervisor: Account, agent: Person) -> None:
    session = trainings.hold_session(by=supervisor, title="电梯困人", held_at=NOON, has_exam=True)
    trainings.record_attendance(session, agent=agent, status="attended", by=supervisor)
    trainings.record_score(session, agent=agent, score=Decimal(90), by=supervisor)
    corrected = trainings.correct_session(session, by=supervisor, reason="日期有误", held_at=LATER)
    assert TrainingAttendance.objects.standing().get().session == corrected
    assert ExamScore.objects.standing().get().session == corrected
    assert corrected.held_at == LATER


def test_every_act_leaves_an_audit_entry(order: WorkOrder, supervisor: Account) -> None:
    answer = surveys.record_answer(by=None, order=order, answered_at=LATER, rated=Rated(Decimal(1)))
    surveys.exclude_answer(answer, by=supervisor, reason="答错对象")
    said = AuditEntry.objects.filter(verb__startswith="evidence.").order_by("id")
    assert [(entry.verb, entry.actor) for entry in said] == [
        ("evidence.record_answer", None),
        ("evidence.exclude_answer", supervisor),
    ]
    assert said[1].detail["reason"] == "答错对象"


def test_rateable_agents_are_those_at_the_sites_a_colleague_serves(colleague: Account) -> None:
    from people.models import Posting, Site

    everybody = ratings.rateable_by(colleague.person, OCTOBER)
    assert {person.staff_number for person in everybody} == {"A001", "A002", "A003"}
    site = Site.objects.get(code="CH")
    Posting.objects.create(person=colleague.person, site=site, post="other", first_day=date(2026, 1, 1))
    assert {p.staff_number for p in ratings.rateable_by(colleague.person, OCTOBER)} == {"A001", "A002"}
