"""What agents say of their own month: their own words alone, read by the reviewer once submitted."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from people.models import Account, Posting
from records.models import AuditEntry, MonthState
from reports.inbox.asking import inbox_of
from scoring import cards, closing
from scoring.engine.presets import load_preset
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion, ScoringSettings, SelfAssessment
from scoring.plans import versions
from scoring.review import verbs as reviews
from tenants.models import Company
from tests.herself import plays_every_role
from tests.months import bring_to
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import CUTOFF, END, OCTOBER, SHANGHAI, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
OWN = "/self-assessment/2026-10/"
LIST = "/months/2026-10/self-assessments/"
NOVEMBER = datetime(2026, 11, 2, 3, tzinfo=UTC)
CODES = [dimension.code for dimension in load_preset("standard", definitions()).dimensions]


def said(**more: str) -> dict[str, str]:
    """A form filled in whole."""
    return {f"rating-{code}": "3" for code in CODES} | {"strengths": "台风夜值守", "do": "submit"} | more


@pytest.fixture
def her(company: Company) -> Client:
    return visitor("agent")


def key(username: str, at: datetime = NOVEMBER) -> bool:
    found = inbox_of(Account.objects.get(username=username), at.astimezone(SHANGHAI))
    return "self_assessment:2026-10" in {task.key for _group, task in found.tasks()}


@time_machine.travel(NOVEMBER, tick=False)
def test_a_draft_is_kept_and_seen_by_nobody_until_it_is_submitted(her: Client) -> None:
    wang = person("王芳")
    one = f"{LIST}{wang.pk}/"
    assert key("agent")
    draft = {"do": "save", "rating-service_quality": "4", "words-conduct": "工牌都戴了", "uncounted": "陪护老人"}
    assert her.post(OWN, draft).status_code == 302
    assert "陪护老人" in words(her.get(OWN).content)
    for reader in ("supervisor", "hr", "second_agent", "administrator"):
        browser = visitor(reader)
        assert browser.get(one).status_code in {403, 404}
        assert "陪护老人" not in words(browser.get(LIST).content)
    unfinished = her.post(OWN, said(**{"rating-growth": "", "rating-conduct": "5", "strengths": "留下来"}))
    for told in ("Choose one of the five.", "what this rests on", "留下来"):
        assert told in words(unfinished.content)
    assert not SelfAssessment.objects.get(agent=wang).is_submitted
    assert "from https:// on" in words(her.post(OWN, said(link="javascript:alert(1)")).content)
    whole = said(**{"rating-conduct": "5", "words-conduct": "全月无一次不合格"}, link="https://intern.example/1")
    assert her.post(OWN, whole).status_code == 302
    for reader in ("supervisor", "hr"):
        page = words(visitor(reader).get(one).content)
        assert "5 · Far above 全月无一次不合格" in page
    for stranger in ("other_supervisor", "second_agent", "administrator", "colleague"):
        assert visitor(stranger).get(one).status_code in {403, 404}
    assert not key("agent")
    her.post(OWN, said(strengths="改过的话"))
    assert SelfAssessment.objects.get(agent=wang).strengths == "台风夜值守"
    verbs = AuditEntry.objects.filter(verb__endswith="self_assessment").values_list("verb", flat=True)
    assert set(verbs) == {"scoring.save_self_assessment", "scoring.submit_self_assessment"}


def test_it_is_written_from_the_months_end_until_the_companys_day_and_read_ever_after(company: Company) -> None:
    def answer_at(at: datetime) -> str:
        with time_machine.travel(at, tick=False):
            browser = visitor("agent")
            browser.post(OWN, said())
            return words(browser.get(OWN).content)

    assert "is not over" in answer_at(END - timedelta(minutes=1))
    ScoringSettings.objects.update(self_assessment_days=2)
    assert "has passed" in answer_at(END + timedelta(days=2))
    assert not SelfAssessment.objects.exists()
    assert "Submitted" in answer_at(END + timedelta(days=2) - timedelta(minutes=1))
    bring_to(MonthState.FINAL, OCTOBER)
    assert "台风夜值守" in answer_at(END + timedelta(days=60))
    ScoringSettings.objects.update(self_assessment_days=None)
    with time_machine.travel(END + timedelta(days=60), tick=False):
        second = visitor("second_agent")
        second.post(OWN, said())
        assert "is published" in words(second.get(OWN).content)
    assert SelfAssessment.objects.count() == 1


@time_machine.travel(NOVEMBER, tick=False)
def test_who_has_not_submitted_is_reminded_and_nobody_writes_for_another(her: Client) -> None:
    supervisor = visitor("supervisor")
    assert "0 of 2 submitted" in words(supervisor.get(LIST).content)
    assert "2 people are reminded" in words(supervisor.post(f"{LIST}remind/", follow=True).content)
    found = inbox_of(Account.objects.get(username="agent"), NOVEMBER.astimezone(SHANGHAI))
    task = next(task for _group, task in found.tasks() if task.key == "self_assessment:2026-10")
    assert (task.badge, "沈立" in task.reason) == ("reminded", True)
    her.post(OWN, said(agent=str(person("李静").pk)))
    assert list(SelfAssessment.objects.submitted().values_list("agent__name", flat=True)) == ["王芳"]
    assert "1 of 2 submitted" in words(supervisor.get(LIST).content)
    assert not key("colleague")
    assert not key("supervisor")


def test_a_leading_person_who_is_scored_writes_one_too_and_reads_the_own_only_as_its_author(company: Company) -> None:
    herself = plays_every_role()
    Posting.objects.filter(person=herself).update(post="supervisor")
    draft = PlanVersion.objects.get(code="supervisor")
    with time_machine.travel(datetime(2026, 9, 20, tzinfo=UTC), tick=False):
        versions.publish_plan(
            plan=draft, valid_from=OCTOBER, by=Account.objects.get(username="hr"), whom=versions.For(post="supervisor")
        )
    with time_machine.travel(NOVEMBER, tick=False):
        assert key("supervisor")
        browser, form = visitor("supervisor"), {"do": "submit"}
        page = browser.get(OWN).content.decode()
        form |= {name: "3" for name in {part.split('"')[0] for part in page.split('name="')} if "rating-" in name}
        assert browser.post(OWN, form).status_code == 302
        assert SelfAssessment.objects.get(agent=herself).is_submitted


def test_it_stands_beside_the_review_until_that_is_submitted_and_changes_no_figure(her: Client) -> None:
    the_golden_month(person("王芳"))
    with time_machine.travel(CUTOFF + timedelta(hours=1), tick=False):
        closing.run_close(closing.request_close(month=OCTOBER, by=Account.objects.get(username="hr"), ring=False).pk)
        before = cards.card_for(person("王芳"), OCTOBER)
        her.post(OWN, said())
        review = "/months/2026-10/review/%d/"
        assert "台风夜值守" in words(visitor("supervisor").get(review % person("王芳").pk).content)
        assert "not submitted" in words(visitor("supervisor").get(review % person("李静").pk).content)
        reviews.submit(agent=person("李静"), month=OCTOBER, by=Account.objects.get(username="supervisor"))
        assert "The review of your card" in words(visitor("second_agent").get(OWN).content)
        visitor("second_agent").post(OWN, said())
        closing.run_close(closing.request_close(month=OCTOBER, by=Account.objects.get(username="hr"), ring=False).pk)
        after = cards.card_for(person("王芳"), OCTOBER)
    assert before is not None
    assert after is not None
    assert SelfAssessment.objects.submitted().count() == 1
    assert (before.fingerprint, before.version) == (after.fingerprint, after.version)
