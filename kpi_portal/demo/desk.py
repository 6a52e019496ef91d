"""A day at the demo's desk: orders that people entered in the portal since yesterday, in every state of the board."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from people.models import Account, Department, Person, Posting, Site
from people.stewards import name_steward, note_absence
from workorders.acts import verbs
from workorders.categories.verbs import adopt_categories
from workorders.incidents.verbs import begin
from workorders.models import OrderCategory, WorkOrder
from workorders.registering.places import Place
from workorders.registering.verbs import Problem, Request, Resident, register

BY_DEPARTMENT = {
    "工程部": ("给排水", "电气", "门窗", "电梯", "紧急"),
    "秩序部": ("秩序车辆",),
    "保洁部": ("保洁",),
    "绿化部": ("绿化",),
}
AGENT, LEAD = "A002", "S01"
"""Who is printed with the log-ins: an agent, and a supervisor of another team, so that both find work at the desk."""


@dataclass(frozen=True)
class Told:
    """One order: what, where, by which channel, so many hours ago, and how far it has come."""

    category: str
    problem: str
    room: str
    channel: str
    hours: float
    far: str
    words: str = ""


ORDERS = (
    Told("给排水", "水压偏低", "2 单元 1204", "wechat", 0.15, "new", "五楼以上都说水小。"),
    Told("费用", "物业费账单疑问", "1 单元 802", "app", 0.2, "new"),
    Told("门窗", "单元门闭门器漏油", "2 单元门厅", "patrol", 0.4, "new"),
    Told("绿化", "树枝遮挡窗户", "1 单元 203", "phone", 1.5, "taken", "想周末前修掉。"),
    Told("证件便民", "门禁卡补办", "2 单元 604", "front_desk", 0.6, "taken"),
    Told("给排水", "卫生间下水缓慢", "2 单元 901", "phone", 6.5, "late", "洗菜要等十几分钟。"),
    Told("电气", "空气开关频繁跳闸", "3 单元 1702", "phone", 4, "working", "一开空调就跳。"),
    Told("给排水", "厨房水管渗水", "1 单元 102", "phone", 3, "longer", "柜子底板已经泡软，六点前家里有人。"),
    Told("门窗", "推拉窗滑轮损坏", "1 单元 303", "wechat", 20, "waiting"),
    Told("秩序车辆", "车位被占用", "地下车库 B-217", "phone", 1.2, "working"),
    Told("紧急", "电梯困人", "1 单元 2 号梯", "phone", 0.2, "working", "七楼与八楼之间，两人。"),
    Told("电气", "入户门铃无声", "1 单元 604", "app", 27, "done"),
    Told("门窗", "防盗门锁芯卡滞", "1 单元 1402", "wechat", 25, "done"),
    Told("保洁", "楼道有垃圾堆放", "1 单元 5 楼", "wechat", 9, "done"),
    Told("给排水", "洗手盆龙头滴水", "2 单元 1103", "phone", 26, "done", "上次修过，才两个星期又开始滴。"),
)


def work() -> None:
    """The company's categories with their departments, then the orders; nothing where there are any already."""
    if OrderCategory.objects.exists():
        return
    adopt_categories(by=Account.objects.get(person__staff_number="G01"))
    for name, categories in BY_DEPARTMENT.items():
        department = Department.objects.get(name=name)
        OrderCategory.objects.filter(name__in=categories).update(department=department)
    led = Posting.objects.filter(team__supervisor__staff_number=LEAD, post="agent", last_day=None).order_by("pk")
    agents = [
        Account.objects.get(person__staff_number=AGENT),
        Account.objects.get(person=led.values_list("person")[:1]),
    ]
    now = timezone.now()
    OrderCategory.objects.filter(name="紧急").update(is_emergency=True)
    _stewards(agents[0].person, now)
    for place, told in enumerate(ORDERS):
        _enter(told, agents[place % 2], now - timedelta(hours=told.hours), place)
    _outage(agents[1], now)


