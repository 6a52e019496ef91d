"""Complaints in which somebody has to act: due soon or overdue, to call back, responsibility not decided."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from people.visibility import sees_everybody

from . import clock
from .models import Complaint, Severity
from .page import spent

MOST = 500
OPEN = Q(closed_at__isnull=True)
UNFINISHED = Q(called_back_at=None) | Q(verdict="")
MONTH_BACK = timedelta(days=30)
"""What was closed longer ago is asked of nobody any more."""


@tasks_for("evidence.handle_complaints", rows=lambda: Complaint.objects.filter(OPEN | UNFINISHED))
def waiting(account: Account, now: datetime) -> Iterator[Group]:
    """Of one statement: what is open, for who handles it and who leads; then what comes after the closing, for who
    leads."""
    leads = account.has_perm("evidence.judge_complaints")
    found = _unfinished(account, now, leads=leads)
    opened = [each for each in found if each.closed_at is None]
    yield _group(_("Complaints to soothe and solve"), _("Solve the complaints"), opened, now, _open)
    if leads:
        closed = [each for each in found if each.closed_at is not None]
        to_call = [each for each in closed if each.called_back_at is None and not each.is_own_work]
        to_judge = [each for each in closed if not each.verdict and each.about_id != account.person_id]
        yield _group(_("Complaints to call back"), _("Call the residents back"), to_call, now, _to_call)
        label, act = _("Complaints without a decided responsibility"), _("Decide the responsibility")
        yield _group(label, act, to_judge, now, _to_judge)


def _unfinished(account: Account, now: datetime, *, leads: bool) -> list[Any]:
    """What is open: one's own, and the led people's; of all people's only what is late or major."""
    is_open = OPEN
    if sees_everybody(account):
        is_open &= Q(severity=Severity.MAJOR) | Q(received_at__lt=now - clock.CLOSED_WITHIN)
    elif not leads:
        is_open &= Q(handler=account.person_id)
    if leads:
        is_open |= Q(closed_at__gte=now - MONTH_BACK) & UNFINISHED
    own = Exists(Complaint.objects.handled_by(account).filter(pk=OuterRef("pk")))
    complaints = Complaint.objects.visible_to(account).filter(is_open, excluded_reason="")
    found = complaints.annotate(is_own_work=own).select_related("handler", "site", "category")
    return list(found.order_by("received_at", "pk")[:MOST])


def _group(
    label: str, act: str, found: list[Complaint], now: datetime, task: Callable[[Complaint, datetime], Task]
) -> Group:
    ends = [end for each in found if (end := _end(each)) is not None]
    return Group(
        label=label,
        act=act,
        due=min(ends, default=None),
        tasks=tuple(task(each, now) for each in found[:LISTED]),
        total=len(found),
        href=f"{reverse('evidence:complaints')}?state={'open' if found and found[0].closed_at is None else 'closed'}",
    )


def _end(complaint: Complaint) -> datetime | None:
    """Until when it is to be closed or called back; what is called back and not decided has no day."""
    if complaint.closed_at is None:
        return clock.due(complaint)
    return None if complaint.called_back_at else clock.called_back_by(complaint)


def _open(complaint: Complaint, now: datetime) -> Task:
    left = clock.running(complaint, now)
    badge = complaint.get_state_display() if left is None or left.tone == "ok" else spent(left.left)
    if left is not None and left.is_over:
        badge = _("%(time)s too late") % {"time": badge}
    elif left is not None and left.tone == "warn":
        badge = _("%(time)s left") % {"time": badge}
    return _task(complaint, "open", badge, "" if left is None else "" if left.tone == "ok" else left.tone)


def _to_call(complaint: Complaint, now: datetime) -> Task:
    until = clock.called_back_by(complaint)
    late = until is not None and now > until
    return _task(complaint, "call", _("overdue") if late else _("to call back"), "bad" if late else "")


def _to_judge(complaint: Complaint, now: datetime) -> Task:
    return _task(complaint, "judge", _("not decided"), "")


def _task(complaint: Complaint, what: str, badge: str, tone: str) -> Task:
    parts = (complaint.site, complaint.handler or _("nobody handles it"))
    return Task(
        key=f"complaint:{what}:{complaint.pk}",
        sentence=f"{complaint.number} {complaint.category or ''}".strip(),
        reason=" · ".join(str(part) for part in parts if part),
        href=complaint.get_absolute_url(),
        badge=badge,
        tone=tone,
    )
