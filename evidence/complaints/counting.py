"""In which month a step counts."""

from datetime import datetime

from records.months import Zones

from .models import ComplaintStep

Kind = ComplaintStep.Kind
IN_ITS_OWN_MONTH = frozenset({Kind.RECEIVED, Kind.CALLED_BACK, Kind.JUDGED})
IN_THE_MONTH_OF_THE_COMPLAINT = frozenset({Kind.ASSIGNED, Kind.CLOSED, Kind.REOPENED})


def counts_at(kind: str, at: datetime, received_at: datetime, zones: Zones | None = None) -> datetime | None:
    """The instant that says which month the step changes; None for what changes no figure: what comes after the
    cut-off of the complaint's month, and the steps before the closing."""
    if kind in IN_ITS_OWN_MONTH:
        return at
    if kind not in IN_THE_MONTH_OF_THE_COMPLAINT:
        return None
    zones = zones or Zones()
    _start, _end, cutoff = zones.edges(zones.month_of(received_at))
    return received_at if at <= cutoff else None
