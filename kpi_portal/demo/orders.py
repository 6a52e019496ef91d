"""Work orders and what happened to each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from kpi_portal.demo import words
from kpi_portal.demo.calendar import DAY_SHAPE, WEEK_SHAPE, Span
from kpi_portal.demo.company import TEAMS, Agent, Company, Team
from kpi_portal.lib.month import Month

ORDERS_PER_AGENT_AND_WEEK = 11.0
STORM_MONTHS = (6, 7, 8)
DAY_IN_HOURS = 24.0
NIGHT = range(7, 22)
"""Hours of the day in which the desk is fully staffed."""


@dataclass
class Order:
    """One request; `at` holds the instant of each event by the name of its column."""

    number: str
    team: Team
    agent: Agent
    trouble: words.Trouble
    subject: str
    description: str
    building: str
    room: str
    channel: str
    priority: str
    created: datetime
    at: dict[str, datetime] = field(default_factory=dict)
    responder: str = ""
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def completed(self) -> datetime | None:
        """When it was completed for good."""
        done, reopened = self.at.get("completed"), self.at.get("reopened")
        return done if done and (reopened is None or reopened < done) else None


@dataclass(frozen=True)
class Day:
    """A day of one team: who is there, and how hard it presses (1 is ordinary)."""

    day: date
    team: Team
    agents: list[Agent]
    pressure: float


def orders(seed: int, company: Company, span: Span, month: Month) -> list[Order]:
    """The orders created in the month, oldest first, with their events up to `span.until`."""
    rng = Random(f"{seed}:{month}:orders")
    storm = rng.sample(range(1, 28), 3) if month.month in STORM_MONTHS else []
    found: list[Order] = []
    for day in span.days(month):
        pressure = 1.9 if day.day in storm else 1.0
        for team in TEAMS:
            found += _of_day(rng, company, Day(day, team, company.on_duty(team, day), pressure))
    found.sort(key=lambda order: order.created)
    kept = [order for order in found if order.created <= span.until]
    for place, order in enumerate(kept, 1):
        order.number = f"WX{order.created:%Y%m%d}{place:04d}"
        order.at = {name: at for name, at in order.at.items() if span.told(at)}
    return kept


def _of_day(rng: Random, company: Company, day: Day) -> Iterator[Order]:
    if not day.agents:
        return
    posted = [agent for agent in company.agents if (found := agent.posting_on(day.day)) and found.team == day.team]
    shape = WEEK_SHAPE[day.team.site.is_office]
    expected = ORDERS_PER_AGENT_AND_WEEK * len(posted) * shape[day.day.weekday()] / sum(shape) * day.pressure
    for _ in range(max(0, round(rng.gauss(expected, expected**0.5)))):
        yield _order(rng, day)


def _order(rng: Random, day: Day) -> Order:
    site = day.team.site
    troubles = words.OFFICES if site.is_office else words.HOMES
    trouble = rng.choices(troubles, [each.share for each in troubles])[0]
    building = rng.choice(site.buildings)
    order = Order(
        number="",
        team=day.team,
        agent=rng.choice(day.agents),
        trouble=trouble,
        subject=rng.choice(trouble.subjects),
        description=rng.choice(trouble.descriptions),
        building=building,
        room=site.room(rng),
        channel=rng.choices(words.CHANNELS, (8, 7, 3, 2, 1))[0],
        priority="紧急" if trouble.emergency else rng.choices(("高", "普通", "低"), (2, 9, 2))[0],
        created=_instant(rng, day.day),
    )
    _live(rng, order, day)
    return order


def _instant(rng: Random, day: date) -> datetime:
    hour = rng.choices(range(24), DAY_SHAPE)[0]
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)))


def _live(rng: Random, order: Order, day: Day) -> None:
    """Write the events of one order."""
    if rng.random() < 0.02:
        order.at["cancelled"] = order.created + _minutes(rng.uniform(20, 240))
        order.reasons["cancelled"] = rng.choice(words.CANCEL_REASONS)
    _answer(rng, order, day)
    accepted = order.created + _minutes(rng.uniform(1, 6))
    order.at["accepted"] = accepted
    order.at["dispatched"] = accepted + _minutes(rng.uniform(1, 15) * day.pressure)
    if "cancelled" in order.at:
        return
    _work(rng, order, day)
    _correct(rng, order)


def _answer(rng: Random, order: Order, day: Day) -> None:
    """The first contact: slower at night and under pressure, at once in an emergency, now and then never."""
    answerer = rng.choice(day.agents) if rng.random() < 0.05 else order.agent
    if rng.random() < (0.012 if answerer.diligence < 0.92 else 0.002):
        return
    slow = 1.0 if order.created.hour in NIGHT else 1.8
    median = 2.5 if order.trouble.emergency else answerer.minutes * slow * day.pressure**0.7
    order.at["responded"] = order.created + _minutes(median * rng.lognormvariate(0, 0.65))
    order.responder = answerer.number


def _work(rng: Random, order: Order, day: Day) -> None:
    """Start, perhaps a wait for the resident, completion (or none), perhaps a second attempt, call-back, archive."""
    order.at["started"] = order.at["dispatched"] + _minutes(rng.lognormvariate(3.6, 0.7))
    hours = order.trouble.hours * rng.lognormvariate(0, 0.6) * day.pressure
    if rng.random() < 0.05:
        order.at["held"] = order.at["started"] + _minutes(rng.uniform(10, 90))
        order.reasons["held"] = rng.choice(words.HOLD_REASONS)
        if rng.random() < 0.15:
            return
        order.at["resumed"] = order.at["held"] + _hours(rng.uniform(12, 72))
    if rng.random() > order.agent.diligence:
        if rng.random() < 0.6:
            return
        hours += DAY_IN_HOURS * rng.uniform(10, 38)
    order.at["completed"] = order.at.get("resumed", order.at["started"]) + _hours(hours)
    _after_completion(rng, order)


def _after_completion(rng: Random, order: Order) -> None:
    done = order.at["completed"]
    if rng.random() < 0.025:
        order.at["reopened"] = done + _hours(rng.uniform(5, 60))
        order.reasons["reopened"] = rng.choice(words.REOPEN_REASONS)
        if rng.random() < 0.25:
            return
        done = order.at["completed"] = order.at["reopened"] + _hours(rng.uniform(2, 40))
    if rng.random() < 0.8:
        order.at["called_back"] = done + _hours(rng.uniform(1, 22))
        order.at["archived"] = order.at["called_back"] + _hours(rng.uniform(1, 48))


def _correct(rng: Random, order: Order) -> None:
    """Corrections of a supervisor: a duplicate, or an order that counts for nobody, with the reason."""
    chance = rng.random()
    latest = max(order.at.values())
    if chance < 0.015:
        order.at["marked_duplicate"] = order.created + _hours(rng.uniform(1, 30))
        order.reasons["marked_duplicate"] = "同一住户同一事项已有工单"
    elif chance < 0.023:
        order.at["exempted"] = latest + _hours(rng.uniform(2, 40))
        order.reasons["exempted"] = rng.choice(words.EXEMPT_REASONS)


def _minutes(count: float) -> timedelta:
    """Whole seconds, as a desk's clock writes them."""
    return timedelta(seconds=round(count * 60))


def _hours(count: float) -> timedelta:
    return _minutes(count * 60)
