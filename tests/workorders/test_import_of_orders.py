"""Work orders come in as files: once, again, changed, too late, and back out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from evidence.models import SurveyAnswer
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting
from records import months
from records.imports import undoing
from records.models import LateFact, MachineResponder, MonthState
from tenants.models import Company
from tests.importing import Sender
from tests.months import bring_to, open_again
from tests.refusals import refused
from tests.visiting import visitor
from tests.workorders.twin import project
from workorders.models import OrderEvent, WorkOrder

PROFILE = """
kind = "workorders"
source = "报修系统"
creates = ["people", "sites"]
[fields]
number = "单号"
created_at = "受理"
dispatched_at = "派单"
responded_at = "联系"
completed_at = "完工"
reopened_at = "重开"
agent = "客服"
site = "小区"
category = "类别"
rating = "评分"
answered_at = "评价"
"""
HEADER = "单号,受理,派单,联系,完工,重开,客服,小区,类别,评分,评价\n"
FIRST = "A-1,2026-10-06 09:00,2026-10-06 09:05,2026-10-06 09:20,,,王芳,翠湖花园,水,,\n"
DONE = "A-1,2026-10-06 09:00,2026-10-06 09:05,2026-10-06 09:20,2026-10-06 17:00,,王芳,翠湖花园,水,4,2026-10-07 08:00\n"
NEW_AGENT = "A-2,2026-10-08 09:00,,,,,新人,新小区,电,,\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    """Sends files of the repair system."""
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    return Sender(company, "workorders", tmp_path, profile)


def order(number: str = "A-1") -> WorkOrder:
    """As it stands."""
    return WorkOrder.objects.get(source="报修系统", number=number)


def events(number: str = "A-1") -> list[tuple[str, str]]:
    """Kind and local hour of the standing events, earliest first."""
    standing = OrderEvent.objects.filter(order=order(number), stands=True)
    return [(event.kind, f"{event.at.astimezone(months.company_zone()):%d %H:%M}") for event in standing]


def close(month: Month) -> None:
    """Make a month final, as scoring does in the end."""
    bring_to(MonthState.FINAL, month)


def test_an_order_gets_its_events_in_the_company_s_zone(orders: Sender) -> None:
    orders.send(HEADER + FIRST)
    assert order().created_at == datetime(2026, 10, 6, 1, 0, tzinfo=UTC)
    assert events() == [("created", "06 09:00"), ("dispatched", "06 09:05"), ("responded", "06 09:20")]
    assert (order().state, order().agent) == ("in_progress", Person.objects.get(staff_number="A001"))


def test_the_row_of_a_new_order_says_what_its_events_say(orders: Sender) -> None:
    orders.send(HEADER + DONE + NEW_AGENT)
    for number in ("A-1", "A-2"):
        stored = order(number)
        projection = project(stored.events.all(), stored.source_agent_id)
        assert {name: getattr(stored, name) for name in projection.__slots__} == {
            name: getattr(projection, name) for name in projection.__slots__
        }


def test_the_same_file_twice_stores_nothing_new(orders: Sender) -> None:
    orders.send(HEADER + DONE + NEW_AGENT)
    before = OrderEvent.objects.count(), SurveyAnswer.objects.count(), Person.objects.count()
    assert "0 new, 0 changed, 2 unchanged" in orders.send(HEADER + DONE + NEW_AGENT)
    assert (OrderEvent.objects.count(), SurveyAnswer.objects.count(), Person.objects.count()) == before


def test_a_later_file_appends_what_happened_since_and_its_answer(orders: Sender) -> None:
    orders.send(HEADER + FIRST)
    assert "0 new, 1 changed" in orders.send(HEADER + DONE)
    assert events()[-1] == ("completed", "06 17:00")
    assert order().state == "completed"
    answer = SurveyAnswer.objects.get(number="A-1")
    assert (answer.order, answer.agent, answer.rating) == (order(), order().agent, Decimal(4))


def test_a_changed_instant_supersedes_the_one_before(orders: Sender) -> None:
    orders.send(HEADER + DONE)
    orders.send(HEADER + DONE.replace("17:00", "18:30"))
    assert events()[-1] == ("completed", "06 18:30")
    former = OrderEvent.objects.get(order=order(), kind="completed", stands=False)
    assert former.superseded_by_batch == orders.batch


def test_a_completion_after_a_re_opening_leaves_the_first_one_true(orders: Sender) -> None:
    orders.send(HEADER + DONE)
    orders.send(HEADER + DONE.replace("2026-10-06 17:00,,", "2026-10-09 10:00,2026-10-08 10:00,"))
    assert events()[-3:] == [("completed", "06 17:00"), ("reopened", "08 10:00"), ("completed", "09 10:00")]


def test_a_changed_value_is_kept_as_a_revision(orders: Sender) -> None:
    orders.send(HEADER + DONE)
    orders.send(HEADER + DONE.replace("水", "暖"))
    assert (order().category, order().revision) == ("暖", 2)
    assert order().revisions.get().values["category"] == "水"


def test_a_person_that_an_import_creates_is_posted_company_wide_from_the_first_month(orders: Sender) -> None:
    orders.send(HEADER + NEW_AGENT + NEW_AGENT.replace("A-2", "A-3").replace("10-08", "09-30"))
    posting = Posting.objects.get(person__name="新人")
    assert (posting.site, posting.first_day.isoformat(), posting.last_day) == (None, "2026-09-01", None)


def test_what_would_change_a_final_month_waits_and_the_rest_is_stored(orders: Sender) -> None:
    close(Month(2026, 10))
    said = orders.send(HEADER + DONE + NEW_AGENT.replace("2026-10-08", "2026-11-08"))
    assert "1 new, 0 changed, 0 unchanged, 0 with errors" in said
    assert "1 too late" in said
    assert {late.kind for late in LateFact.objects.filter(number="A-1")} == {"workorders", "surveys"}
    assert not SurveyAnswer.objects.filter(number="A-1").exists()


def test_the_same_late_file_twice_waits_once(orders: Sender) -> None:
    close(Month(2026, 10))
    orders.send(HEADER + FIRST)
    orders.send(HEADER + FIRST)
    assert LateFact.objects.filter(number="A-1", decision="waiting").count() == 1


def test_a_late_event_of_an_order_in_a_final_month_waits_but_one_after_its_cut_off_does_not(orders: Sender) -> None:
    orders.send(HEADER + FIRST)
    close(Month(2026, 10))
    assert "1 too late" in orders.send(HEADER + DONE.replace(",4,2026-10-07 08:00", ",,"))
    after_the_cut_off = DONE.replace("2026-10-06 17:00", "2026-11-06 17:00").replace(",4,2026-10-07 08:00", ",,")
    assert "1 changed, 0 unchanged" in orders.send(HEADER + after_the_cut_off)


def test_what_waited_is_settled_when_its_month_was_re_opened(orders: Sender) -> None:
    close(Month(2026, 10))
    orders.send(HEADER + FIRST)
    open_again(Month(2026, 10))
    orders.send(HEADER + FIRST)
    assert LateFact.objects.get(number="A-1").decision == "reopened"


def test_undoing_restores_what_was_before(orders: Sender) -> None:
    orders.send(HEADER + FIRST)
    before = events()
    orders.send(HEADER + DONE.replace("水", "暖") + NEW_AGENT)
    undoing.undo(orders.batch, by=Account.objects.get(username="administrator"))
    assert (events(), order().category, order().state) == (before, "水", "in_progress")
    assert not order("A-2").stands
    assert not SurveyAnswer.objects.filter(number="A-1", stands=True).exists()


def test_undoing_is_refused_once_a_month_that_counts_it_is_final(orders: Sender) -> None:
    orders.send(HEADER + DONE)
    close(Month(2026, 10))
    with refused("not_undoable"):
        undoing.undo(orders.batch, by=Account.objects.get(username="administrator"))


def test_undoing_is_refused_where_a_later_import_built_on_it(orders: Sender) -> None:
    orders.send(HEADER + FIRST)
    first = orders.batch
    orders.send(HEADER + DONE)
    with refused("corrected"):
        undoing.undo(first, by=Account.objects.get(username="administrator"))


def test_one_bad_row_keeps_all_out_and_skip_bad_stores_the_others(orders: Sender) -> None:
    bad = HEADER + FIRST + NEW_AGENT.replace("2026-10-08 09:00", "2026-13-08 09:00")
    assert "There is no such day." in orders.refused(bad)
    assert not WorkOrder.objects.filter(source="报修系统").exists()
    assert not Person.objects.filter(name="新人").exists()
    assert "1 new" in orders.send(bad, "--skip-bad")


def test_a_rating_above_the_scale_is_an_error_of_its_row(orders: Sender) -> None:
    assert "outside the scale" in orders.refused(HEADER + DONE.replace(",4,", ",6,"))


def test_a_work_order_number_keeps_its_digits(orders: Sender) -> None:
    orders.send(HEADER + FIRST.replace("A-1", "0026101904120000"))
    assert order("0026101904120000").number == "0026101904120000"


def test_a_machine_that_answers_is_no_responder_and_no_person(company: Company, tmp_path: Path) -> None:
    profile = tmp_path / "machines.toml"
    profile.write_text(PROFILE.replace("[fields]", 'automatic_responders = ["智能客服"]\n[fields]'), encoding="utf-8")
    Sender(company, "workorders", tmp_path, profile).send(HEADER + FIRST.replace("王芳", "智能客服"))
    assert events() == [("created", "06 09:00"), ("dispatched", "06 09:05"), ("automatic_message", "06 09:20")]
    assert (order().first_responded_at, order().agent) == (None, None)
    assert OrderEvent.objects.get(kind="automatic_message").reason == "智能客服"
    assert not Person.objects.filter(name="智能客服").exists()


def test_the_company_names_a_machine_for_every_file_and_for_what_came_in(orders: Sender) -> None:
    orders.send(HEADER + FIRST.replace("王芳", "智能客服") + FIRST.replace("A-1", "A-2"))
    assert Posting.objects.filter(person__name="智能客服", is_presumed=True).exists()
    administrator = visitor("administrator")
    person_first = administrator.post("/orders/machines/", {"name": "沈立"})
    assert "somebody who logs in or was posted by hand" in person_first.content.decode()
    said = administrator.post("/orders/machines/", {"name": "智能客服"}, follow=True).content.decode()
    assert "Named. 1 response became an automatic message." in said
    assert events() == [("created", "06 09:00"), ("dispatched", "06 09:05"), ("automatic_message", "06 09:20")]
    assert (order().first_responded_at, order().agent) == (None, None)
    assert order("A-2").first_responded_at is not None
    assert not Person.objects.standing().filter(name="智能客服").exists()
    assert not Posting.objects.filter(person__name="智能客服").exists()
    orders.send(HEADER + FIRST.replace("A-1", "A-3").replace("王芳", "智能客服"))
    assert order("A-3").first_responded_at is None
    assert not Person.objects.standing().filter(name="智能客服").exists()
    assert 'href="/orders/machines/"' in administrator.get("/settings/").content.decode()
    [named] = MachineResponder.objects.all()
    administrator.post(f"/orders/machines/{named.pk}/forget/")
    assert not MachineResponder.objects.exists()


def test_a_final_month_stays_as_it_was_counted_whoever_is_named_a_machine(orders: Sender) -> None:
    orders.send(HEADER + FIRST.replace("王芳", "智能客服"))
    answered = order().first_responded_at
    close(Month(2026, 10))
    said = visitor("hr").post("/orders/machines/", {"name": "智能客服"}, follow=True).content.decode()
    assert "0 responses became automatic messages. 1 stays: a final month rests on it." in said
    assert order().first_responded_at == answered


def test_a_file_without_a_column_does_not_say_that_the_source_never_records_it(orders: Sender) -> None:
    assert orders.profile is not None
    orders.profile.write_text(PROFILE.replace('responded_at = "联系"\n', ""), encoding="utf-8")
    orders.send(HEADER + FIRST)
    assert (order().records_responses, order().records_completions) == (True, True)


def test_a_profile_declares_what_its_source_never_records(orders: Sender) -> None:
    silent = "records_responses = false\nrecords_completions = false\n[fields]"
    assert orders.profile is not None
    orders.profile.write_text(PROFILE.replace("[fields]", silent), encoding="utf-8")
    orders.send(HEADER + FIRST)
    assert (order().records_responses, order().records_completions) == (False, False)
