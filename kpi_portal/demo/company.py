"""Sites, teams and people of 翠湖物业, and what each agent is like."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from kpi_portal.demo.calendar import Span

DEPARTMENTS = ("工程部", "秩序部", "保洁部", "绿化部")
SERVICE = "客服部"
INSPECTOR = "Q01"
BESIDE_AGENTS = 12
"""Supervisors, colleagues and who sits in the office."""
FAMILY = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡余")
GIVEN = (
    "思远", "雨桐", "嘉怡", "子涵", "晓燕", "建国", "文静", "志强", "欣悦", "海燕", "明轩", "丽华", "佳宁", "俊杰",
    "诗雅", "春梅", "浩然", "玉兰", "一诺", "国栋", "雪莹", "天佑", "芳", "磊", "静怡", "永康", "可欣", "立新",
    "梦瑶", "宏伟", "若曦", "少峰", "桂英", "凯", "婉清", "小军", "慧敏", "博文", "巧玲", "振华",
)  # fmt: skip
RARE_NAMES = ("李堃", "周喆", "林玥", "陈翀")
"""Names with characters that a small font lacks: cards must print them too."""


@dataclass(frozen=True)
class Site:
    """A place that is served."""

    code: str
    name: str
    kind: str
    buildings: tuple[str, ...]

    @property
    def is_office(self) -> bool:
        return self.kind == "commercial"

    def room(self, rng: Random) -> str:
        """Where in the building: 2 单元 1102, or 1806 in the office building."""
        if self.is_office:
            return f"{rng.randint(3, 26)}{rng.randint(1, 12):02d}"
        return f"{rng.randint(1, 3)} 单元 {rng.randint(1, 17)}{rng.randint(1, 4):02d}"


SITES = (
    Site("CHHY", "翠湖花园", "residential", tuple(f"{number} 栋" for number in range(1, 13))),
    Site("YQL", "云栖里", "premium", tuple(f"{number} 栋" for number in range(1, 7))),
    Site("CHZX", "翠湖中心", "commercial", ("A 座", "B 座", "裙楼")),
)


@dataclass(frozen=True)
class Team:
    """Agents led by a supervisor."""

    name: str
    site: Site
    supervisor: str


TEAMS = (
    Team("翠湖花园一班", SITES[0], "S01"),
    Team("翠湖花园二班", SITES[0], "S02"),
    Team("云栖里管家班", SITES[1], "S03"),
    Team("翠湖中心前台班", SITES[2], "S04"),
)


@dataclass(frozen=True)
class Staff:
    """Somebody of the company; `department` is empty for nobody's colleague."""

    number: str
    name: str
    department: str


@dataclass(frozen=True)
class Posting:
    """From a day to a day, both inclusive; an open end is None."""

    team: Team
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True)
class Agent:
    """Who is scored. `minutes` to a first answer (median), the other traits as probabilities from 0 to 1."""

    staff: Staff
    postings: tuple[Posting, ...]
    minutes: float
    diligence: float
    warmth: float
    manners: float
    bonus_base: int
    leave: tuple[date, date] | None = None
    is_checked: bool = True

    @property
    def number(self) -> str:
        return self.staff.number

    def posting_on(self, day: date) -> Posting | None:
        """Where the agent is posted on this day."""
        for posting in self.postings:
            if posting.first_day <= day and (posting.last_day is None or day <= posting.last_day):
                return posting
        return None

    def works_on(self, day: date) -> bool:
        """Posted, not on leave, and not on one of the two days off of the week."""
        if self.posting_on(day) is None or (self.leave and self.leave[0] <= day <= self.leave[1]):
            return False
        return (day.toordinal() + int(self.number[1:]) * 2) % 7 < 5


