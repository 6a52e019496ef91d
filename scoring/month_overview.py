"""What HR sees of the months: where each stands, what is missing, what comes next (SCORING §9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import repeat
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from records import months
from records.models import BEFORE_PUBLISHED, MonthRecord, MonthState
from scoring.computed import OPENED_AGAIN
from scoring.models import Card, CloseStep, MonthClose
from scoring.querysets import CardQuerySet
from scoring.review import queue
from workorders.models import WorkOrder
from workorders.months import with_orders

NEXT_STEP = {
    MonthState.OPEN: ("close", _("Close the month")),
    MonthState.TARGETS_CONFIRMED: ("close", _("Close the month")),
    MonthState.COLLECTING: ("close", _("Close the month")),
    MonthState.COMPUTED: ("publish", _("Publish")),
    MonthState.IN_REVIEW: ("publish", _("Publish")),
    MonthState.PUBLISHED: ("finalise", _("Make final")),
}
"""State → the step that comes next: the name of its route, and its button."""


@dataclass(frozen=True)
class MonthRow:
    """One month of the list."""

    record: MonthRecord
    cards: int
    without_total: int
    close: MonthClose | None
    is_due: bool
    is_opened_again: bool

    @property
    def month(self) -> Month:
        """The month as a value."""
        return self.record.month

    @property
    def next_step(self) -> tuple[str, Any] | None:
        """What HR does next, if it can be done now."""
        if self.close is not None and not self.close.is_over:
            return None
        state = MonthState.COLLECTING if self.is_opened_again else MonthState(self.record.state)
        step = NEXT_STEP.get(state)
        return step if step and (self.is_due or step[0] != "close") else None

    @property
    def can_be_closed_again(self) -> bool:
        """Computed, and nobody has seen it yet."""
        computed = self.record.state in {MonthState.COMPUTED, MonthState.IN_REVIEW}
        return computed and not self.is_opened_again and self.next_step is not None


def month_rows() -> list[MonthRow]:
    """The latest months up to the current one, and every month that has orders, newest first."""
    zones = months.Zones()
    current = Month.of(timezone.now(), zones.latest)
    known = {record.first_day: record for record in _recorded()}
    for month in (current, current.previous, *with_orders(zones.latest)):
        if month.first_day not in known:
            known[month.first_day] = unsaved(month, zones)
    return rows_of([known[day] for day in sorted(known, reverse=True) if day <= current.first_day])


def month_row(month: Month) -> MonthRow | None:
    """One month; None for one that has neither a row nor orders and is not this or the last one."""
    record = _recorded().filter(first_day=month.first_day).first()
    if record is None:
        if not _is_asked_for(month):
            return None
        record = unsaved(month, months.Zones())
    return rows_of([record])[0]


def is_known(month: Month) -> bool:
    """Whether it has a page."""
    return MonthRecord.objects.filter(first_day=month.first_day).exists() or _is_asked_for(month)


def _is_asked_for(month: Month) -> bool:
    """Whether a month without a row is this or the last one, or has orders."""
    zone = months.company_zone()
    current = Month.of(timezone.now(), zone)
    return month in (current, current.previous) or month in with_orders(zone)


def current_month() -> Month:
    """The month of this moment in the company's zone."""
    return Month.of(timezone.now(), months.company_zone())


def unsaved(month: Month, zones: months.Zones) -> MonthRecord:
    """A month for which nothing was recorded yet, as it would be."""
    return MonthRecord(first_day=month.first_day, **zones.described(month))


def _recorded() -> QuerySet[MonthRecord]:
    """The months that have a row, each with whether it was opened again."""
    return MonthRecord.objects.annotate(is_opened_again=OPENED_AGAIN)


def rows_of(records: Sequence[MonthRecord]) -> list[MonthRow]:
    """These months with their cards and latest closes."""
    saved = [record for record in records if record.pk]
    standing = Card.objects.current().filter(month__in=saved, is_trial=False).values("month_id")
    counted = standing.annotate(cards=Count("pk"), without=Count("pk", filter=Q(total__isnull=True)))
    counts: Mapping[int, Any] = {row["month_id"]: row for row in counted}
    closes = {run.month_id: run for run in MonthClose.objects.filter(month__in=saved).order_by("pk")}
    now = timezone.now()
    return [
        MonthRow(
            record=record,
            cards=counts.get(record.pk or 0, {}).get("cards", 0),
            without_total=counts.get(record.pk or 0, {}).get("without", 0),
            close=closes.get(record.pk or 0),
            is_due=now > record.cutoff_at and record.state in BEFORE_PUBLISHED,
            is_opened_again=getattr(record, "is_opened_again", False),
        )
        for record in records
    ]


def nobodys(record: MonthRecord) -> int:
    """Orders created in the month that nobody is credited with (IMPORTS §4)."""
    return int(
        WorkOrder.objects.nobodys().filter(created_at__gte=record.starts_at, created_at__lt=record.ends_at).count()
    )


LIFE = (
    MonthState.OPEN,
    MonthState.COLLECTING,
    MonthState.COMPUTED,
    MonthState.IN_REVIEW,
    MonthState.PUBLISHED,
    MonthState.FINAL,
    MonthState.PAID_OUT,
)
"""The states that a month's page shows; what nobody passed is not called done."""


def stepper(record: MonthRecord) -> list[dict[str, Any]]:
    """The life of a month for ``components/stepper.html``: a review that was never begun, or left unfinished, is no
    step that was passed; it says how many cards were reviewed."""
    reached = LIFE.index(record.stage)
    reviewed = queue.progress(record.month) if reached >= LIFE.index(MonthState.COMPUTED) else queue.Progress(0, 0)
    return [
        {
            "label": each.label,
            "count": reviewed if each == MonthState.IN_REVIEW and reviewed.all else None,
            "done": place < reached and (each != MonthState.IN_REVIEW or reviewed.is_complete),
            "current": place == reached,
        }
        for place, each in enumerate(LIFE)
    ]


@dataclass(frozen=True)
class Task:
    """One step of a run: what it is, whether it is done or at work, what it found, how long it took."""

    label: Any
    state: str
    counts: Mapping[str, int]
    took: timedelta | None


def tasks(run: MonthClose) -> list[Task]:
    """The steps of the latest attempt; each took the time since the one before was done."""
    done = {step.step: step for step in run.steps.filter(attempt=run.attempts)}
    found, since, ahead = [], run.started_at, _ahead(run)
    for step in CloseStep.Step:
        row = done.get(step.value)
        took = row.at - since if row and since else None
        found.append(Task(step.label, "done" if row else next(ahead), row.counts if row else {}, took))
        since = row.at if row else since
    return found


def _ahead(run: MonthClose) -> Iterator[str]:
    """States of the steps that are not done: the first is at work or failed, the others wait."""
    yield {MonthClose.State.RUNNING: "now", MonthClose.State.FAILED: "failed"}.get(MonthClose.State(run.state), "wait")
    yield from repeat("wait")


def changed_cards(run: MonthClose) -> CardQuerySet:
    """New versions that this run made of cards that had one, without their trees."""
    new = Card.objects.filter(close=run, is_trial=False, version__gt=1)
    return new.without_tree().by_name()


def beside_earlier(new: Sequence[Card]) -> list[tuple[Card, Card | None]]:
    """Cards of one month (a page of them), each with the version before."""
    same = Card.objects.filter(month__in={card.month_id for card in new}, agent__in=[card.agent_id for card in new])
    before = {(card.agent_id, card.version): card for card in same.filter(is_trial=False).without_tree()}
    return [(card, before.get((card.agent_id, card.version - 1))) for card in new]
