"""What the list of a month's reviews shows."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page

from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from people.models import Account
from records.models import MonthRecord
from scoring.models import ScoringSettings
from scoring.review import queue
from scoring.review.queue import Queue


def context(record: MonthRecord, account: Account, number: str | None) -> dict[str, Any]:
    """The cards that this account may review, what waits first, and how far the month is."""
    month, own = record.month, Queue(record.month, account)
    page = numbered(own.cards, number)
    return {
        "month": month,
        "record": record,
        "page": page,
        "rows": own.rows(_cards(page)),
        "progress": own.progress,
        "first": next(iter(own.waiting), None) if is_reviewed_now(record) else None,
        "due": queue.due(record, ScoringSettings.of_the_company()) if is_reviewed_now(record) else None,
    }


def is_reviewed_now(record: MonthRecord) -> bool:
    """Whether reviews of the month can be written."""
    return record.state in queue.REVIEWED


def newest() -> Month | None:
    """The earliest month that is reviewed now, else the latest one with cards."""
    months = MonthRecord.objects.filter(state__in=queue.REVIEWED, cards__is_current=True).order_by("first_day")
    found = months.first() or MonthRecord.objects.filter(cards__is_current=True).order_by("-first_day").first()
    return found.month if found else None


def _cards(page: "Page[Any]") -> Sequence[Any]:
    return list(page.object_list)
