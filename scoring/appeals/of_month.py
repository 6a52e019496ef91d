"""What is said of a published month's cards, before somebody makes it final."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.utils import timezone

from records.models import MonthRecord
from scoring.appeals import window
from scoring.models import Appeal, Card, CardAnswer, ScoringSettings


@dataclass(frozen=True)
class Answers:
    """How many of the cards are accepted, which appeals wait, and until when somebody may still appeal, if so."""

    cards: int
    accepted: int
    waiting: tuple[Appeal, ...]
    until: datetime | None


def answers_of(record: MonthRecord, settings: ScoringSettings) -> Answers:
    """Of the month's standing cards; before anybody was shown one, nothing is said."""
    if record.published_at is None or not record.is_shown_to_agents:
        return Answers(0, 0, (), None)
    standing = Card.objects.current().filter(month=record, is_trial=False)
    found = standing.aggregate(
        cards=Count("pk", distinct=True),
        accepted=Count("answers", filter=Q(answers__kind=CardAnswer.Kind.ACCEPTED)),
        latest=Max("created_at"),
    )
    waiting = Appeal.objects.waiting().filter(first_day=record.first_day).select_related("agent")
    opened = max(record.published_at, found["latest"] or record.published_at)
    return Answers(found["cards"], found["accepted"], tuple(waiting), _until(record, opened, settings))


def _until(record: MonthRecord, opened: datetime, settings: ScoringSettings) -> datetime | None:
    if record.month < settings.live_since:
        return None
    until = window.end_of_working_day(opened, settings.appeal_days)
    return until if timezone.now() < until else None
