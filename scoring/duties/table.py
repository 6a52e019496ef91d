"""Duties as facts of a card: what a final month guards, and how one is shown below a figure."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.kind import Shown, Table
from kpi_portal.lib.month import Month
from records.final_month_triggers import Guard, on_day
from scoring.models import Duty


@dataclass(frozen=True)
class _ByDay(Table):
    """``counts_at`` is any day of the month, not its first."""

    @property
    def guard(self) -> Guard:
        return replace(super().guard, lies_in=on_day("c.day"))


def _shown(duty: Duty) -> Shown:
    month = Month(duty.first_day.year, duty.first_day.month)
    words = {
        Duty.Kind.TALK: _("Talk about the card of %(month)s"),
        Duty.Kind.REVIEW: _("Review of the card of %(month)s"),
        Duty.Kind.APPEAL: _("Appeal against the card of %(month)s"),
    }[Duty.Kind(duty.kind)]
    said = words % {"month": month}
    return Shown(
        number=duty.agent.name,
        href=_address(duty, month),
        remark=_remark(duty),
        subject=f"{duty.appeal.number} · {said}" if duty.appeal else said,
        at=duty.day,
        until=duty.done_on,
        in_days=True,
    )


def _address(duty: Duty, month: Month) -> str:
    if duty.talk:
        return duty.talk.get_absolute_url()
    if duty.appeal:
        return duty.appeal.get_absolute_url()
    name = "reports:review" if duty.kind == Duty.Kind.REVIEW else "reports:card"
    return reverse(name, args=[month, duty.agent_id])


def _remark(duty: Duty) -> str:
    if duty.excuse:
        return str(duty.get_excuse_display())
    if duty.done_by is None or duty.done_by_id == duty.person_id:
        return ""
    return _("done by %(name)s") % {"name": duty.done_by.name}


DUTIES = _ByDay(
    model=Duty,
    code="duty",
    whose="person",
    counts_at="day",
    guarded=("kind", "person", "day", "result"),
    shown=_shown,
    called=gettext_lazy("Whose card"),
    fetched=lambda duties: duties.select_related("agent", "done_by", "talk", "appeal"),
)
