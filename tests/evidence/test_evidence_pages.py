"""The pages of evidence, through the front door."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from evidence.kind import Shown
from evidence.models import (
    DepartmentRating,
    ExamScore,
    QualityCheck,
    Suggestion,
    SurveyAnswer,
    TrainingAttendance,
    TrainingSession,
)
from evidence.quality_checks import verbs as quality_checks
from evidence.quality_checks.verbs import Contact, checklist
from evidence.ratings.kind import GIVEN
from evidence.suggestions import verbs as suggestions
from evidence.surveys import verbs as surveys
from evidence.surveys.verbs import Rated
from evidence.trainings import verbs as trainings
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people.models import Account, Person
from records.models import AuditEntry, MonthState
from tenants.models import Company
from tests.months import bring_to
from tests.visiting import visitor
from workorders import lifecycle

NOON = datetime(2026, 10, 6, 4, 0, tzinfo=UTC)
LISTS = ("surveys", "checks", "ratings", "suggestions", "trainings")


@pytest.fixture
def supervisor(company: Company) -> Account:
    return Account.objects.get(username="supervisor")


@pytest.fixture
def agent(company: Company) -> Person:
    return Person.objects.get(staff_number="A001")


@pytest.fixture
def answer(supervisor: Account, agent: Person) -> SurveyAnswer:
    order = lifecycle.create(by=supervisor, at=NOON, subject="门锁故障")
    lifecycle.dispatch(order, agent=agent, by=supervisor, at=NOON)
    lifecycle.complete(order, by=supervisor, at=NOON)
    return surveys.record_answer(by=None, order=order, answered_at=NOON, rated=Rated(Decimal(2)), comment="答非所问")


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_opens_empty_for_those_who_see_evidence_and_for_nobody_else(company: Company, kind: str) -> None:
    for username, status in (
        ("agent", 200),
        ("supervisor", 200),
        ("hr", 200),
        ("administrator", 200),
        ("colleague", 403),
    ):
        assert visitor(username).get(f"/evidence/{kind}/").status_code == status, username


@pytest.mark.parametrize("kind", LISTS)
def test_what_a_filter_cannot_understand_narrows_nothing(company: Company, kind: str) -> None:
    query = {"month": "x", "department": "x", "decision": "x", "before": "x~y", "excluded": "?"}
    assert visitor("hr").get(f"/evidence/{kind}/", query).status_code == 200


def test_an_answer_is_seen_by_its_agent_and_supervisor_and_not_by_others(answer: SurveyAnswer) -> None:
    for username, seen in (("agent", True), ("supervisor", True), ("hr", True), ("other_agent", False)):
        page = visitor(username).get("/evidence/surveys/").content.decode()
        assert ("答非所问" in page) is seen, username
    assert "答非所问" not in visitor("other_supervisor").get("/evidence/surveys/").content.decode()


def test_a_supervisor_excludes_an_answer_with_a_reason_and_counts_it_again(answer: SurveyAnswer) -> None:
    client = visitor("supervisor")
    refused = client.post(f"/evidence/surveys/{answer.pk}/exclude/", {"reason": ""})
    assert refused.context["form"].errors["reason"]
    page = client.post(f"/evidence/surveys/{answer.pk}/exclude/", {"reason": "评错了人"}, follow=True)
    assert "评错了人" in page.content.decode()
    excluded = SurveyAnswer.objects.standing().get()
    client.post(f"/evidence/surveys/{excluded.pk}/include/", {"reason": "核实过了"})
    assert SurveyAnswer.objects.standing().get().excluded_reason == ""


def test_excluding_is_for_the_supervisor_of_the_agent(answer: SurveyAnswer) -> None:
    address = f"/evidence/surveys/{answer.pk}/exclude/"
    for username, status in (("agent", 403), ("hr", 403), ("other_supervisor", 404), ("colleague", 403)):
        assert visitor(username).post(address, {"reason": "x"}).status_code == status, username
    assert SurveyAnswer.objects.standing().get() == answer
    supervisor = visitor("supervisor")
    assert address in supervisor.get("/evidence/surveys/").content.decode()
    SurveyAnswer.objects.update(agent=Account.objects.get(username="supervisor").person)
    page = supervisor.get("/evidence/surveys/").content.decode()
    assert "答非所问" in page
    assert address not in page, "the own one is somebody else's"


def test_an_answer_of_a_final_month_stays_and_the_page_says_why(answer: SurveyAnswer) -> None:
    bring_to(MonthState.FINAL, Month(2026, 10))
    refused = visitor("supervisor").post(f"/evidence/surveys/{answer.pk}/exclude/", {"reason": "评错了人"})
    assert "2026-10 is final" in refused.content.decode()


def test_another_company_knows_nothing_of_the_answer(answer: SurveyAnswer, company: Company) -> None:
    connection.set_tenant(Company.objects.get(schema_name="birch"))
    client = visitor("supervisor", "birch")
    status = client.post(f"/evidence/surveys/{answer.pk}/exclude/", {"reason": "x"}).status_code
    connection.set_tenant(company)
    assert status == 404


def a_checklist(failed: int | None = None) -> dict[str, str]:
    return {f"item-{n}": "fail" if n == failed else "pass" for n in range(len(checklist()))}


def test_a_supervisor_records_a_check_on_the_phone_and_corrects_it(supervisor: Account, agent: Person) -> None:
    client = visitor("supervisor")
    said = a_checklist(failed=0) | {"agent": str(agent.pk), "contact_at": "2026-10-06T12:00", "note": "第二通电话"}
    client.post("/evidence/checks/new/", said)
    check = QualityCheck.objects.standing().get()
    assert (check.agent, check.contact_at, check.checker) == (agent, NOON, supervisor.person)
    assert re.fullmatch(r"ZJ\d{8}001", check.number)
    assert "92" in client.get("/evidence/checks/").content.decode()
    client.post(f"/evidence/checks/{check.pk}/correct/", a_checklist() | {"reason": "重听录音"})
    corrected = QualityCheck.objects.standing().get()
    page = visitor("agent").get(f"/evidence/checks/{corrected.pk}/").content.decode()
    assert "Score 100 of 100" in page
    assert "重听录音" in page


def test_a_check_of_tomorrow_or_of_somebody_elses_agent_is_refused(supervisor: Account, agent: Person) -> None:
    client = visitor("supervisor")
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    future = client.post("/evidence/checks/new/", a_checklist() | {"agent": str(agent.pk), "contact_at": tomorrow})
    assert future.context["form"].errors["contact_at"]
    other = Person.objects.get(staff_number="A003")
    foreign = client.post(
        "/evidence/checks/new/", a_checklist() | {"agent": str(other.pk), "contact_at": "2026-10-06T12:00"}
    )
    assert foreign.context["form"].errors["agent"]
    assert not QualityCheck.objects.exists()


def test_agents_neither_record_nor_correct_checks(supervisor: Account, agent: Person) -> None:
    check = quality_checks.record_check(Contact(agent, NOON), items=checklist(), by=supervisor, at=NOON)
    client = visitor("agent")
    assert client.get("/evidence/checks/new/").status_code == 403
    assert client.post(f"/evidence/checks/{check.pk}/correct/", a_checklist()).status_code == 403
    assert visitor("other_supervisor").get(f"/evidence/checks/{check.pk}/").status_code == 404


def test_a_colleague_rates_the_agents_of_a_month_on_one_screen(agent: Person) -> None:
    client = visitor("colleague")
    address = client.get("/evidence/ratings/rate/", follow=True).request["PATH_INFO"]
    assert address.startswith("/evidence/ratings/rate/20")
    said = {f"agent-{agent.pk}-rating": "4", f"agent-{agent.pk}-comment": "响应快"}
    page = client.post("/evidence/ratings/rate/2026-10/", said, follow=True)
    assert "1 rating entered." in page.content.decode()
    assert 'value="4"' in page.content.decode()
    rating = DepartmentRating.objects.standing().get()
    assert (rating.agent, rating.rating, rating.first_day.isoformat()) == (agent, 4, "2026-10-01")
    client.post("/evidence/ratings/rate/2026-10/", said)
    assert DepartmentRating.objects.count() == 1


def test_a_month_that_has_not_begun_cannot_be_rated(company: Company) -> None:
    assert visitor("colleague").get("/evidence/ratings/rate/2999-01/").status_code == 404


def test_only_colleagues_rate(company: Company) -> None:
    for username in ("agent", "supervisor", "hr", "administrator"):
        assert visitor(username).get("/evidence/ratings/rate/2026-10/").status_code == 403, username


def test_what_departments_said_is_shown_from_enough_raters_on_once_nobody_rates_any_more(agent: Person) -> None:
    said = {f"agent-{agent.pk}-rating": "4", f"agent-{agent.pk}-comment": "响应快"}
    visitor("colleague").post("/evidence/ratings/rate/2026-10/", said)
    rated = AuditEntry.objects.get(verb="evidence.rate")
    assert (rated.subject_type, rated.detail) == ("records.monthrecord", {"month": "2026-10"})
    pages = [(name, page) for name in ("agent", "supervisor", "hr") for page in ("", "export.csv")]

    def shown() -> set[bool]:
        texts = [visitor(name).get(f"/evidence/ratings/{page}").content.decode("utf-8-sig") for name, page in pages]
        assert not any("郭强" in text for text in texts)
        return {"响应快" in text for text in texts}

    def below_a_card() -> Shown:
        rating = DepartmentRating.objects.standing().get(comment="响应快")
        assert GIVEN.shown
        return GIVEN.shown(GIVEN.fetched(DepartmentRating.objects.filter(pk=rating.pk)).get())

    with time_machine.travel(datetime(2026, 11, 20, 4, tzinfo=UTC), tick=False):
        assert shown() == {False}
        assert (below_a_card().remark, below_a_card().number) == ("", "Another department")
    for rater in ("周敏", "吴刚"):
        first = DepartmentRating.objects.standing().get(comment="响应快")
        one = {"agent": agent, "department": first.department, "first_day": first.first_day, "rating": 3}
        DepartmentRating.objects.create(number=rater, rater=Person.objects.create(name=rater), **one)
    with time_machine.travel(datetime(2026, 10, 20, 4, tzinfo=UTC), tick=False):
        assert shown() == {False}  # a row that comes while the month runs would say who rated just now
    with time_machine.travel(datetime(2026, 11, 20, 4, tzinfo=UTC), tick=False):
        assert shown() == {True}
        assert below_a_card().remark == "响应快"


def test_an_agent_suggests_and_the_supervisor_adopts(company: Company) -> None:
    visitor("agent").post("/evidence/suggestions/new/", {"title": "夜间提示音", "text": "夜间报修加提示音"})
    idea = Suggestion.objects.standing().get()
    supervisor = visitor("supervisor")
    supervisor.post(f"/evidence/suggestions/{idea.pk}/decide/", {"decision": "adopted", "reason": "下月上线"})
    assert Suggestion.objects.standing().get().decision == "adopted"
    assert "夜间提示音" in visitor("agent").get("/evidence/suggestions/?decision=adopted").content.decode()


def test_deciding_is_not_for_the_submitter_nor_for_another_supervisor(company: Company) -> None:
    idea = suggestions.submit(by=Account.objects.get(username="agent"), title="夜间提示音", text="", at=NOON)
    address = f"/evidence/suggestions/{idea.pk}/decide/"
    for username, status in (("agent", 403), ("other_supervisor", 404), ("colleague", 403)):
        said = {"decision": "adopted", "reason": "x"}
        assert visitor(username).post(address, said).status_code == status, username


@pytest.fixture
def session(supervisor: Account) -> TrainingSession:
    return trainings.hold_session(by=supervisor, title="电梯困人处置", held_at=NOON, has_exam=True)


def test_a_supervisor_fills_in_the_sheet_of_a_session(session: TrainingSession, agent: Person) -> None:
    client = visitor("supervisor")
    second = Person.objects.get(staff_number="A002")
    said = {
        f"agent-{agent.pk}-status": "attended",
        f"agent-{agent.pk}-score": "58",
        f"agent-{second.pk}-status": "excused",
    }
    client.post(f"/evidence/trainings/{session.pk}/sheet/", said)
    client.post(f"/evidence/trainings/{session.pk}/resit/", {"resit-agent": str(agent.pk), "resit-score": "88"})
    assert TrainingAttendance.objects.standing().count() == 2
    assert list(ExamScore.objects.standing().order_by("attempt").values_list("score", flat=True)) == [58, 88]
    assert "1 / 1" in client.get("/evidence/trainings/").content.decode()
    page = visitor("agent").get(f"/evidence/trainings/{session.pk}/").content.decode()
    assert "88" in page
    assert "李静" not in page


def test_a_score_for_somebody_not_invited_is_refused_and_nothing_is_stored(
    session: TrainingSession, agent: Person
) -> None:
    said = {f"agent-{agent.pk}-score": "58"}
    page = visitor("supervisor").post(f"/evidence/trainings/{session.pk}/sheet/", said)
    assert "was not invited" in page.content.decode()
    assert not ExamScore.objects.exists()


def test_agents_do_not_fill_in_sheets(session: TrainingSession) -> None:
    client = visitor("agent")
    assert client.post(f"/evidence/trainings/{session.pk}/sheet/", {}).status_code == 403
    assert client.get("/evidence/trainings/new/").status_code == 403
    assert client.get(f"/evidence/trainings/{session.pk}/correct/").status_code == 403


def test_a_session_is_corrected_with_a_reason(session: TrainingSession) -> None:
    said = {"title": "电梯困人", "held_at": "2026-10-07T12:00", "has_exam": "on", "reason": "日期有误"}
    visitor("supervisor").post(f"/evidence/trainings/{session.pk}/correct/", said)
    standing = TrainingSession.objects.standing().get()
    assert (standing.title, standing.held_at, standing.revision) == ("电梯困人", NOON + timedelta(days=1), 2)


def test_nothing_of_a_new_check_is_passed_before_somebody_looked(supervisor: Account) -> None:
    page = visitor("supervisor").get("/evidence/checks/new/").content.decode()
    assert 'type="radio"' in page
    assert "checked" not in page.partition("<fieldset")[2]


@pytest.mark.parametrize("kind", LISTS[:4])
def test_who_sees_only_the_own_facts_is_not_told_the_own_name_in_every_row(company: Company, kind: str) -> None:
    for username, says in (("agent", False), ("supervisor", True)):
        page = visitor(username).get(f"/evidence/{kind}/").content.decode()
        assert ('name="agent"' in page) is says
