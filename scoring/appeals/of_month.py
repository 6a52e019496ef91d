"""What is said of a published month's cards, before somebody makes it final."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
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


def answers_of(record: MonthRecord) -> Answers:
    """Of the month's standing cards."""
    standing = Card.objects.current().filter(month=record, is_trial=False)
    accepted = CardAnswer.objects.filter(card__in=standing, kind=CardAnswer.Kind.ACCEPTED)
    waiting = Appeal.objects.waiting().filter(first_day=record.first_day).select_related("agent")
    return Answers(standing.count(), accepted.count(), tuple(waiting), _until(record))


def _until(record: MonthRecord) -> datetime | None:
    settings = ScoringSettings.of_the_company()
    if record.published_at is None or record.month < settings.live_since:
        return None
    latest = Card.objects.current().filter(month=record, is_trial=False).aggregate(at=Max("created_at"))["at"]
    until = window.end_of_working_day(max(record.published_at, latest or record.published_at), settings.appeal_days)
    return until if timezone.now() < until else None
