"""Each source: a task appears with its state, opens for whoever is asked, and is gone when the act is done."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine

from evidence.suggestions.models import Suggestion
from evidence.suggestions.verbs import decide
from inbox.asking import Inbox, inbox_of
from kpi_portal.lib.month import Month
from people.models import Account, Person
from records.months import company_zone
from scoring import closing, publishing, reopening, target_changes, targets
from scoring.models import Card, ScoringSettings
from scoring.targets import Wanted
from tenants.models import Company
from tests.months import second_hr
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month
from tests.visiting import visitor

NOVEMBER = datetime(2026, 11, 4, 8, 40, tzinfo=UTC)
AFTER_THE_FREEZE = datetime(2026, 11, 10, 2, tzinfo=UTC)
THIS_MONTH = Month(2026, 11)


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def inbox(username: str, at: datetime = NOVEMBER) -> Inbox:
    """What waits for somebody; every link opens for that account."""
    found = inbox_of(account(username), at.astimezone(company_zone()))
    with time_machine.travel(at, tick=False):
        browser = visitor(username)
        for task in (*(task for _asked, task in found.tasks()), *found.waiting):
            assert browser.get(task.href).status_code == 200, task
    return found


def keys(found: Inbox) -> set[str]:
    return {task.key for _asked, task in found.tasks()}


def waiting(found: Inbox) -> set[str]:
    return {task.key for task in found.waiting}


def test_a_month_goes_from_hand_to_hand_until_it_is_paid(company: Company) -> None:
    the_golden_month(person("王芳"))
    hr = account("hr")
    assert "close:2026-10" in keys(inbox("hr"))
    with time_machine.travel(NOVEMBER, tick=False):
        closing.run_close(closing.request_close(month=OCTOBER, by=hr, ring=False).pk)
        assert {"publish:2026-10"} <= keys(inbox("hr"))
        assert "close:2026-10" not in keys(inbox("hr"))
        publishing.publish_month(month=OCTOBER, by=hr)
    second = second_hr()
    assert "finalise:2026-10" in waiting(inbox("hr"))
    assert "finalise:2026-10" in keys(inbox("hr2"))
    with time_machine.travel(NOVEMBER, tick=False):
        publishing.finalise_month(month=OCTOBER, by=second)
        assert "payroll:2026-10" in keys(inbox("hr"))
        visitor("hr").get("/payroll/2026-10/file/")
    assert not {key for key in keys(inbox("hr")) if key.endswith("2026-10")}


def test_a_month_is_not_to_be_closed_before_its_cut_off(company: Company) -> None:
    the_golden_month(person("王芳"))
    before = inbox("hr", datetime(2026, 11, 2, tzinfo=UTC))
    assert "close:2026-10" not in keys(before)


def test_who_closed_waits_for_somebody_else_where_the_company_wants_two_people(computed: Card) -> None:
    ScoringSettings.objects.update(two_people_publish=True)
    computed.close.requested_by = account("hr")
    computed.close.save()
    assert "publish:2026-10" in waiting(inbox("hr"))


@pytest.mark.parametrize("who", ["administrator", "supervisor", "agent", "colleague"])
def test_steps_of_months_are_asked_of_hr_only(published: Card, who: str) -> None:
    assert not {key for key in keys(inbox(who)) if key.startswith(("close", "publish", "finalise", "payroll"))}


def test_a_re_opening_waits_for_the_second_person(published: Card) -> None:
    asked = reopening.ask_to_reopen(month=OCTOBER, by=account("hr"), reason="迟到的工单")
    key = f"reopening:{asked.pk}"
    assert key in waiting(inbox("hr"))
    assert key not in keys(inbox("hr"))
    assert key in keys(inbox("administrator"))
    assert key not in keys(inbox("supervisor"))
    reopening.withdraw_reopening(month=OCTOBER, by=account("administrator"))
    assert key not in keys(inbox("administrator")) | waiting(inbox("hr"))


def test_targets_are_to_be_set_until_the_freeze_by_who_leads(company: Company) -> None:
    found = inbox("supervisor")
    assert "set_targets:2026-11" in keys(found)
    assert "set_targets:2026-11" not in keys(inbox("agent"))
    assert "set_targets:2026-11" not in keys(inbox("supervisor", AFTER_THE_FREEZE))
    with time_machine.travel(NOVEMBER, tick=False):
        wanted = [Wanted("agent", person(name).pk, "satisfaction", Decimal(94)) for name in ("王芳", "李静")]
        targets.set_targets(month=THIS_MONTH, wanted=wanted, by=account("supervisor"))
    assert "set_targets:2026-11" not in keys(inbox("supervisor"))
    assert "set_targets:2026-11" in keys(inbox("other_supervisor"))


def test_a_change_after_the_freeze_waits_for_hr(company: Company) -> None:
    with time_machine.travel(AFTER_THE_FREEZE, tick=False):
        wanted = [Wanted("agent", person("王芳").pk, "satisfaction", Decimal(94))]
        (asked,) = target_changes.ask(month=THIS_MONTH, wanted=wanted, reason="产假", by=account("supervisor"))
    key = f"target_change:{asked.pk}"
    assert key in keys(inbox("hr", AFTER_THE_FREEZE))
    assert key not in keys(inbox("supervisor", AFTER_THE_FREEZE))
    with time_machine.travel(AFTER_THE_FREEZE, tick=False):
        target_changes.confirm(change=asked, by=account("hr"))
    assert key not in keys(inbox("hr", AFTER_THE_FREEZE))


def test_what_hr_asked_for_itself_waits_for_somebody_else(company: Company) -> None:
    with time_machine.travel(AFTER_THE_FREEZE, tick=False):
        wanted = [Wanted("agent", person("王芳").pk, "satisfaction", Decimal(94))]
        (asked,) = target_changes.ask(month=THIS_MONTH, wanted=wanted, reason="产假", by=account("hr"))
    found = inbox("hr", AFTER_THE_FREEZE)
    assert waiting(found) == {f"target_change:{asked.pk}"}
    assert not keys(found) & waiting(found)


def idea_of(agent: Person) -> Suggestion:
    return Suggestion.objects.create(number="S1", agent=agent, title="雨天提前铺防滑垫", submitted_at=NOVEMBER)


def test_a_suggestion_waits_for_who_leads_its_agent(company: Company) -> None:
    idea = idea_of(person("王芳"))
    key = f"suggestion:{idea.pk}"
    assert key in keys(inbox("supervisor"))
    assert key in keys(inbox("hr"))
    for other in ("other_supervisor", "agent", "administrator", "colleague"):
        assert key not in keys(inbox(other))
    decide(idea, decision="adopted", by=account("supervisor"), at=NOVEMBER, reason="立即实行")
    assert key not in keys(inbox("supervisor"))


def test_nobody_is_asked_to_decide_on_the_own_suggestion(company: Company) -> None:
    Account.objects.filter(username="agent").update(roles=["agent", "hr"])
    assert f"suggestion:{idea_of(person('王芳')).pk}" not in keys(inbox("agent"))
