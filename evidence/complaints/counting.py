"""In which month a step counts."""

from datetime import datetime

from kpi_portal.lib.month import Month
from records.models import MonthRecord
from records.months import Zones

from .models import ComplaintStep

Kind = ComplaintStep.Kind
IN_ITS_OWN_MONTH = frozenset({Kind.RECEIVED, Kind.CALLED_BACK, Kind.JUDGED})
IN_THE_MONTH_OF_THE_COMPLAINT = frozenset({Kind.ASSIGNED, Kind.CLOSED, Kind.REOPENED})


class Cutoffs:
    """The cut-off of each month, read once: as it was fixed, which a plan may put later than usual, else the usual."""

    def __init__(self) -> None:
        self.zones = Zones()
        self._fixed = dict(MonthRecord.objects.values_list("first_day", "cutoff_at"))

    def edges(self, month: Month) -> tuple[datetime, datetime, datetime]:
        """Start, end and cut-off of one month."""
        start, end, usual = self.zones.edges(month)
        return start, end, self._fixed.get(month.first_day) or usual

    def for_instant(self, at: datetime) -> datetime:
        """Of the month in which an instant lies."""
        return self.edges(self.zones.month_of(at))[2]


def counts_at(kind: str, at: datetime, received_at: datetime, cutoffs: Cutoffs | None = None) -> datetime | None:
    """The instant that says which month the step changes; None for what changes no figure: what comes after the
    cut-off of the complaint's month, and the steps before the closing."""
    if kind in IN_ITS_OWN_MONTH:
        return at
    if kind not in IN_THE_MONTH_OF_THE_COMPLAINT:
        return None
    return received_at if at <= (cutoffs or Cutoffs()).for_instant(received_at) else None
