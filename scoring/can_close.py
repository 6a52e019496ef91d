"""Whether a month can be closed now, and from when on (SCORING §1, §9)."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.kinds import anything_about_people
from kpi_portal.lib.instants import written_as_end
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Posting
from records import months, service_time
from records.models import BEFORE_PUBLISHED, MonthRecord
from scoring.models import PlanVersion
from scoring.plans import versions as plans
from workorders.models import WorkOrder


def ready_record(month: Month) -> MonthRecord:
    """The month's row where it may be closed now; else Refused with the first reason."""
    record = _with_cutoff(months.record_for(month), _default_plan(month))
    now = timezone.now()
    if now < record.ends_at:
        raise Refused(_("%(month)s is not over yet."), code="not_over", params={"month": month})
    if now <= record.cutoff_at:
        raise Refused(
            _("%(month)s cannot be closed before its cut-off, %(cutoff)s."),
            code="before_cutoff",
            params={"month": month, "cutoff": _local(record.cutoff_at, record)},
        )
    refuse_published(record)
    refuse_unscorable(record)
    return record


def refuse_unscorable(record: MonthRecord) -> None:
    """What keeps a month from being closed whenever it is: no plan, a calendar without a year, nobody to score.

    Refused here, not later by the worker.
    """
    _default_plan(record.month)
    service_time.service_hours(record)
    if not _somebody_to_score(record):
        raise Refused(
            _("There is nobody to score in %(month)s: no agent is posted and nothing was recorded."),
            code="nobody_to_score",
            params={"month": record.month},
        )


def _default_plan(month: Month) -> PlanVersion:
    plan = plans.in_force(month).default
    if plan is None:
        raise Refused(
            _("No plan is in force for %(month)s; publish one first."), code="no_plan", params={"month": month}
        )
    return plan


def _with_cutoff(record: MonthRecord, plan: PlanVersion) -> MonthRecord:
    cutoff = _cutoff_by(plan, record)
    if cutoff != record.cutoff_at:
        record.cutoff_at = cutoff
        record.save(update_fields=["cutoff_at"])
    return record


def cutoff_of(record: MonthRecord) -> datetime:
    """As the close will take it: the grace of the plan for a month that was never closed; later as it was used."""
    plan = plans.in_force(record.month).default
    return record.cutoff_at if plan is None else _cutoff_by(plan, record)


def _cutoff_by(plan: PlanVersion, record: MonthRecord) -> datetime:
    if record.pk and record.closes.exists():
        return record.cutoff_at
    return record.ends_at + timedelta(hours=plans.read(plan).measuring.completion_grace_hours)


def _local(instant: datetime, record: MonthRecord) -> str:
    return written_as_end(instant, months.zone_for(record.month))


def refuse_published(record: MonthRecord) -> None:
    if record.state not in BEFORE_PUBLISHED:
        raise Refused(
            _("%(month)s is %(state)s; closing it again needs a re-opening."),
            code="published",
            params={"month": record.month, "state": record.get_state_display().lower()},
        )


def _somebody_to_score(record: MonthRecord) -> bool:
    if Posting.objects.of_agents().touching(record.month).exists():
        return True
    edges = record.starts_at, record.ends_at
    orders = WorkOrder.objects.standing()
    return (
        orders.filter(created_at__gte=edges[0], created_at__lt=edges[1]).exists()
        or orders.filter(first_dispatched_at__gte=edges[0], first_dispatched_at__lt=edges[1]).exists()
        or anything_about_people(record)
    )
