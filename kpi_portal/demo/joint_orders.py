"""The demo's orders that took two departments (SCORING §4, ``lead_orders``): most were done in time, so that the card
of who leads shows both."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.surveys.call_backs import Said, call_back
from kpi_portal.lib.month import Month
from people.models import Department, Posting
from records import months
from workorders.acts import verbs
from workorders.models import WorkOrder
from workorders.registering.places import Place
from workorders.registering.verbs import Problem, Request, Resident, register

PROMISED = 20
"""Hours."""
OF_EACH_TEAM = 2


@dataclass(frozen=True)
class Joint:
    """What, which departments one after the other, and after how many hours it was done."""

    category: str
    problem: str
    departments: tuple[str, str]
    hours: float


ORDERS = (
    Joint("电梯", "井道进水停梯", ("工程部", "秩序部"), 17),
    Joint("给排水", "车库排水沟堵塞积水", ("保洁部", "工程部"), 8),
    Joint("秩序车辆", "车库道闸被撞坏", ("秩序部", "工程部"), 26),
    Joint("绿化", "树枝压坏路灯", ("绿化部", "工程部"), 12),
    Joint("保洁", "楼道漏水后积水", ("工程部", "保洁部"), 6),
)


def tell(month: Month) -> None:
    """A few of each team, before the month is closed; nothing where it has some."""
    start, end, _cutoff = months.edges(month)
    here = WorkOrder.objects.filter(created_at__gte=start, created_at__lt=end)
    if here.filter(subject=ORDERS[0].problem).exists():
        return
    for place, posting in enumerate(_posted(month)):
        _work(ORDERS[place % len(ORDERS)], posting, start + timedelta(days=3 + 2 * place, hours=9))


def _posted(month: Month) -> Iterator[Posting]:
    """The first agents of each team, of those with a log-in."""
    posted = Posting.objects.of_agents().touching(month).filter(person__account__isnull=False, last_day=None)
    led = posted.filter(team__supervisor__account__isnull=False, site__isnull=False, first_day__lte=month.first_day)
    teams: dict[int | None, int] = defaultdict(int)
    related = ("person__account", "site", "team__supervisor__account")
    for posting in led.select_related(*related).order_by("person__staff_number"):
        teams[posting.team_id] += 1
        if teams[posting.team_id] <= OF_EACH_TEAM:
            yield posting


def _work(told: Joint, posting: Posting, at: datetime) -> None:
    assert posting.site is not None
    assert posting.team is not None
    assert posting.team.supervisor is not None
    agent, lead = posting.person.account, posting.team.supervisor.account
    buildings, problem = posting.site.buildings_as_counted, Problem(told.category, told.problem)
    place = Place(buildings[0] if buildings else None, "公共区域")
    asked = Request(channel="phone", site=posting.site, place=place, problem=problem, resident=Resident())
    order = register(asked, take_on=True, by=agent, at=at)
    verbs.promise(order, until=at + timedelta(hours=PROMISED), by=agent, at=at + timedelta(minutes=5))
    for wait, name in zip((10, 150), told.departments, strict=True):
        department = Department.objects.get(name=name)
        verbs.dispatch(order, department=department, executor=None, by=agent, at=at + timedelta(minutes=wait))
    done = at + timedelta(hours=told.hours)
    verbs.complete(order, note="两个部门配合处理完毕，现场复查正常。", photos=(), by=agent, at=done)
    call_back(order, said=Said(is_done=True, rating=4), by=lead, at=done + timedelta(hours=3))
