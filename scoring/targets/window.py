"""When the targets of a month may be set, and when only changed by two people (SCORING §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import months
from records.models import BEFORE_COMPUTED, MonthRecord
from scoring import entry_guard
from scoring.computed import is_computed
from scoring.models import ScoringSettings


class Stage(StrEnum):
    """Where a month's targets stand."""

    OPEN = "open"  # set and changed freely, until the freeze
    HISTORY = "history"  # before the company was live: by HR, until the first close
    FROZEN = "frozen"  # a change needs a reason and a second person
    ENDED = "ended"  # nothing is asked for any more; what was asked for in time may be confirmed
    COMPUTED = "computed"  # nothing, unless the month is opened again
    REOPENED = "reopened"  # as frozen


SENTENCES: Mapping[str, str] = {
    "targets_open": _noop("The targets of %(month)s are not frozen; they are set without a second person."),
    "targets_frozen": _noop("The targets of %(month)s are frozen; a change needs a reason and a second person."),
    "targets_ended": _noop("%(month)s is over; a change of target never acts on a month that ended before."),
    "targets_computed": _noop("%(month)s was computed; its targets change only after it is opened again."),
    "history_for_hr": entry_guard.SENTENCES["history_for_hr"],
}
"""Why targets cannot be set, or a change not be asked for, by code."""


@dataclass(frozen=True)
class Window:
    """One month's stage, and the last day on which its targets are set, whole, in the company's zone."""

    month: Month
    stage: Stage
    last_day: date

    @property
    def is_open(self) -> bool:
        """Whether targets are set without a second person."""
        return self.stage in (Stage.OPEN, Stage.HISTORY)

    @property
    def takes_requests(self) -> bool:
        """Whether a change may be asked for."""
        return self.stage in (Stage.FROZEN, Stage.REOPENED)

    def refusal(self, by: Account | None) -> str:
        """The code of why this account cannot set targets now; empty where it can."""
        if self.stage == Stage.HISTORY:
            return "" if entry_guard.is_hr(by) else "history_for_hr"
        if self.stage == Stage.OPEN:
            return ""
        return "targets_frozen" if self.takes_requests else f"targets_{self.stage}"

    def refuse(self, by: Account | None) -> None:
        """Raise Refused where this account cannot set targets now."""
        code = self.refusal(by)
        if code:
            raise refused(code, self.month)


def refused(code: str, month: Month) -> Refused:
    """One of ``SENTENCES`` as a refusal."""
    return Refused(_(SENTENCES[code]), code=code, params={"month": month})


def window(month: Month, settings: ScoringSettings | None = None) -> Window:
    """The month's targets at this moment."""
    settings = settings or ScoringSettings.of_the_company()
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    zone = ZoneInfo(record.time_zone) if record else months.zone_for(month)
    freezes_at = month.end_of_day(settings.target_freeze_day, zone)
    last_day = month.first_day.replace(day=settings.target_freeze_day)
    return Window(month, _settled(record) or _running(month, settings, freezes_at), last_day)


def held(month: Month) -> Window:
    """The same, with the month's row in this act's hands: a close waits for it, and it for a close."""
    record = months.record_for(month)
    MonthRecord.objects.select_for_update().get(pk=record.pk)
    return window(month)


def _settled(record: MonthRecord | None) -> Stage | None:
    """The stage of a month that was computed once; None before."""
    if record is None or record.state in BEFORE_COMPUTED:
        return None
    return Stage.COMPUTED if is_computed(record.month) else Stage.REOPENED


def _running(month: Month, settings: ScoringSettings, freezes_at: datetime) -> Stage:
    """The stage of a month that nobody computed yet."""
    if month < settings.live_since:
        return Stage.HISTORY
    now = timezone.now()
    if now < freezes_at:
        return Stage.OPEN
    return Stage.FROZEN if now < months.edges(month)[1] else Stage.ENDED
