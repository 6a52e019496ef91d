"""Each source: a task appears with its state, opens for whoever is asked, and is gone when the act is done."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.base import ContentFile

from evidence.ratings.verbs import rate
from evidence.suggestions.models import Suggestion
from evidence.suggestions.verbs import decide
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting
from records.models import Batch, LateFact, MonthState
from records.months import company_zone
from reports.inbox.asking import Inbox, inbox_of
from reports.pay import batches
from scoring import closing, publishing, reopening
from scoring.models import Card, ScoringSettings
from scoring.targets import changes, verbs
from scoring.targets.verbs import Wanted
from tenants.models import Company
from tests.cast import USERNAMES
from tests.months import bring_to, closer, second_hr
from tests.scoring.month_of_facts import MIDDLE, MINUTE, OCTOBER, check, handled, order, person, the_golden_month
from tests.scoring.talking import planned, signed
from tests.visiting import visitor
from workorders import lifecycle

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
            assert browser.get(task.href, follow=True).status_code == 200, task
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
        batch = batches.make(month=OCTOBER, by=hr, kind="first")
        assert f"pay_batch:{batch.pk}:draft" in keys(inbox("hr")) - keys(inbox("hr2"))
        batches.hand_over(batch=batch, by=hr, note="已核对")
        batch.refresh_from_db()
        assert f"pay_batch:{batch.pk}:waiting" in waiting(inbox("hr")) & keys(inbox("hr2"))
        batches.release(batch=batch, by=second, seen=batch.checksum)
        assert f"pay_batch:{batch.pk}:released" in keys(inbox("hr"))
        batches.mark_paid(batch=batch, by=hr, on=NOVEMBER.date())
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
        verbs.set_targets(month=THIS_MONTH, wanted=wanted, by=account("supervisor"))
    assert "set_targets:2026-11" not in keys(inbox("supervisor"))
    assert "set_targets:2026-11" in keys(inbox("other_supervisor"))


def test_a_change_after_the_freeze_waits_for_hr(company: Company) -> None:
    with time_machine.travel(AFTER_THE_FREEZE, tick=False):
        wanted = [Wanted("agent", person("王芳").pk, "satisfaction", Decimal(94))]
        (asked,) = changes.ask(month=THIS_MONTH, wanted=wanted, reason="产假", by=account("supervisor"))
    key = f"target_change:{asked.pk}"
    assert key in keys(inbox("hr", AFTER_THE_FREEZE))
    assert key not in keys(inbox("supervisor", AFTER_THE_FREEZE))
    with time_machine.travel(AFTER_THE_FREEZE, tick=False):
        changes.confirm(change=asked, by=account("hr"))
    assert key not in keys(inbox("hr", AFTER_THE_FREEZE))


def test_what_hr_asked_for_itself_waits_for_somebody_else(company: Company) -> None:
    with time_machine.travel(AFTER_THE_FREEZE, tick=False):
        wanted = [Wanted("agent", person("王芳").pk, "satisfaction", Decimal(94))]
        (asked,) = changes.ask(month=THIS_MONTH, wanted=wanted, reason="产假", by=account("hr"))
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


NEAR_THE_END = datetime(2026, 10, 29, 2, tzinfo=UTC)


def test_an_open_order_is_told_near_its_cut_off_to_its_agent_and_who_leads(company: Company) -> None:
    left = handled(person("王芳"))
    key = f"order:{left.pk}"
    assert key not in keys(inbox("agent", MIDDLE + 2 * MINUTE))
    for who in ("agent", "supervisor"):
        assert key in keys(inbox(who, NEAR_THE_END))
    for who in ("second_agent", "other_supervisor", "hr", "administrator", "colleague"):
        assert key not in keys(inbox(who, NEAR_THE_END))
    with time_machine.travel(NEAR_THE_END, tick=False):
        lifecycle.complete(left, by=account("agent"), at=NEAR_THE_END)
    assert key not in keys(inbox("agent", NEAR_THE_END))


def test_orders_of_nobody_are_told_to_hr_until_the_month_is_final(company: Company) -> None:
    order()
    key = "uncredited:2026-10"
    assert key not in keys(inbox("hr", MIDDLE + 2 * MINUTE))
    assert key in keys(inbox("hr"))
    assert key not in keys(inbox("supervisor"))
    bring_to(MonthState.FINAL, OCTOBER)
    assert key not in keys(inbox("hr"))


def test_people_without_a_posting_are_told_to_who_can_post_them(company: Company) -> None:
    nowhere = Person.objects.create(name="新来的")
    handled(nowhere, created=NOVEMBER)
    key = f"posting:{nowhere.pk}:2026-11"
    assert key in keys(inbox("administrator"))
    assert key in keys(inbox("hr"))
    assert key not in keys(inbox("supervisor"))
    Posting.objects.create(person=nowhere, first_day=THIS_MONTH.first_day)
    assert key not in keys(inbox("administrator"))


def test_a_colleague_is_asked_to_rate_at_the_months_end(company: Company) -> None:
    assert "rate:2026-10" not in keys(inbox("colleague", MIDDLE))
    assert "rate:2026-10" in keys(inbox("colleague", NEAR_THE_END))
    assert "rate:2026-10" not in keys(inbox("supervisor", NEAR_THE_END))
    with time_machine.travel(NEAR_THE_END, tick=False):
        rate(by=account("colleague"), agent=person("王芳"), month=OCTOBER, rating=Decimal(4))
    assert "rate:2026-10" not in keys(inbox("colleague", NEAR_THE_END))


def test_who_has_orders_together_with_the_department_is_asked_for_by_name(company: Company) -> None:
    order(("dispatched", MIDDLE + MINUTE, person("李静")), department="工程部")
    with time_machine.travel(NEAR_THE_END, tick=False):
        rate(by=account("colleague"), agent=person("王芳"), month=OCTOBER, rating=Decimal(4))
    (task,) = [task for _asked, task in inbox("colleague", NEAR_THE_END).tasks()]
    assert (task.key, task.reason) == ("rate:2026-10", "李静")


def test_missing_checks_are_told_where_the_company_checks_contacts(company: Company) -> None:
    key = "checks:2026-10"
    assert key not in keys(inbox("supervisor", NEAR_THE_END))
    check(person("周倩"), "pass", at=MIDDLE - timedelta(days=40))
    assert key in keys(inbox("supervisor", NEAR_THE_END))
    for who in ("hr", "agent"):
        assert key not in keys(inbox(who, NEAR_THE_END))
    for name in ("王芳", "李静"):
        check(person(name), "pass")
    assert key not in keys(inbox("supervisor", NEAR_THE_END))


def fallen() -> None:
    """李静's October: the lowest grade, far below September."""
    september = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
    handled(person("李静"), ("completed", september + 20 * MINUTE, person("李静")), created=september)
    order(("dispatched", MIDDLE + MINUTE, person("李静")))
    for month in (OCTOBER.previous, OCTOBER):
        closing.run_close(closing.request_close(month=month, by=closer(), ring=False).pk)


