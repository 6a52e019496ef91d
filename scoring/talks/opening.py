"""Talks are opened when a month is published: one for each of its cards, due some working days later."""

from datetime import datetime

from records.models import MonthRecord
from scoring.appeals.window import end_of_working_day
from scoring.duties import owed
from scoring.models import Card, ScoringSettings, Talk


def open_talks(record: MonthRecord) -> None:
    """Of a month that was just published; none of history. Published once more, only who had no talk gets one."""
    settings = ScoringSettings.of_the_company()
    if record.published_at is None or record.month < settings.live_since:
        return
    due = end_of_working_day(record.published_at, settings.talk_days)
    open_for(
        record, due, list(Card.objects.current().filter(month=record, is_trial=False).values_list("agent", flat=True))
    )


def open_for(record: MonthRecord, due: datetime, agents: list[int]) -> None:
    """Of these people; who has one keeps it."""
    rows = [Talk(month=record, agent_id=agent, due=due) for agent in agents]
    Talk.objects.bulk_create(rows, ignore_conflicts=True)
    owed.owe_talks(record)
