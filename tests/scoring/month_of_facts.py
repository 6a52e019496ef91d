"""Facts of October 2026 in the standing company, recorded one sentence each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from evidence.models import (
    DepartmentRating,
    ExamScore,
    QualityCheck,
    QualityItem,
    Suggestion,
    SurveyAnswer,
    TrainingAttendance,
    TrainingSession,
)
from kpi_portal.lib.month import Month
from people.models import Department, Person
from scoring.models import Adjustment
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.rows import refresh_projection

OCTOBER = Month(2026, 10)
SHANGHAI = ZoneInfo("Asia/Shanghai")
START, END = OCTOBER.bounds(SHANGHAI)
CUTOFF = END + timedelta(hours=72)
MIDDLE = datetime(2026, 10, 14, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)

_numbers = count(1)


def number() -> str:
    """A number that no other fact has."""
    return f"N{next(_numbers):06d}"


def person(name: str) -> Person:
    """One of the cast."""
    return Person.objects.get(name=name)


Moment = tuple[str, datetime] | tuple[str, datetime, Person] | tuple[str, datetime, datetime]
"""Event, instant, and whom it names or until when it holds."""


def order(*moments: Moment, created: datetime = MIDDLE, **attributes: Any) -> WorkOrder:
    """An order with these events in this sequence: ("dispatched", instant, 王芳), ("completed", instant) …"""
    return orders(1, *moments, created=created, **attributes)[0]


def orders(many: int, *moments: Moment, created: datetime = MIDDLE, **attributes: Any) -> list[WorkOrder]:
    """So many alike, each with these events in this sequence."""
    made = [WorkOrder(number=number(), created_at=created, **attributes) for _ in range(many)]
    WorkOrder.objects.bulk_create(made)
    passed = [
        OrderEvent(order=each, sequence=sequence, kind=kind, at=at, **_of(*more))
        for each in made
        for sequence, (kind, at, *more) in enumerate([("created", created), *moments], 1)
    ]
    OrderEvent.objects.bulk_create(passed)
    refresh_projection([each.pk for each in made])
    return made


def _of(named: Person | datetime | None = None) -> dict[str, Any]:
    return {"until": named} if isinstance(named, datetime) else {"agent": named}


def handled(agent: Person, *more: Moment, created: datetime = MIDDLE, after: timedelta = 9 * MINUTE) -> WorkOrder:
    """An order that the agent answered, was dispatched and (unless ``more`` says otherwise) did not complete."""
    first = created + after
    return order(("responded", first, agent), ("dispatched", first + MINUTE, agent), *more, created=created)


def answer(agent: Person, rating: object, *, at: datetime = MIDDLE, **more: Any) -> SurveyAnswer:
    """A resident's answer, to an invitation of its own unless one is named."""
    invitation = more.pop("invitation", number())
    return SurveyAnswer.objects.create(
        number=number(), invitation=invitation, agent=agent, answered_at=at, rating=Decimal(str(rating)), **more
    )


def check(agent: Person, *outcomes: str, at: datetime = MIDDLE, final: datetime | None = MIDDLE) -> QualityCheck:
    """A check whose items are spelled "pass", "fail", "not_applicable"; "!" in front makes one critical."""
    made = QualityCheck.objects.create(number=number(), agent=agent, contact_at=at, final_at=final)
    for position, outcome in enumerate(outcomes, 1):
        QualityItem.objects.create(
            quality_check=made,
            position=position,
            name=f"项目 {position}",
            outcome=outcome.lstrip("!"),
            is_critical=outcome.startswith("!"),
        )
    return made


def rate(agent: Person, department: str, *ratings: object, month: date = OCTOBER.first_day) -> None:
    """Ratings by colleagues of one department."""
    whose = Department.objects.get(code=department)
    own = Person.objects.filter(pk=agent.pk, department=whose).exists()
    for rating in ratings:
        DepartmentRating.objects.create(
            number=number(),
            agent=agent,
            department=whose,
            by_own_department=own,
            first_day=month,
            rating=Decimal(str(rating)),
        )


def adopted(agent: Person, *, at: datetime = MIDDLE) -> Suggestion:
    """A suggestion that was adopted."""
    return Suggestion.objects.create(
        number=number(), agent=agent, title="快递柜", submitted_at=at, decided_at=at, decision="adopted"
    )


@dataclass
class Session:
    """A training session and who came."""

    has_exam: bool = False
    at: datetime = MIDDLE
    row: TrainingSession = field(init=False)

    def __post_init__(self) -> None:
        self.row = TrainingSession.objects.create(
            number=number(), title="服务礼仪", held_at=self.at, has_exam=self.has_exam
        )

    def invite(self, agent: Person, status: str = "attended") -> TrainingAttendance:
        """The agent was invited, and attended, missed it, or was excused."""
        return TrainingAttendance.objects.create(number=number(), session=self.row, agent=agent, status=status)

    def score(self, agent: Person, *scores: object) -> None:
        """Scores of the exam and its re-sits."""
        for attempt, score in enumerate(scores, 1):
            ExamScore.objects.create(
                number=number(), session=self.row, agent=agent, attempt=attempt, score=Decimal(str(score))
            )


def adjust(agent: Person, points: str, kind: str = "bonus", text: str = "业主表扬信") -> Adjustment:
    """Points added or taken."""
    return Adjustment.objects.create(
        number=number(),
        agent=agent,
        first_day=OCTOBER.first_day,
        kind=kind,
        points=Decimal(points),
        text=text,
        author=person("周敏"),
        salt="00" * 16,
    )


def the_golden_month(agent: Person) -> None:
    """Every fact of SCORING §11."""
    first = MIDDLE + 21 * MINUTE + timedelta(seconds=54)
    made = orders(53, ("responded", first, agent), ("dispatched", first + MINUTE, agent))
    _append(made[:46], "completed")
    _append(made[50:52], "cancelled")
    _append(made[52:], "exempted")
    for rating in [5] * 12 + [4] * 8:
        answer(agent, rating)
    for passed in [True] * 9 + [False]:
        check(agent, "pass" if passed else "fail")
    rate(agent, "maintenance", 4, 5, 4, 4, 5)
    rate(agent, "security", 4)
    adopted(agent)
    sessions = [Session(has_exam=position < 2) for position in range(4)]
    for session, status in zip(sessions, ["attended", "attended", "attended", "missed"], strict=True):
        session.invite(agent, status)
    for session in sessions[:2]:
        session.score(agent, 88)
    adjust(agent, "1.00")


def _append(to: Sequence[WorkOrder], kind: str) -> None:
    at = MIDDLE + timedelta(hours=2)
    OrderEvent.objects.bulk_create(OrderEvent(order=each, sequence=9, kind=kind, at=at) for each in to)
    refresh_projection([each.pk for each in to])
