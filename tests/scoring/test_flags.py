"""Hard to fake: what looks odd about a month is told to people, who judge it in words; no figure moves by it."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
import time_machine

from evidence.models import DepartmentRating, Invitation, InvitationLink, PeerRating
from people.models import Account, Department, Person
from records.models import AuditEntry
from reports.inbox.asking import inbox_of
from scoring.flags import finding
from scoring.models import Flag, FlagWord, PlanVersion
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import (
    CUTOFF,
    END,
    INSTANT,
    MIDDLE,
    MINUTE,
    OCTOBER,
    SHANGHAI,
    answer,
    handled,
    number,
    order,
    orders,
    person,
)
from tests.scoring.test_leading_posts import plan
from tests.visiting import visitor
from workorders.models import OrderEvent, WorkOrder

__all__ = ["plan"]  # a fixture
pytestmark = pytest.mark.usefixtures("company")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def looked() -> dict[tuple[str, str], int]:
    """Who is flagged by what, with how many facts."""
    finding.look(OCTOBER)
    return {(flag.agent.name, flag.code): len(flag.facts) for flag in Flag.objects.select_related("agent")}


def split(many: int, agent: Person, *, apart: timedelta = 10 * MINUTE, room: str = "2-1204") -> list[WorkOrder]:
    """So many orders of one room, one after the other."""
    more = {"room": room, "category": "给排水"}
    return [
        order(("dispatched", MIDDLE + place * apart, agent), created=MIDDLE + place * apart, **more)
        for place in range(many)
    ]


def rated(who: Person, by: Person, rating: str) -> None:
    DepartmentRating.objects.create(
        number=number(),
        agent=who,
        rater=by,
        department=Department.objects.order_by("pk")[0],
        first_day=OCTOBER.first_day,
        rating=Decimal(rating),
    )


def test_orders_of_one_room_within_half_an_hour_are_split(agent: Person, other: Person) -> None:
    split(3, agent)
    split(2, other, room="1-101")
    split(3, other, room="1-102", apart=40 * MINUTE)
    assert looked() == {("王芳", "split_orders"): 3}


def test_an_order_that_is_closed_and_opened_twice_in_a_week_is_a_burst(agent: Person, other: Person) -> None:
    def reopened(whose: Person, *days: int) -> None:
        moments = [(kind, MIDDLE + day * DAY + after) for day in days for kind, after in CLOSED_AND_OPENED]
        order(("dispatched", MIDDLE, whose), *moments, created=MIDDLE)

    reopened(agent, 1, 3)
    reopened(other, 1)
    reopened(other, 1, 12)
    assert looked() == {("王芳", "closed_again_and_again"): 1}


CLOSED_AND_OPENED = (("completed", HOUR), ("reopened", 2 * HOUR))


def test_a_heap_of_closings_on_the_last_day_is_told_where_it_is_a_large_part(agent: Person, other: Person) -> None:
    for _each in range(5):
        handled(agent, ("completed", END - HOUR))
        handled(other, ("completed", END - HOUR))
    orders(13, ("dispatched", MIDDLE, other), ("completed", MIDDLE + HOUR))
    assert looked() == {("王芳", "closed_on_the_last_day"): 5}


def test_orders_held_over_the_cut_off_by_whom_they_would_count_for_are_told(agent: Person, other: Person) -> None:
    def held(whose: Person, by: Person, *more: tuple[str, datetime]) -> None:
        row = order(("dispatched", MIDDLE, whose), ("held", CUTOFF - HOUR), *more)
        row.events.filter(kind="held").update(by=by)

    for _each in range(3):
        held(agent, agent, ("resumed", CUTOFF + HOUR), ("completed", CUTOFF + 2 * HOUR))
        held(other, agent)
        held(other, other, ("resumed", CUTOFF - MINUTE))
    assert looked() == {("王芳", "held_over_the_cutoff"): 3}


def _joint(agent: Person, by: Person, *to: tuple[str, timedelta]) -> WorkOrder:
    """Dispatched to these departments so long before it was completed, the second time on by ``by``."""
    done = MIDDLE + DAY
    row = order(*(("dispatched", done - before, agent) for _code, before in to), ("completed", done))
    given = row.events.filter(kind="dispatched").order_by("sequence")
    for place, (event, (code, _before)) in enumerate(zip(given, to, strict=True)):
        department, who = Department.objects.get(code=code), by if place else agent
        row.events.filter(pk=event.pk).update(department=department, by=who)
    return row


def test_a_second_department_at_the_end_is_told_of_who_gave_it_the_order(agent: Person, other: Person) -> None:
    leader, first = Account.objects.get(username="supervisor").person, ("maintenance", 5 * HOUR)
    for _each in range(2):
        _joint(agent, leader, first, ("security", 30 * MINUTE))
        _joint(other, agent, first, ("security", 30 * MINUTE))
    _joint(other, agent, first, ("security", 30 * MINUTE + INSTANT))
    _joint(other, agent, first, ("maintenance", MINUTE))
    _joint(other, agent, ("security", 6 * HOUR), first, ("security", MINUTE))  # it was of two departments long before
    assert looked() == {}
    last = _joint(other, leader, first, ("security", MINUTE), ("maintenance", 0 * MINUTE))
    assert looked() == {(leader.name, "second_department_at_the_end"): 3}
    flag = Flag.objects.get()
    assert flag.others == sorted([agent.pk, other.pk])
    page = words(visitor("hr").get(flag.get_absolute_url()).content)
    assert last.number in page
    assert [page.count(f"given to 秩序部 {time} before it was completed") for time in ("1 min", "30 min")] == [1, 2]
    assert visitor("supervisor").get(flag.get_absolute_url()).status_code == 404
    OrderEvent.objects.filter(order=last, by=leader, department__code="security").update(stands=False)
    assert looked() == {}


def _invited(agent: Person, seconds: int | None = None) -> None:
    """An invitation, answered so many seconds after its link was made; None: no link was given."""
    row = handled(agent, ("completed", MIDDLE + HOUR))
    till = {"invited_at": MIDDLE + HOUR, "expires_at": END}
    invitation = Invitation.objects.create(key=number(), order=row, agent=agent, **till)
    if seconds is not None:
        made_at, made_by = MIDDLE + 2 * HOUR, Account.objects.get(username="supervisor")
        said = answer(agent, 5, at=made_at + timedelta(seconds=seconds))
        InvitationLink.objects.create(
            invitation=invitation, token_hash=number(), given="shown", made_at=made_at, made_by=made_by, answer=said
        )


def test_answers_within_seconds_and_residents_who_were_not_asked_are_told(agent: Person, other: Person) -> None:
    for seconds in (5, 45, 46, 600):
        _invited(agent, seconds)
    for place in range(24):
        _invited(person("李静"), 500) if place % 2 else _invited(agent, 500)
    for _each in range(10):
        _invited(person("周倩"))
    assert looked() == {("王芳", "answered_at_once"): 2, ("周倩", "residents_not_asked"): 10}
    assert visitor("hr").get(Flag.objects.get(code="answered_at_once").get_absolute_url()).status_code == 200


def test_ratings_in_return_are_told_of_both_and_neither_judges_them(agent: Person) -> None:
    leader = Account.objects.get(username="supervisor")
    rated(agent, leader.person, "5")
    rated(leader.person, agent, "4.5")
    rated(agent, person("李静"), "5")
    assert looked() == {("王芳", "ratings_in_return"): 2, (leader.person.name, "ratings_in_return"): 2}
    page = visitor("supervisor")
    of_agent = Flag.objects.get(agent=agent)
    assert page.get(Flag.objects.get(agent=leader.person).get_absolute_url()).status_code == 404
    judged = page.post(of_agent.get_absolute_url(), {"verdict": "nothing", "words": "配合好"})
    assert "Nobody acts for themselves" in words(judged.content)
    assert not FlagWord.objects.exists()
    assert f"flag:{of_agent.pk}" not in _asked("supervisor")


def test_a_circle_of_peers_that_gives_itself_full_marks_is_told_once_the_month_is_shut(agent: Person) -> None:
    people = [agent, person("李静"), Person.objects.create(name="同事三"), Person.objects.create(name="同事四")]
    for who, by in permutations(people, 2):
        said = {"agent": who, "rater": by, "rating": 5, "first_day": OCTOBER.first_day, "promised": 3}
        PeerRating.objects.create(number=number(), **said)
    with time_machine.travel(END, tick=False):
        assert looked() == {}
    with time_machine.travel(CUTOFF, tick=False):
        code = "peers_give_each_other_full_marks"
        assert looked() == {(each.name, code): 3 for each in people}
        flag = Flag.objects.get(agent=agent)
        assert flag.others == []  # nobody is named
        text = visitor("hr").get(flag.get_absolute_url()).content.decode()
        assert not any(each.name in text for each in people[1:])
        PeerRating.objects.filter(agent=people[3], rater=agent).update(rating=4)
        assert looked() == {}


def _asked(who: str) -> set[str]:
    account = Account.objects.get(username=who)
    return {task.key for _group, task in inbox_of(account, END.astimezone(SHANGHAI)).tasks()}


def test_a_flag_is_judged_in_words_once_and_again_when_more_is_found(agent: Person) -> None:
    rows = split(3, agent)
    looked()
    flag = Flag.objects.get()
    assert f"flag:{flag.pk}" in _asked("supervisor")
    browser = visitor("supervisor")
    page = words(browser.get(flag.get_absolute_url()).content)
    assert all(row.number in page for row in rows)
    assert "This field is required" in words(browser.post(flag.get_absolute_url(), {"verdict": "talk"}).content)
    listed = browser.post(flag.get_absolute_url(), {"verdict": "talk", "words": "同一户三处漏水，已约谈"}, follow=True)
    assert "No figure has changed" in words(listed.content)
    assert "同一户三处漏水" in words(listed.content)
    assert f"flag:{flag.pk}" not in _asked("supervisor")
    assert AuditEntry.objects.filter(verb="scoring.judge_flag").count() == 1
    looked()
    assert not Flag.objects.open().exists()
    order(("dispatched", MIDDLE, agent), created=MIDDLE, room="2-1204", category="给排水")
    looked()
    assert Flag.objects.open().get().pk == flag.pk
    assert FlagWord.objects.get().facts == flag.facts


def test_what_nobody_judged_goes_with_its_facts_and_what_was_judged_stays(agent: Person, other: Person) -> None:
    judged, unjudged = split(3, agent), split(3, other, room="1-102")
    looked()
    address = Flag.objects.get(agent=agent).get_absolute_url()
    visitor("hr").post(address, {"verdict": "elsewhere", "words": "已标记重复"})
    WorkOrder.objects.filter(pk__in=[row.pk for row in (*judged, *unjudged)]).update(stands=False)
    assert looked() == {("王芳", "split_orders"): 3}
    assert not Flag.objects.open().exists()


def test_who_is_scored_by_the_team_does_not_judge_its_flags(plan: PlanVersion, agent: Person) -> None:
    split(3, agent)
    looked()
    flag = Flag.objects.get()
    with time_machine.travel(END):
        page = visitor("supervisor").post(flag.get_absolute_url(), {"verdict": "nothing", "words": "正常"})
    assert "Your own card counts what your team has" in words(page.content)
    assert not FlagWord.objects.exists()
    assert f"flag:{flag.pk}" not in _asked("supervisor")
    assert f"flag:{flag.pk}" in _asked("hr")


def test_flags_stand_before_the_close_and_a_month_is_looked_through_by_whoever_asks(agent: Person) -> None:
    split(3, agent)
    with time_machine.travel(END + DAY):
        browser = visitor("supervisor")
        page = browser.post("/flags/2026-10/look/", follow=True)
        assert "王芳 Split orders 3" in words(page.content)
        assert "1 flag is not judged" in words(browser.get("/months/2026-10/readiness/").content)
    assert visitor("agent").get("/flags/2026-10/").status_code == 403