def test_a_published_card_calls_for_a_talk_until_it_was_held(company: Company) -> None:
    fallen()
    key = f"talk:{person('李静').pk}:2026-10"
    assert key not in keys(inbox("supervisor"))
    with time_machine.travel(NOVEMBER, tick=False):
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    assert key in keys(inbox("supervisor"))
    for who in ("other_supervisor", "second_agent", "hr"):
        assert key not in keys(inbox(who))
    with time_machine.travel(NOVEMBER, tick=False):
        talked = signed("李静", planned(person("李静")))
        assert key not in keys(inbox("supervisor"))
        assert f"sign_talk:{talked.pk}" in keys(inbox("second_agent"))


def uploaded(state: str, name: str = "订单.csv") -> Batch:
    return Batch.objects.create(
        kind="workorders",
        source="前台",
        state=state,
        file=ContentFile("单号\n1\n".encode(), name=name),
        file_name=name,
        by=account("hr"),
    )


def test_files_wait_to_be_mapped_and_to_be_stored_and_rows_too_late_for_a_decision(company: Company) -> None:
    batch = uploaded("uploaded")
    assert f"import:{batch.pk}:uploaded" in keys(inbox("hr", batch.created_at))
    assert f"import:{batch.pk}:uploaded" not in keys(inbox("supervisor", batch.created_at))
    Batch.objects.filter(pk=batch.pk).update(state="stored")
    assert f"import:{batch.pk}:uploaded" not in keys(inbox("hr", batch.created_at))
    late = LateFact.objects.create(
        batch=batch, row=2, kind="workorders", number="1", first_day=OCTOBER.first_day, values={}
    )
    assert "late_rows:2026-10" in keys(inbox("administrator"))
    late.decision = LateFact.Decision.DISMISSED
    late.save()
    assert "late_rows:2026-10" not in keys(inbox("administrator"))


def test_no_sentence_that_is_mailed_holds_a_total_or_a_grade(company: Company) -> None:
    fallen()
    with time_machine.travel(NOVEMBER, tick=False):
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    totals = {str(total) for total in Card.objects.exclude(total=None).values_list("total", flat=True)}
    for who in USERNAMES:
        for _asked, task in inbox(who).tasks():
            told = f"{task.sentence} {task.reason}"
            assert not any(total in told for total in totals)
            assert not re.search(r"\b[SABCD]\b|等级|grade", told)