def _stewards(away: Person, now: datetime) -> None:
    """Every building has a steward and a deputy of its site's agents; one of them is away for three days."""
    hr = Account.objects.get(person__staff_number="H01")
    postings = Posting.objects.filter(post="agent", last_day=None, site__isnull=False).order_by("person__staff_number")
    for site in Site.objects.all():
        people = [posting.person for posting in postings.filter(site=site).select_related("person")]
        for place, building in enumerate(site.buildings_as_counted if len(people) > 1 else ()):
            steward, deputy = people[place % len(people)], people[(place + 1) % len(people)]
            name_steward(buildings=[building], steward=steward, deputy=deputy, by=hr)
    today = timezone.localdate(now)
    note_absence(person=away, first_day=today, last_day=today + timedelta(days=2), substitute=None, by=hr)


def _enter(told: Told, agent: Account, at: datetime, place: int) -> None:
    posting = Posting.objects.filter(person=agent.person, site__isnull=False).select_related("site").latest("first_day")
    site = posting.site
    assert site is not None
    buildings = site.buildings_as_counted
    request = Request(
        channel=told.channel,
        site=site,
        place=Place(buildings[place % len(buildings)] if buildings else None, told.room),
        problem=Problem(told.category, told.problem, told.category == "紧急"),
        resident=Resident("王女士" if place % 2 else "赵先生", f"1390571{8800 + place}"),
        description=told.words,
    )
    order = register(request, take_on=told.far != "new", by=agent, at=at)
    if told.far not in ("new", "taken"):
        _go_on(order, told, agent, at)


def _outage(agent: Account, now: datetime) -> None:
    """Three buildings without water since two hours ago, and whoever called since."""
    posting = Posting.objects.filter(person=agent.person, site__isnull=False).select_related("site").latest("first_day")
    site = posting.site
    assert site is not None
    buildings, begins_at = site.buildings_as_counted[:3], now - timedelta(hours=2)
    words = "1 至 3 栋加压泵故障停水，工程部正在抢修，预计两小时内恢复。恢复后先放水几分钟再使用。"
    said = {"kind": "water", "words": words, "begins_at": begins_at, "expected_at": now + timedelta(hours=2)}
    begin(site=site, buildings=buildings, categories=["给排水"], by=agent, at=now - timedelta(hours=1.5), **said)
    for place, building in enumerate(buildings * 2):
        problem, resident = Problem("给排水", "停水"), Resident("", f"1390571{8900 + place}")
        request = Request(
            channel="phone",
            site=site,
            place=Place(building, f"1 单元 {place + 2}02"),
            problem=problem,
            resident=resident,
        )
        register(request, take_on=True, by=agent, at=now - timedelta(minutes=80 - 9 * place))


def _go_on(order: WorkOrder, told: Told, agent: Account, at: datetime) -> None:
    """What came after it was taken on, each a little later."""

    def later(share: float) -> datetime:
        return at + timedelta(hours=told.hours * share)

    department = OrderCategory.objects.get(name=told.category).department
    verbs.dispatch(order, department=department, executor=None, by=agent, at=later(0.05))
    verbs.promise(order, until=later(0.7) if told.far == "late" else later(1.3), by=agent, at=later(0.06))
    verbs.tell(order, words="已派师傅，上门前会先打电话。", by=agent, at=later(0.1))
    worker = Account.objects.filter(person__department=department).exclude(person__department=None).first()
    verbs.start(order, by=worker or agent, at=later(0.3))
    if told.far == "waiting":
        until = timezone.now() + timedelta(days=2)
        verbs.hold(order, until=until, reason="业主出差，约定回来后上门", by=agent, at=later(0.4))
    elif told.far == "longer":
        until = timezone.now() + timedelta(hours=20)
        verbs.ask_longer(order, until=until, reason="等配件，明天上午到", by=agent, at=later(0.5))
    elif told.far == "done":
        verbs.complete(order, note="已处理，现场试过无异常。", photos=(), by=agent, at=later(0.6))
