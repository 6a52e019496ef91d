"""A draft is shown, commented on and answered; a published version is announced, read and signed by each."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine

from people.models import Account, Site
from records.models import AuditEntry
from records.months import company_zone
from reports.inbox.asking import inbox_of
from scoring import closing
from scoring.models import Card, PlanComment, PlanReader, PlanVersion
from scoring.plans import drafts, talk
from scoring.plans.versions import For
from tests.months import closer, publisher, second_hr
from tests.refusals import refused
from tests.scoring.month_of_facts import OCTOBER, START, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
NOW = datetime(2026, 10, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _third_of_october() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft(company: object) -> PlanVersion:
    """A new version for 翠湖花园, where 王芳 and 李静 work, lighter in service quality."""
    made = drafts.copy_plan(plan=PlanVersion.objects.get(code="standard"), by=publisher())

    def lighter(document: drafts.Document) -> drafts.Document:
        document["dimensions"][0]["weight"], document["dimensions"][1]["weight"] = "15.00", "20.00"
        return document

    drafts.change_draft(draft=made, by=publisher(), change=lighter)
    whom = For(site=Site.objects.get(code="CH"))
    return drafts.mean_for(draft=made, by=publisher(), valid_from=OCTOBER.next, whom=whom)


def keys(username: str) -> set[str]:
    """What waits for somebody, and what is told."""
    found = inbox_of(Account.objects.get(username=username), NOW.astimezone(company_zone()))
    return {task.key for _asked, task in found.tasks()} | {task.key for task in found.waiting}


def page(who: str, address: str) -> str:
    answer = visitor(who).get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_those_whom_it_would_score_see_the_draft_once_it_is_shown_and_nobody_else(draft: PlanVersion) -> None:
    assert visitor("agent").get(f"/plans/{draft.pk}/").status_code == 404
    visitor("hr").post(f"/plans/{draft.pk}/show/", {"until": "2026-10-09"})
    assert {reader.person.name for reader in PlanReader.objects.all()} == {"王芳", "李静"}
    assert f"comment_on_plan:{draft.pk}" in keys("agent")
    assert "nothing is decided yet" in page("agent", f"/plans/{draft.pk}/")
    assert "15.00" in page("agent", f"/plans/{draft.pk}/changes/")
    assert visitor("supervisor").get(f"/plans/{draft.pk}/").status_code == 200
    assert visitor("other_agent").get(f"/plans/{draft.pk}/").status_code == 404
    assert visitor("agent").get(f"/plans/{draft.pk}/edit/").status_code == 403


def test_a_comment_on_an_indicator_is_answered_and_only_the_author_and_hr_read_it(draft: PlanVersion) -> None:
    talk.show_draft(draft=draft, by=publisher())
    address, about = f"/plans/{draft.pk}/comments/", "responsiveness.mean_response_minutes"
    assert f'<option value="{about}" selected>' in page("agent", f"{address}?about={about}")
    visitor("agent").post(address, {"about": about, "text": "夜班人手不够"})
    said = PlanComment.objects.get()
    assert (said.about, said.author.username) == (about, "agent")
    assert f"comment_on_plan:{draft.pk}" not in keys("agent")
    assert f"answer_comments:{draft.pk}" in keys("hr")
    shown = page("hr", address)
    assert "夜班人手不够" in shown
    assert "Mean response time" in shown
    visitor("hr").post(f"{address}{said.pk}/answer/", {"text": "夜班单独计时"})
    assert "夜班单独计时" in page("agent", address)
    assert "夜班人手不够" not in page("second_agent", address)
    assert "夜班人手不够" not in page("supervisor", address)
    assert f"answer_comments:{draft.pk}" not in keys("hr")
    assert visitor("agent").post(f"{address}{said.pk}/answer/", {"text": "x"}).status_code == 403


def test_what_cannot_be_said_keeps_what_was_typed(draft: PlanVersion) -> None:
    with refused("not_shown"):
        talk.comment(draft=draft, by=Account.objects.get(username="agent"), text="x")
    talk.show_draft(draft=draft, by=publisher())
    answer = visitor("agent").post(f"/plans/{draft.pk}/comments/", {"about": "growth.training_exam", "text": " "})
    assert '<option value="growth.training_exam" selected>' in unescape(answer.content.decode())
    with refused("day_is_over"):
        talk.show_draft(draft=draft, by=publisher(), until=date(2026, 10, 2))


def test_publishing_announces_it_and_each_signs_for_oneself(draft: PlanVersion) -> None:
    visitor("hr").post(f"/plans/{draft.pk}/publish/")
    address = f"/plans/{draft.pk}/announcement/"
    assert f"sign_plan:{draft.pk}" in keys("agent")
    assert f"sign_plan:{draft.pk}" not in keys("other_agent")
    shown = page("agent", address)
    assert "<s>20.00</s>" in shown
    assert "I have read it" in shown
    assert "李静" not in shown
    for who in ("other_agent", "supervisor", "hr"):
        visitor(who).post(f"/plans/{draft.pk}/sign/")
    assert not PlanReader.objects.exclude(signed_at=None).exists()
    visitor("agent").post(f"/plans/{draft.pk}/sign/")
    reader = PlanReader.objects.exclude(signed_at=None).get()
    assert (reader.person.name, reader.signed_at) == ("王芳", NOW)
    assert AuditEntry.objects.get(verb="scoring.sign_plan").actor == Account.objects.get(username="agent")
    with time_machine.travel(datetime(2026, 10, 20, tzinfo=UTC)):
        visitor("agent").post(f"/plans/{draft.pk}/sign/")
    reader.refresh_from_db()
    assert reader.signed_at == NOW
    assert f"sign_plan:{draft.pk}" not in keys("agent")


def test_hr_sees_who_has_not_signed_and_reminds_them(draft: PlanVersion) -> None:
    visitor("hr").post(f"/plans/{draft.pk}/publish/")
    visitor("agent").post(f"/plans/{draft.pk}/sign/")
    assert f"unsigned:{draft.pk}" in keys("hr")
    assert "not signed yet" in page("hr", f"/plans/{draft.pk}/announcement/")
    visitor("hr").post(f"/plans/{draft.pk}/remind/")
    assert {reader.person.name for reader in PlanReader.objects.exclude(reminded_at=None)} == {"李静"}
    visitor("second_agent").post(f"/plans/{draft.pk}/sign/")
    assert f"unsigned:{draft.pk}" not in keys("hr")
    assert visitor("agent").post(f"/plans/{draft.pk}/remind/").status_code == 403


def test_no_figure_waits_for_a_signature() -> None:
    with time_machine.travel(START):
        draft = drafts.copy_plan(plan=PlanVersion.objects.get(code="standard"), by=publisher())
        talk.publish(plan=draft, valid_from=OCTOBER, by=publisher())
    assert talk.unsigned(draft).count() == 3
    with time_machine.travel(datetime(2026, 11, 4, tzinfo=UTC)):
        the_golden_month(person("王芳"))
        closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    assert {card.plan.version for card in Card.objects.current()} == {2}


def test_a_draft_goes_with_what_was_said_and_one_that_is_blocked_waits_for_hr(draft: PlanVersion) -> None:
    def broken(document: drafts.Document) -> drafts.Document:
        document["dimensions"][0]["weight"] = "1.00"
        return document

    assert f"draft_blocked:{draft.pk}" not in keys("hr")
    drafts.change_draft(draft=draft, by=publisher(), change=broken)
    assert f"draft_blocked:{draft.pk}" in keys("hr")
    talk.show_draft(draft=draft, by=publisher())
    talk.comment(draft=draft, by=Account.objects.get(username="agent"), text="好")
    drafts.delete_draft(draft=draft, by=second_hr())
    assert not PlanComment.objects.exists()
