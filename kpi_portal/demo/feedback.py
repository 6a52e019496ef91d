"""What residents answered and colleagues of other departments said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from kpi_portal.demo import words
from kpi_portal.demo.calendar import Span
from kpi_portal.demo.company import Agent, Company, Staff
from kpi_portal.demo.orders import Order
from kpi_portal.lib.month import Month


@dataclass(frozen=True)
class Answer:
    """One answer to the survey of one order."""

    number: str
    order: Order
    answered: datetime
    rating: int
    comment: str


@dataclass(frozen=True)
class Rating:
    """How a department found working with an agent in a month."""

    number: str
    agent: Agent
    rater: Staff
    rating: int
    comment: str


def answers(seed: int, span: Span, month: Month, orders: list[Order]) -> list[Answer]:
    """Answers to surveys of these orders; two in a hundred residents answer twice."""
    rng = Random(f"{seed}:{month}:answers")
    found: list[Answer] = []
    for order in orders:
        if order.completed is None or "marked_duplicate" in order.at or rng.random() > 0.46:
            continue
        answered = order.completed + timedelta(minutes=round(rng.uniform(15, 60 * 40)))
        found.append(_answer(rng, order, answered, 1))
        if rng.random() < 0.02:
            found.append(_answer(rng, order, answered + timedelta(minutes=round(rng.uniform(2, 600))), 2))
    return [answer for answer in found if answer.answered <= span.until]


def _answer(rng: Random, order: Order, answered: datetime, place: int) -> Answer:
    warmth = order.agent.warmth - (0.2 if order.reasons.get("reopened") else 0)
    chance = rng.random()
    happy = 0.15 + 0.62 * warmth
    rating = (
        5
        if chance < happy
        else 4
        if chance < happy + 0.24 * (0.4 + warmth / 2)
        else rng.choices((3, 2, 1), (6, 2, 1))[0]
    )
    comment = rng.choice(words.COMMENTS[rating]) if rng.random() < 0.35 else ""
    return Answer(f"{order.number}-{place}", order, answered, rating, comment)


def ratings(seed: int, company: Company, month: Month, complete: bool) -> list[Rating]:
    """Ratings for the month by the four departments; none while the month runs."""
    rng = Random(f"{seed}:{month}:ratings")
    found: list[Rating] = []
    for agent in company.agents if complete else ():
        if not _is_there(agent, month):
            continue
        raters = [rater for rater in company.colleagues if rng.random() < 0.85]
        found += [_rating(rng, agent, rater, month) for rater in raters]
    return found


def _rating(rng: Random, agent: Agent, rater: Staff, month: Month) -> Rating:
    mean = 2.7 + 1.6 * agent.manners * agent.diligence
    rating = min(5, max(1, round(rng.gauss(mean, 0.6))))
    comment = rng.choice(words.COLLEAGUE_COMMENTS[rating]) if rng.random() < 0.3 else ""
    return Rating(f"XZ{month.year}{month.month:02d}-{agent.number}-{rater.number}", agent, rater, rating, comment)


def _is_there(agent: Agent, month: Month) -> bool:
    return any(
        posting.first_day <= month.last_day and (posting.last_day is None or posting.last_day >= month.first_day)
        for posting in agent.postings
    )