@dataclass(frozen=True)
class Company:
    """Everybody."""

    agents: tuple[Agent, ...]
    supervisors: tuple[Staff, ...]
    colleagues: tuple[Staff, ...]
    office: tuple[Staff, ...] = field(default=())

    def on_duty(self, team: Team, day: date) -> list[Agent]:
        """The agents of a team at work on this day; where nobody is, all who are posted there."""
        posted = [agent for agent in self.agents if (found := agent.posting_on(day)) and found.team == team]
        return [agent for agent in posted if agent.works_on(day)] or posted


def company(seed: int, span: Span, agents: int) -> Company:
    """The people of the demo: the same for the same seed, span and number of agents."""
    rng = Random(f"{seed}:people")
    names = _names(rng, agents + BESIDE_AGENTS)
    inspector = Staff(INSPECTOR, names.pop(), "品质部")
    supervisors = tuple(Staff(team.supervisor, names.pop(), SERVICE) for team in TEAMS)
    colleagues = tuple(
        Staff(f"D{place:02d}", names.pop(), department) for place, department in enumerate(DEPARTMENTS, 1)
    )
    office = (
        Staff("H01", names.pop(), "人事部"),
        Staff("H02", names.pop(), "人事部"),
        Staff("G01", names.pop(), "信息部"),
        inspector,
    )
    made = [_agent(rng, Staff(f"A{place:03d}", names.pop(), SERVICE), span) for place in range(1, agents + 1)]
    return Company(tuple(_with_stories(made, span)), supervisors, colleagues, office)


def _names(rng: Random, count: int) -> list[str]:
    """Different names, the rare ones among the agents'."""
    ordinary = [family + given for family in FAMILY for given in GIVEN]
    rng.shuffle(ordinary)
    chosen = [*RARE_NAMES, *ordinary[: count - len(RARE_NAMES)]]
    agents = chosen[: count - BESIDE_AGENTS]
    rng.shuffle(agents)
    return [*agents, *chosen[count - BESIDE_AGENTS :]]


def _agent(rng: Random, staff: Staff, span: Span) -> Agent:
    team = TEAMS[(int(staff.number[1:]) - 1) % len(TEAMS)]
    return Agent(
        staff,
        (Posting(team, span.first.first_day),),
        minutes=rng.uniform(7, 17) * (0.75 if team.site.kind != "residential" else 1),
        diligence=rng.uniform(0.93, 0.995),
        warmth=rng.uniform(0.72, 0.97),
        manners=rng.uniform(0.86, 0.99),
        bonus_base=rng.choice((1200, 1500, 1500, 1800, 2000)),
    )


def _with_stories(agents: list[Agent], span: Span) -> list[Agent]:
    """What sets single agents apart: see the comment at each."""
    last = span.last
    told = list(agents)
    told[1] = replace(told[1], minutes=5.5, diligence=0.997, warmth=0.99, manners=0.995)  # the best
    told[2] = replace(told[2], minutes=23.0, diligence=0.9, warmth=0.5, manners=0.75)  # the weakest
    told[3] = replace(told[3], leave=(last.first_day + timedelta(days=7), last.first_day + timedelta(days=13)))
    told[4] = replace(told[4], is_checked=False)  # nobody ever checked a contact of this agent
    started = last.first_day + timedelta(days=17)  # the newest: fewer than 15 days, hence no rank
    told[-1] = replace(
        told[-1], postings=(replace(told[-1].postings[0], first_day=started),), minutes=21.0, manners=0.85
    )
    if len(told) > 7:  # for two full years at one site: asked about a rotation
        long = replace(told[6].postings[0], first_day=span.final.plus(-23).first_day)
        told[6] = replace(told[6], postings=(long,), minutes=8.0, warmth=0.95)
    if len(told) > 6 and span.first < last.previous:  # moved to another site in the middle of a month
        moved = last.previous.first_day + timedelta(days=11)
        before = replace(told[5].postings[0], last_day=moved - timedelta(days=1))
        told[5] = replace(told[5], postings=(before, Posting(TEAMS[3], moved)))
    return told
