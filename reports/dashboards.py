"""What HR and administrators find when they log in: where each month stands, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.links import open_to
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting, Site
from people.querysets import PostingQuerySet
from records import months
from records.models import Batch, MonthRecord, MonthState
from reports.inbox import deadlines
from scoring import card_statistics, cards
from scoring.computed import OPENED_AGAIN
from workorders.models import WorkOrder
from workorders.months import with_orders

MONTHS_SHOWN = 6
BATCHES_SHOWN = 5


@dataclass(frozen=True)
class MonthLine:
    """One month: its state, its cards, what comes next and where that is done."""

    month: Month
    state: str
    tone: str
    number: int
    next_step: str
    href: str


@dataclass(frozen=True)
class Step:
    """One step of setting a company up."""

    label: str
    note: str
    done: bool
    href: str


def month_lines(account: Account) -> list[MonthLine]:
    """The current month and the ones before it, newest first; ways that are closed to the account lead nowhere. Where
    none of them has a card, the latest that have: a company that brought in its history finds it."""
    now, zones = timezone.now(), months.Zones()
    shown, numbers = _shown(zones.month_of(now))
    found = MonthRecord.objects.filter(first_day__in=[month.first_day for month in shown])
    records = {record.month: record for record in found.annotate(opened_again=OPENED_AGAIN)}
    lines = [
        _line(
            _known(records, month, zones), month in records and records[month].opened_again, numbers.get(month, 0), now
        )
        for month in _with_a_page(shown, records, zones)
    ]
    return [replace(line, href=open_to(account, line.href)) for line in lines]


def _shown(current: Month) -> tuple[list[Month], dict[Month, int]]:
    latest = [current.plus(-index) for index in range(MONTHS_SHOWN)]
    if numbers := card_statistics.cards_by_month(latest[-1]):
        return latest, numbers
    numbers = card_statistics.cards_by_month()
    return [*latest[:2], *sorted(numbers, reverse=True)[: MONTHS_SHOWN - 2]] if numbers else latest, numbers


def _with_a_page(shown: list[Month], records: Mapping[Month, Any], zones: months.Zones) -> list[Month]:
    """Without those of which nothing is known: they have no page (scoring.month_overview)."""
    unknown = {month for month in shown[2:] if month not in records}
    gone = unknown.difference(with_orders(zones.latest)) if unknown else unknown
    return [month for month in shown if month not in gone]


def _known(records: Mapping[Month, Any], month: Month, zones: months.Zones) -> Any:
    """As it was recorded, or as it would be."""
    return records.get(month) or MonthRecord(first_day=month.first_day, cutoff_at=zones.edges(month)[2])


def _line(record: MonthRecord, again: bool, number: int, now: datetime) -> MonthLine:
    state = MonthState(record.state)
    step, route = _next_step(MonthState.COLLECTING if again else state, record.cutoff_at, now)
    address = reverse(route, args=[record.month])
    return MonthLine(record.month, record.get_state_display(), _TONES.get(state, ""), number, step, address)


def _next_step(state: MonthState, cutoff: datetime, now: datetime) -> tuple[str, str]:
    """What is to be done with a month in this state, and the route where."""
    steps = {
        MonthState.COMPUTED: (_("review and publish"), "scoring:month"),
        MonthState.IN_REVIEW: (_("publish"), "scoring:month"),
        MonthState.PUBLISHED: (_("make final"), "scoring:month"),
        MonthState.FINAL: (_("payroll"), "reports:payroll_of"),
        MonthState.PAID_OUT: (_("payroll"), "reports:payroll_of"),
    }
    if state in steps:
        return steps[state]
    if now <= cutoff:
        until = deadlines.written(cutoff, timezone.localtime(now))
        return _("collecting until %(cutoff)s") % {"cutoff": until}, "scoring:readiness"
    return _("close"), "scoring:readiness"


_TONES = {
    MonthState.COMPUTED: "warn",
    MonthState.IN_REVIEW: "warn",
    MonthState.PUBLISHED: "info",
    MonthState.FINAL: "ok",
    MonthState.PAID_OUT: "ok",
}


def latest_imports() -> list[Batch]:
    """The last files that came in."""
    return list(Batch.objects.select_related("by__person").order_by("-pk")[:BATCHES_SHOWN])


def people_counts(account: Account) -> list[tuple[str, int, str]]:
    """How many of what: (label, number, address)."""
    known = Person.objects.visible_to(account).aggregate(
        people=Count("pk", filter=Q(is_active=True)),
        log_ins=Count("account", filter=Q(is_active=True, account__is_active=True)),
        posted=Count("pk", filter=Exists(_posted_today().filter(person=OuterRef("pk")))),
    )
    return [
        (_("People"), known["people"], address_of("people:list")),
        (_("Log-ins"), known["log_ins"], address_of("people:list")),
        (_("Sites"), Site.objects.filter(is_active=True).count(), address_of("people:sites")),
        (_("Agents posted today"), known["posted"], address_of("people:list")),
    ]


def _posted_today() -> PostingQuerySet:
    today = timezone.localdate()
    posted: PostingQuerySet = Posting.objects.of_agents().filter(first_day__lte=today)
    return posted.exclude(last_day__lt=today)


def setting_up(lines: Sequence[MonthLine]) -> list[Step]:
    """What a new company still needs before its first card; once one of these months has cards, nothing."""
    if any(line.number for line in lines):
        return []
    return [
        Step(
            _("Add sites and people"),
            _("by hand or from a file; an import of work orders can create them too"),
            Posting.objects.exists(),
            address_of("people:list"),
        ),
        Step(
            _("Import work orders and other evidence"),
            _("CSV or XLSX; the columns are matched on the page"),
            WorkOrder.objects.exists(),
            address_of("records:imports"),
        ),
        Step(
            _("Close a month"),
            _("HR closes it once its cut-off has passed"),
            cards.newest_month() is not None,
            address_of("scoring:months"),
        ),
    ]


def address_of(route: str) -> str:
    """The address of a route without arguments; empty for none."""
    try:
        return reverse(route) if route else ""
    except NoReverseMatch:
        return ""
