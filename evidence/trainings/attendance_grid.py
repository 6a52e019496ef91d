"""A training session's sheet: one row per agent, invited or not yet."""

from dataclasses import dataclass
from decimal import Decimal

from people.models import Account, Person
from people.querysets import PersonQuerySet
from records import months

from .models import ExamScore, TrainingAttendance, TrainingSession


@dataclass(frozen=True, slots=True)
class Row:
    """One agent. ``status`` empty: not invited; ``score`` of the latest ``attempt``."""

    agent: Person
    status: str
    status_words: str
    score: Decimal | None
    attempt: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows an account may see, invited agents first."""

    rows: list[Row]

    @property
    def invited(self) -> list[Row]:
        """Only those invited."""
        return [row for row in self.rows if row.status]

    def scored(self) -> PersonQuerySet:
        """Who has a score, so that a re-sit can follow."""
        agents: PersonQuerySet = Person.objects.filter(pk__in=[row.agent.pk for row in self.rows if row.attempt])
        return agents.in_chinese_order()


def sheet_of(session: TrainingSession, account: Account) -> Sheet:
    """Everybody recorded at the session, and for those who record also the agents posted in its month."""
    attendances = {
        fact.agent_id: fact
        for fact in TrainingAttendance.objects.visible_to(account).filter(session=session).select_related("agent")
    }
    scores = {
        fact.agent_id: fact
        for fact in ExamScore.objects.visible_to(account).filter(session=session).order_by("attempt")
    }
    people = Person.objects.visible_to(account)
    listed = people.filter(pk__in=[*attendances, *scores])
    if account.has_perm("evidence.record"):
        listed |= people.posted_in(months.month_containing(session.held_at)).filter(is_active=True)
    rows = [_row(agent, attendances.get(agent.pk), scores.get(agent.pk)) for agent in listed.in_chinese_order()]
    return Sheet(sorted(rows, key=lambda row: not row.status))


def _row(agent: Person, attendance: TrainingAttendance | None, score: ExamScore | None) -> Row:
    return Row(
        agent,
        attendance.status if attendance else "",
        attendance.get_status_display() if attendance else "",
        score.score if score else None,
        score.attempt if score else 0,
    )
