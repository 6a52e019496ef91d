"""The month of complaints: how they were handled, and what they were about (Pareto), against the month before.

Counted by the same statement as the indicators (``truth``), over what the reader may see; excluded ones count nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up
from people.models import Account
from people.visibility import sees_everybody

from .clock import CLOSED_WITHIN
from .counting import Cutoffs
from .models import Complaint, ComplaintStep, ComplaintTopic, Severity
from .truth import COMPLAINTS_AT_THE_CUTOFF

SHOWN = 8
"""So many causes have a column of their own; the others are one."""
VITAL = Fraction(4, 5)
"""The few causes that make this share are the ones to work on."""

ROWS = f"""
SELECT m.complaint_id, c.category_id, c.cause_id, c.site_id, m.received_at, m.severity, m.closed_at, m.is_resolved
FROM ({COMPLAINTS_AT_THE_CUTOFF}) m JOIN evidence_complaint c ON c.id = m.complaint_id
WHERE NOT m.is_excluded AND (%(seen)s::bigint[] IS NULL OR c.id = ANY(%(seen)s))
ORDER BY m.received_at, c.id
"""


class Row(NamedTuple):
    """One complaint as it was at the cut-off."""

    complaint: int
    category: int | None
    cause: int | None
    site: int | None
    received_at: datetime
    severity: str
    closed_at: datetime | None
    is_resolved: bool | None

    @property
    def in_time(self) -> bool:
        """Closed within 24 hours."""
        return self.closed_at is not None and self.closed_at - self.received_at <= CLOSED_WITHIN


class Rate(NamedTuple):
    """A figure with what it is made of."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """With two decimals; None of nothing."""
        return half_up(Fraction(100 * self.numerator, self.denominator), 2) if self.denominator else None


@dataclass
class Counted:
    """The complaints received in a month, and the call-backs and decisions dated in it."""

    month: Month
    is_over: bool
    rows: list[Row]
    call_backs: list[ComplaintStep] = field(default_factory=list)
    verdicts: list[ComplaintStep] = field(default_factory=list)

    @property
    def open(self) -> int:
        """How many were not closed at the cut-off."""
        return sum(row.closed_at is None for row in self.rows)

    @property
    def in_24_hours(self) -> Rate:
        """Ordinary ones closed in 24 hours."""
        ordinary = [row for row in self.rows if row.severity != Severity.MAJOR]
        return Rate(sum(row.in_time for row in ordinary), len(ordinary))

    @property
    def handled(self) -> Rate:
        """Closed of all."""
        return Rate(sum(row.closed_at is not None for row in self.rows), len(self.rows))

    @property
    def resolved(self) -> Rate:
        """Resolved of the closed."""
        closed = [row for row in self.rows if row.closed_at is not None]
        return Rate(sum(bool(row.is_resolved) for row in closed), len(closed))

    @property
    def satisfied(self) -> Rate:
        """What residents gave of five each."""
        return Rate(sum(step.rating or 0 for step in self.call_backs), 5 * len(self.call_backs))


class Bar(NamedTuple):
    """One category or cause: its complaints, their share, the share up to it, and what it was a month ago."""

    key: str
    name: str
    rows: tuple[Row, ...]
    before: int
    share: Decimal
    cumulative: Decimal
    is_vital: bool

    @property
    def number(self) -> int:
        """How many complaints."""
        return len(self.rows)

    @property
    def change(self) -> int:
        """More than a month ago."""
        return self.number - self.before

    @property
    def changed(self) -> str:
        """The same as it is printed."""
        return signed(self.change)


def signed(number: int) -> str:
    """+3, −2, 0."""
    return f"{number:+d}".replace("-", "−") if number else "0"


def count(month: Month, account: Account, cutoffs: Cutoffs) -> tuple[Counted, Counted]:
    """One month and the one before, as far as the account may see them."""
    now, then = (_received(each, account, cutoffs) for each in (month, month.previous))
    (start, end, _cutoff), (before, _end, _cutoff) = cutoffs.edges(month), cutoffs.edges(month.previous)
    complaints = Complaint.objects.visible_to(account).filter(excluded_reason="")
    steps = ComplaintStep.objects.standing().filter(
        at__gte=before, at__lt=end, complaint__in=complaints, kind__in=("called_back", "judged")
    )
    for step in steps.select_related("agent", "department", "complaint").order_by("at", "pk"):
        counted = then if step.at < start else now
        (counted.call_backs if step.kind == ComplaintStep.Kind.CALLED_BACK else counted.verdicts).append(step)
    return now, then


def _received(month: Month, account: Account, cutoffs: Cutoffs) -> Counted:
    start, end, cutoff = cutoffs.edges(month)
    seen = None if sees_everybody(account) else Complaint.objects.visible_to(account).filter(
        received_at__gte=start, received_at__lt=end
    )  # fmt: skip
    keys = None if seen is None else list(seen.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"start": start, "end": end, "cutoff": cutoff, "seen": keys})
        rows = [Row._make(row) for row in cursor.fetchall()]
    return Counted(month, timezone.now() > cutoff, rows)


def pareto(now: Counted, then: Counted, by: str) -> list[Bar]:
    """Categories, or causes, by number; after the first few the others as one; what is not sorted yet at the end."""
    own, past = _grouped(now.rows, by), _grouped(then.rows, by)
    names = _names()
    keys = sorted((key for key in own if key), key=lambda key: (-len(own[key]), names.get(key, "")))
    parts = [(str(key), names.get(key, str(key)), own[key], len(past.get(key, ()))) for key in keys[:SHOWN]]
    if rest := keys[SHOWN:]:
        others = [row for key in rest for row in own[key]]
        parts.append(("others", _("Others"), others, sum(len(past.get(key, ())) for key in rest)))
    if own.get(None):
        parts.append(("0", _("Not sorted yet"), own[None], len(past.get(None, ()))))
    return list(_bars(parts, len(now.rows)))


def _bars(parts: Iterable[tuple[str, str, Sequence[Row], int]], whole: int) -> Iterable[Bar]:
    so_far = 0
    for key, name, rows, before in parts:
        is_vital = Fraction(so_far, whole) < VITAL and key not in ("0", "others")
        so_far += len(rows)
        share, cumulative = (half_up(Fraction(100 * n, whole), 1) for n in (len(rows), so_far))
        yield Bar(key, name, tuple(rows), before, share, cumulative, is_vital)


def _grouped(rows: Iterable[Row], by: str) -> dict[int | None, list[Row]]:
    found = defaultdict[int | None, list[Row]](list)
    for row in rows:
        found[row.category if by == "category" else row.cause or row.category].append(row)
    return found


def _names() -> dict[int, str]:
    """What categories and causes are called; a cause whose name several categories have, with its category."""
    topics = list(ComplaintTopic.objects.select_related("parent"))
    causes = [topic.name for topic in topics if topic.parent_id]
    return {
        topic.pk: f"{topic.parent} · {topic}" if topic.parent_id and causes.count(topic.name) > 1 else topic.name
        for topic in topics
    }


def is_late(row: Row) -> bool:
    """An ordinary one that was not closed in 24 hours."""
    return row.severity != Severity.MAJOR and not row.in_time


def at_weekend(row: Row, zone: ZoneInfo) -> bool:
    """Received from Friday 16:00 to Sunday."""
    at = row.received_at.astimezone(zone)
    return at.weekday() >= 5 or (at.weekday() == 4 and at.hour >= 16)


def in_the_evening(row: Row, zone: ZoneInfo) -> bool:
    """Received from 18:00 on."""
    return row.received_at.astimezone(zone).hour >= 18


def repeats(rows: Sequence[Row]) -> set[int]:
    """Those that repeat an earlier complaint."""
    keys = [row.complaint for row in rows]
    found: Any = Complaint.objects.filter(pk__in=keys).with_repeats().filter(is_repeat=True)
    return set(found.values_list("pk", flat=True))
