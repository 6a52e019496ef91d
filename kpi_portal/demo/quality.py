"""Quality checks, suggestions and trainings."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from kpi_portal.demo import words
from kpi_portal.demo.calendar import Span
from kpi_portal.demo.company import INSPECTOR, Agent, Company
from kpi_portal.demo.orders import Order
from kpi_portal.lib.month import Month

PASS, FAIL, NOT_APPLICABLE = "合格", "不合格", "不适用"
ADOPTED = "采纳"
ATTENDED, MISSED, EXCUSED = "已参加", "缺席", "请假"


@dataclass(frozen=True)
class Check:
    """One contact checked against the checklist; outcomes in the checklist's order."""

    number: str
    agent: Agent
    contact: datetime
    order: str
    final: datetime | None
    checker: str
    outcomes: list[str]
    note: str


@dataclass(frozen=True)
class Idea:
    """A suggestion of an agent, and the decision where there is one."""

    number: str
    agent: Agent
    title: str
    text: str
    submitted: datetime
    decision: str
    decided: datetime | None
    done: tuple[date, str, str, str] | tuple[None, str, str, str] = (None, "", "", "")
    """When and how it was carried out, what was before and after."""


@dataclass(frozen=True)
class Attendance:
    """One invited agent at one session; with a re-sit there is a second row with the next attempt."""

    session: str
    title: str
    held: datetime
    has_exam: bool
    agent: Agent
    status: str
    attempt: int | None = None
    score: int | None = None


def checks(seed: int, span: Span, month: Month, orders: list[Order]) -> list[Check]:
    """Four to seven contacts of every checked agent, drawn from the month's answered orders."""
    rng = Random(f"{seed}:{month}:checks")
    answered: dict[str, list[Order]] = {}
    for order in orders:
        if "responded" in order.at and order.responder == order.agent.number and order.agent.is_checked:
            answered.setdefault(order.agent.number, []).append(order)
    found: list[Check] = []
    for _, candidates in sorted(answered.items()):
        drawn = rng.sample(candidates, min(len(candidates), rng.randint(4, 7)))
        for order in sorted(drawn, key=lambda each: each.created):
            checker = order.team.supervisor if len(found) % 3 else INSPECTOR
            number = f"ZJ{month.year}{month.month:02d}{len(found) + 1:03d}"
            found.append(replace(_check(rng, order, span, number), checker=checker))
    return found


def _check(rng: Random, order: Order, span: Span, number: str) -> Check:
    contact = order.at["responded"]
    is_good = rng.random() < order.agent.manners
    outcomes = [PASS] * len(words.CHECKLIST)
    if not is_good:
        for place in rng.sample(range(len(outcomes)), rng.randint(2, 3)):
            outcomes[place] = FAIL
    elif rng.random() < 0.3:
        outcomes[rng.choice((0, 5))] = FAIL
    if outcomes[1] == PASS and rng.random() < 0.5:
        outcomes[1] = NOT_APPLICABLE
    note = rng.choice(words.CHECK_NOTES) if FAIL in outcomes and rng.random() < 0.6 else ""
    final = span.told(contact.replace(minute=0, second=0) + timedelta(hours=rng.randint(5, 47)))
    return Check(number, order.agent, contact, order.number, final, order.team.supervisor, outcomes, note)


def ideas(seed: int, company: Company, span: Span, month: Month) -> list[Idea]:
    """Suggestions submitted in the month; most are decided within two weeks, some later, some not yet."""
    rng = Random(f"{seed}:{month}:ideas")
    found: list[Idea] = []
    for agent in company.agents:
        chance = 0.5 if agent.warmth > 0.9 else 0.25
        days = [day for day in span.days(month) if agent.works_on(day)]
        if not days or rng.random() > chance:
            continue
        submitted = datetime.combine(rng.choice(days), time(rng.randint(9, 17), rng.randrange(60)))
        title, text = rng.choice(words.IDEAS)
        decided = span.told(submitted + timedelta(days=rng.randint(2, 16), hours=rng.randint(0, 3)))
        decision = rng.choices((ADOPTED, "未采纳"), (7, 3))[0] if decided else "待定"
        number = f"JY{month.year}{month.month:02d}{len(found) + 1:02d}"
        if submitted <= span.until:
            done = _done(span, title, decided) if decision == ADOPTED and decided else (None, "", "", "")
            found.append(Idea(number, agent, title, text, submitted, decision, decided, done))
    return found


def _done(span: Span, title: str, decided: datetime) -> tuple[date, str, str, str] | tuple[None, str, str, str]:
    """Carried out three weeks after the decision, where somebody measured before."""
    done = span.told(decided + timedelta(days=21))
    return (done.date(), *words.EFFECTS[title]) if done and title in words.EFFECTS else (None, "", "", "")


def trainings(seed: int, company: Company, span: Span, month: Month) -> list[Attendance]:
    """Two sessions a month, the second with an exam; who fails it may sit it again ten days later."""
    rng = Random(f"{seed}:{month}:trainings")
    found: list[Attendance] = []
    lessons = [rng.choice([lesson for lesson in words.LESSONS if lesson[1] is exam]) for exam in (False, True)]
    for place, ((title, has_exam), day) in enumerate(
        zip(lessons, (rng.randint(6, 12), rng.randint(14, 19)), strict=True)
    ):
        held = datetime.combine(date(month.year, month.month, day), time(14, 30))
        if held > span.until - timedelta(days=1):
            continue
        session = f"PX{month.year}{month.month:02d}-{place + 1}"
        for agent in company.agents:
            if agent.posting_on(held.date()):
                found += _attendances(rng, Attendance(session, title, held, has_exam, agent, ATTENDED))
    return found


def _attendances(rng: Random, invited: Attendance) -> list[Attendance]:
    agent, facts = invited.agent, (invited.session, invited.title, invited.held, invited.has_exam, invited.agent)
    chance = rng.random()
    on_leave = agent.leave is not None and agent.leave[0] <= invited.held.date() <= agent.leave[1]
    if on_leave or chance < 0.04:
        return [Attendance(*facts, EXCUSED)]
    if chance < 0.04 + 0.14 * (2 - agent.diligence - agent.manners) + 0.03:
        return [Attendance(*facts, MISSED)]
    if not invited.has_exam:
        return [invited]
    score = min(100, max(35, round(rng.gauss(72 + 18 * agent.manners, 9))))
    first = Attendance(*facts, ATTENDED, 1, score)
    return [first] if score >= 70 else [first, Attendance(*facts, ATTENDED, 2, min(100, score + rng.randint(8, 25)))]
