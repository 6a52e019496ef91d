"""Whom one order counts for, in which month and why, in the words of its page (SCORING §3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written_as_end
from kpi_portal.lib.month import Month
from people.models import Person
from records import months
from records.models import MonthRecord
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.asking import Credit, Exclusion, completion_credit, response_credit

People = dict[int | None, Person | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One measure of one order. ``tone`` is the badge's class; ``agent`` None: nobody is credited."""

    measure: str
    month: Month | None
    agent: Person | None
    tone: str
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class Period:
    """A month, its edges and its cut-off."""

    month: Month
    starts_at: datetime
    ends_at: datetime
    cutoff: datetime


def verdicts(order: WorkOrder, events: Collection[OrderEvent]) -> list[Verdict]:
    """What the order says for ``completion_rate`` and ``mean_response_minutes``."""
    people = {event.agent_id: event.agent for event in events}
    people[order.source_agent_id] = order.source_agent
    people[None] = None
    created = period_of(order.created_at)
    counted = order.first_dispatched_at if order.records_dispatches else order.created_at
    period = created if counted is None or created.starts_at <= counted < created.ends_at else period_of(counted)
    return [_of_completion(order, period, people), _of_response(order, created, people)]


def period_of(instant: datetime) -> Period:
    """The month in which an instant lies; its edges and cut-off as frozen, or as they will be."""
    record = MonthRecord.objects.filter(starts_at__lte=instant, ends_at__gt=instant).first()
    if record is not None:
        return Period(record.month, record.starts_at, record.ends_at, record.cutoff_at)
    zones = months.Zones()
    month = zones.month_of(instant)
    return Period(month, *zones.edges(month))


def _of_completion(order: WorkOrder, period: Period, people: People) -> Verdict:
    measure = _("Completion rate")
    credit = completion_credit(order, period.cutoff)
    if credit is None:
        return Verdict(measure, None, None, "", _("in no month"), _("It was never dispatched."))
    told = _completed(credit.settled_at is not None, period.cutoff)
    return _excluded(measure, period, credit, people) or Verdict(measure, period.month, people[credit.agent_id], *told)


def _completed(done: bool, cutoff: datetime) -> tuple[str, str, str]:
    """Tone, word and why; before the cut-off nothing is lost yet."""
    if done:
        return "ok", _("completed"), _("Completed by the cut-off and not re-opened since.")
    at = {"cutoff": written_as_end(cutoff)}
    if timezone.now() <= cutoff:
        return "info", _("not yet"), _("It counts as completed if it is by the cut-off, %(cutoff)s.") % at
    return "warn", _("not completed"), _("No completion stands at the cut-off, %(cutoff)s.") % at


def _of_response(order: WorkOrder, period: Period, people: People) -> Verdict:
    measure = _("Mean response time")
    posted = Person.objects.posted_in(period.month).filter(pk__in=[key for key in people if key is not None])
    credit = response_credit(order, period.cutoff, set(posted.values_list("pk", flat=True)))
    assert credit is not None  # created in the month whose cut-off this is
    if credit.settled_at is None and timezone.now() <= period.cutoff:
        tone, word, why = "info", _("not yet"), _why_unanswered(credit)
    elif credit.settled_at is None:
        tone, word, why = "warn", _("no response"), _why_unanswered(credit)
    else:
        tone, word = "ok", duration(credit.settled_at - order.created_at)
        why = _("From creation to the first contact with the resident.")
    return _excluded(measure, period, credit, people) or Verdict(
        measure, period.month, people[credit.agent_id], tone, word, why
    )


def _why_unanswered(credit: Credit) -> str:
    if credit.completed_at is None:
        return _("Waiting counts until the cut-off, at most as long as the plan says.")
    return _("Where the plan says so, the completion is taken for the response; else waiting counts until the cut-off.")


def _excluded(measure: str, period: Period, credit: Credit, people: People) -> Verdict | None:
    if not credit.excluded:
        return None
    reason = str(Exclusion(credit.excluded).label)
    return Verdict(measure, period.month, people[credit.agent_id], "", _("not counted"), reason)


def duration(length: timedelta) -> str:
    """A length of time in its two largest units: 12 min, 1 h 05 min, 2 d 3 h."""
    minutes = length // timedelta(minutes=1)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes % 60:02d}"}
    return _("%(minutes)s min") % {"minutes": minutes}
