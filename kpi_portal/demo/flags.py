"""What looks odd in the demo's running month: one request entered three times, an order closed and opened again and
again, orders that a leader gave to a second department when they were done, answers within seconds from where the agent
works; one of them was judged."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from evidence.surveys import call_backs
from evidence.surveys.inviting import answering, giving
from evidence.surveys.inviting.answering import Said
from evidence.surveys.inviting.models import Invitation, InvitationLink
from kpi_portal.lib.month import Month
from people.models import Account, Department, Posting
from records import months
from scoring.flags import finding, verbs
from scoring.models import Flag, FlagWord
from workorders import lifecycle
from workorders.acts import verbs as acts
from workorders.models import WorkOrder
from workorders.registering.places import Place
from workorders.registering.verbs import Problem, Request, Resident, register

ANSWERS = 2
SPLITS, REOPENS = 4, 6
"""Whose they are: so many agents after the first; of a few agents, counted round."""


@dataclass(frozen=True)
class Told:
    """One order: what is wrong where, so many hours ago."""

    category: str
    problem: str
    room: str
    hours: float


SPLIT = tuple(
    Told("给排水", problem, "3 单元 1502", hours)
    for problem, hours in (("龙头滴水", 30.3), ("软管渗水", 30.2), ("角阀渗水", 30.1))
)
AGAIN = Told("电气", "楼道灯不亮", "2 单元 9 楼", 60)
JOINED = (
    Told("给排水", "水表井积水", "4 单元 1 楼", 57),
    Told("电气", "门禁读卡器失灵", "4 单元大堂", 56),
    Told("电梯", "轿厢灯不亮", "4 单元 2 号梯", 55),
)
"""By 工程部 alone, as their past tells; 秩序部 came ten minutes before they were completed."""


def tell() -> None:
    """Nothing where there are flags already. Orders of the last days may lie in last month: both are looked at."""
    if Flag.objects.exists():
        return
    now = timezone.now()
    splits, reopens = _agent(SPLITS), _agent(REOPENS)
    for told in SPLIT:
        _enter(told, splits, now)
    _close_and_open(_enter(AGAIN, reopens, now), reopens, now)
    for told in JOINED:
        _join_at_the_end(_enter(told, splits, now), splits, now - timedelta(hours=told.hours))
    _answer_at_the_desk(now)
    running = Month.of(now, months.company_zone())
    for month in (running.previous, running):
        finding.look(month)
    flag = Flag.objects.filter(agent=splits.person, code="split_orders").first()
    if flag is not None:
        verdict = FlagWord.Verdict.ELSEWHERE
        words = "同一户同一次来电，三个问题分开登记了；后两单已请主管标为重复。"
        verbs.judge(flag=flag, verdict=verdict, words=words, by=Account.objects.get(person__staff_number="H01"))


def _agent(place: int) -> Account:
    found = Account.objects.filter(person__staff_number__startswith="A").order_by("person__staff_number")
    return found[place % len(found)]


def _enter(told: Told, agent: Account, now: datetime) -> WorkOrder:
    site = Posting.objects.filter(person=agent.person, site__isnull=False).latest("first_day").site
    assert site is not None
    request = Request(
        channel="phone",
        site=site,
        place=Place(next(iter(site.buildings_as_counted), None), told.room),
        problem=Problem(told.category, told.problem, False),
        resident=Resident("周先生", "13905718700"),
        description="",
    )
    return register(request, take_on=True, by=agent, at=now - timedelta(hours=told.hours))


def _close_and_open(order: WorkOrder, agent: Account, now: datetime) -> None:
    """Completed three times in two days, opened twice by who called back."""
    for hours in (52, 30, 8):
        lifecycle.complete(order, by=agent, at=now - timedelta(hours=hours))
        if hours > 8:
            at = now - timedelta(hours=hours - 3)
            lifecycle.reopen(order, by=agent, at=at, reason="业主来电：灯还是不亮")


def _join_at_the_end(order: WorkOrder, agent: Account, at: datetime) -> None:
    """Worked on for five hours by one department, and given to a second by who leads."""
    posting = Posting.objects.filter(person=agent.person, team__supervisor__account__isnull=False).latest("first_day")
    assert posting.team is not None
    assert posting.team.supervisor is not None
    for name, by, minutes in (("工程部", agent, 10), ("秩序部", posting.team.supervisor.account, 290)):
        department, given_at = Department.objects.get(name=name), at + timedelta(minutes=minutes)
        acts.dispatch(order, department=department, executor=None, by=by, at=given_at)
    acts.complete(order, note="已处理，现场复查正常。", photos=(), by=agent, at=at + timedelta(hours=5))
    said = call_backs.Said(is_done=True, rating=5)
    call_backs.call_back(order, said=said, by=posting.team.supervisor.account, at=at + timedelta(hours=9))


def _answer_at_the_desk(now: datetime) -> None:
    """The code is shown, and within seconds an answer comes from where the agent works, twice: as the page notes it."""
    waiting = Invitation.objects.waiting(now).filter(agent__isnull=False, order__state=WorkOrder.State.COMPLETED)
    many = waiting.order_by().values("agent").annotate(n=Count("pk")).filter(n__gte=ANSWERS).order_by("agent").first()
    if many is None:
        return
    shows, at = Account.objects.get(person__staff_number="H01"), now - timedelta(hours=1)
    chosen = list(waiting.filter(agent=many["agent"]).order_by("pk")[:ANSWERS])
    for link, _token in giving.give_links(chosen, given=InvitationLink.Given.SHOWN, by=shows, at=at):
        answering.answer(link, said=Said(turn=0, rating=5), at=at + timedelta(seconds=20))
        InvitationLink.objects.filter(pk=link.pk).update(from_agents_address=True)
