"""What is to be done with each order that is worked in the portal: in which column it stands, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Account
from workorders.guards import UNFINISHED
from workorders.models import EventKind, Handling, IncidentOrder, OrderCategory, OrderEvent, WorkOrder
from workorders.own_work import was_of
from workorders.verdicts import duration

State = WorkOrder.State
ANSWER_WITHIN = timedelta(minutes=15)
GIVE_WITHIN = timedelta(minutes=30)
CALL_BACK_WITHIN = timedelta(hours=24)
SOON = timedelta(hours=1)
SILENT = timedelta(hours=2)
LOOKED_BACK = timedelta(days=7)
"""Completed orders wait so long for their call-back on the board."""
MOST = 500

TAKE, GIVE, WORK, CALL = "take", "give", "work", "call"
COLUMNS = (
    (TAKE, gettext_lazy("To be taken on"), gettext_lazy("the resident is answered within 15 minutes")),
    (GIVE, gettext_lazy("To be dispatched"), gettext_lazy("given to the department within 30 minutes")),
    (WORK, gettext_lazy("In work"), gettext_lazy("by the time that holds; a word every two hours")),
    (CALL, gettext_lazy("To be called back"), gettext_lazy("within 24 hours, by somebody else")),
)


@dataclass(frozen=True)
class Job:
    """One order on the board. ``act`` is what usually comes next, by one click where that asks for nothing."""

    order: WorkOrder
    handling: Handling
    column: str
    due: datetime | None
    now: datetime
    act: str = ""

    @property
    def is_late(self) -> bool:
        """Whether its time has passed."""
        return self.due is not None and self.due < self.now

    @property
    def late_by(self) -> timedelta:
        """How long its time has passed; nothing where it has not."""
        return self.now - self.due if self.due is not None and self.is_late else timedelta()

    @property
    def clock(self) -> tuple[str, str]:
        """What the badge says, and its tone."""
        if self.order.state == State.ON_HOLD:
            return _("waits for the resident"), "bad" if self.is_late else ""
        if self.due is None:
            return "", ""
        if self.is_late:
            return _("%(time)s late") % {"time": duration(self.late_by)}, "bad"
        left = self.due - self.now
        if left > timedelta(hours=12):
            return f"{timezone.localtime(self.due):%m-%d %H:%M}", ""
        return _("%(time)s left") % {"time": duration(left)}, "warn" if left < SOON else ""

    @property
    def promised(self) -> SafeString:
        """Until when it was promised; the time stays on one line."""
        at = format_html('<span class="nw">{}</span>', f"{timezone.localtime(self.due):%m-%d %H:%M}")
        return format_html(_("promised by %(at)s") % {"at": "{}"}, at)

    @property
    def silence(self) -> tuple[str, bool]:
        """How long ago the resident was told something, and whether that is too long; of open orders only."""
        if self.column != WORK or self.handling.told_at is None:
            return "", False
        gap = self.now - self.handling.told_at
        return _("told %(time)s ago") % {"time": duration(gap)}, gap > SILENT

    @property
    def is_own(self) -> bool:
        """Whether whoever looks had it or completed it: somebody else calls the resident back."""
        return bool(getattr(self.handling, "is_own", False))

    @property
    def again(self) -> str:
        """Why it is open again; empty where it is not."""
        return getattr(self.handling, "again", None) or ""

    @property
    def place(self) -> str:
        """Building and room, else the site."""
        parts = [self.order.building, self.order.room]
        return " ".join(str(part) for part in parts if part) or str(self.order.site or "")

    @property
    def doing(self) -> str:
        """Responsible agent → department and executor."""
        work = " ".join(str(part) for part in (self.handling.department, self.handling.executor) if part)
        return " → ".join(part for part in (str(self.order.agent or ""), work) if part)

    @property
    def sort_key(self) -> tuple[bool, datetime, int]:
        """What is late or soon due first; what has no time last."""
        return self.due is None, self.due or self.now, self.order.pk


def waiting(account: Account, now: datetime) -> "QuerySet[Handling]":
    """Handlings of the orders that wait for something and that the account may see; one statement. Those of a running
    outage wait together, on its page."""
    recent = Q(order__state=State.COMPLETED, order__completed_at__gte=now - LOOKED_BACK, called_back_at=None)
    open_ones = Q(order__state__in=[*UNFINISHED, State.ON_HOLD])
    open_ones &= Q(order__in=WorkOrder.objects.visible_to(account).filter(correction="").values("pk"))
    recent &= Q(order__in=WorkOrder.objects.to_call_back(account).values("pk"))
    stewards = ("order__building__steward", "order__building__deputy")
    related = ("order__site", "order__building", "order__agent", "department", "executor", *stewards)
    in_outage = IncidentOrder.objects.filter(order=OuterRef("order"), incident__ended_at=None)
    found = Handling.objects.filter(recent | open_ones & ~Exists(in_outage), archived_at=None)
    last = OrderEvent.objects.filter(order=OuterRef("order"), kind=EventKind.REOPENED, stands=True)
    again = Case(When(order__state=State.REOPENED, then=Subquery(last.order_by("-at", "-pk").values("reason")[:1])))
    found = found.annotate(again=again, is_own=was_of(account.person_id, "order"))
    return found.select_related(*related).order_by("-order__created_at")


def jobs_of(handlings: Iterable[Handling], given_out: set[str], now: datetime) -> list[Job]:
    """The jobs, in the order of their deadlines; ``given_out`` are the categories that a department usually does."""
    return sorted((_job(handling, given_out, now) for handling in handlings), key=lambda job: job.sort_key)


def departments_categories() -> set[str]:
    """Names of the categories that a department usually does."""
    return set(OrderCategory.objects.exclude(department=None).values_list("name", flat=True))


def _job(handling: Handling, given_out: set[str], now: datetime) -> Job:
    order: Any = handling.order
    if order.state == State.COMPLETED:
        return Job(order, handling, CALL, order.completed_at + CALL_BACK_WITHIN, now, "call-back")
    if order.state == State.ON_HOLD:
        return Job(order, handling, WORK, handling.held_until, now, "resume")
    if handling.accepted_at is None:
        return Job(order, handling, TAKE, order.created_at + ANSWER_WITHIN, now, "take-on")
    is_given = handling.department_id is not None or handling.started_at is not None
    if not is_given and order.category in given_out:
        return Job(order, handling, GIVE, handling.accepted_at + GIVE_WITHIN, now, "dispatch")
    return Job(order, handling, WORK, handling.due_at, now, "complete")
