"""The page of one order: where it stands, what comes next, what was told, what happened, whom it counts for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.queue import Place, placed
from people.access import AccountRequest
from workorders import residents
from workorders.acts.catalogue import BY_CODE, Act, Desk, next_of, offered
from workorders.board.place import place_on_board
from workorders.due_times.kept import due_time
from workorders.filters import OrderFilter
from workorders.forms import DuplicateForm, ReasonForm
from workorders.models import EventKind, OrderEvent, WorkOrder
from workorders.own_work import was_of
from workorders.timeline import past_of
from workorders.verdicts import duration, verdicts

SILENT = timedelta(hours=2)
"""A longer gap between two words to the resident stands out."""
CALL_BACK_WITHIN = timedelta(hours=24)
State = WorkOrder.State


@dataclass(frozen=True)
class Offered:
    """An act with its form; ``is_open``: it was just tried and refused."""

    act: Act
    form: Any
    is_open: bool


@dataclass(frozen=True)
class Word:
    """One word to the resident, and how long it was silent before."""

    event: OrderEvent
    gap: str
    is_long: bool


def show(
    request: AccountRequest, order: WorkOrder, *, tried: dict[str, BaseForm] | None = None, phone: str = ""
) -> HttpResponse:
    """The page; ``tried`` are forms that were refused, by the code of their act."""
    bound: dict[str, Any] = dict(tried or {})
    desk = Desk(order, request.user)
    events = desk.events
    acts, told = offered(desk), words_told(order, events)
    first = next_of(desk, acts)
    acts += [BY_CODE[code] for code in bound if code in BY_CODE and BY_CODE[code] not in acts]  # where it is refused
    context = {
        "order": order,
        "is_own": desk.is_own,
        "handling": desk.handling,
        "steps": steps(desk),
        "next": first and _with_form(first, desk, bound),
        "acts": [_with_form(act, desk, bound) for act in acts if act is not first and act.code != "tell"],
        "tell": next((_with_form(act, desk, bound) for act in acts if act.code == "tell"), None),
        "told": list(reversed(told)),
        "longest": longest(told),
        "again": _again(order, events),
        "due": due_words(desk, timezone.now()),
        "due_time": due_time(order, events, timezone.now()),
        "past": past_of(order, events),
        "contact": residents.contact_for(order, request.user),
        "phone": phone,
        "photos": list(order.photos.all()),
        "exemption": bound.get("exempt") or ReasonForm(),
        "duplicate": bound.get("duplicate") or DuplicateForm(account=request.user, source=order.source),
        "place": _place(request, order),
        "to_call": _to_call(desk),
    }
    if request.user.has_perm("workorders.view"):
        context["verdicts"] = verdicts(order, events)
    return render(request, "workorders/order.html", context)


def _place(request: AccountRequest, order: WorkOrder) -> Place | None:
    """Where it stands on the board, or in the list, from which it was opened; the list is not every reader's."""
    seen = WorkOrder.objects.visible_to(request.user)
    if not request.user.has_perm("workorders.view"):
        return place_on_board(request, order)
    return place_on_board(request, order) or placed(
        request, order, lambda asked: (OrderFilter(asked, queryset=seen, request=request).qs, "-created_at")
    )


def _to_call(desk: Desk) -> bool:
    """Whether the reader may ask the resident how it was, and nobody has."""
    order, account = desk.order, desk.account
    if order.state != State.COMPLETED or desk.handling.called_back_at or not account.has_perm("evidence.call_back"):
        return False
    waiting = WorkOrder.objects.to_call_back(account).annotate(is_own=was_of(account.person_id))
    return any(not found.is_own for found in waiting.filter(pk=order.pk))


def _again(order: WorkOrder, events: Iterable[OrderEvent]) -> OrderEvent | None:
    """By whom in the portal and why it was opened again, as long as it is open for that; by nobody: by the resident."""
    if order.state != State.REOPENED:
        return None
    found = [event for event in events if event.stands and event.kind == EventKind.REOPENED and event.batch is None]
    return max(found, key=lambda event: (event.at, event.sequence), default=None)


def form_of(act: Act, desk: Desk, request: AccountRequest) -> Any:
    """The act's form with what was sent."""
    return act.form(request.POST, request.FILES, handling=desk.handling, prefix=act.code)


def _with_form(act: Act, desk: Desk, bound: dict[str, Any]) -> Offered:
    form = bound.get(act.code) or act.form(handling=desk.handling, prefix=act.code)
    return Offered(act, form, act.code in bound)


def words_told(order: WorkOrder, events: Iterable[OrderEvent]) -> list[Word]:
    """What the resident was told, oldest first, with the gap before each word; the request itself is the beginning."""
    said = [event for event in events if event.stands and event.kind in (EventKind.TOLD, EventKind.RESPONDED)]
    found, before = [], order.created_at
    for event in sorted(said, key=lambda event: (event.at, event.sequence)):
        gap = event.at - before
        found.append(Word(event, duration(gap) if gap >= timedelta(minutes=1) else "", gap > SILENT))
        before = event.at
    return found


def longest(told: Sequence[Word]) -> str:
    """The longest silence between two words; empty with fewer than two."""
    gaps = [later.event.at - earlier.event.at for earlier, later in pairwise(told)]
    return duration(max(gaps)) if gaps else ""


def steps(desk: Desk) -> list[dict[str, Any]]:
    """Entered → accepted → dispatched → work → completed → called back, with the instants that are known."""
    order, handling = desk.order, desk.handling
    known: list[tuple[str, datetime | None]] = [
        (_("Entered"), order.created_at),
        (_("Accepted"), handling.accepted_at),
        (_("Dispatched"), order.first_dispatched_at),
        (_("Work begun"), handling.started_at),
        (_("Completed"), order.completed_at),
        (_("Called back"), handling.called_back_at),
    ]
    limits = _limits(desk)
    last = max(place for place, (_label, at) in enumerate(known) if at is not None)
    return [
        {
            "label": label,
            "at": at,
            "limit": limits.get(place),
            "done": at is not None and place < last,
            "current": place == last,
        }
        for place, (label, at) in enumerate(known)
    ]


def _limits(desk: Desk) -> dict[int, datetime]:
    """Until when the steps that are still to come are to be taken, by their place: completion, call-back."""
    order, handling = desk.order, desk.handling
    if order.state == State.COMPLETED and order.completed_at:
        return {5: order.completed_at + CALL_BACK_WITHIN}
    return {4: handling.due_at} if handling.due_at and order.state != State.CANCELLED else {}


def due_words(desk: Desk, now: datetime) -> tuple[str, str] | None:
    """The next deadline in words and its tone: of the completion while the order is open, then of the call-back."""
    order, handling = desk.order, desk.handling
    if order.state == State.ON_HOLD and handling.held_until:
        return left(handling.held_until, now, _("waits until %(at)s"))
    if order.state == State.COMPLETED and order.completed_at and not handling.called_back_at:
        return left(order.completed_at + CALL_BACK_WITHIN, now, _("call back by %(at)s"))
    if order.state in (State.COMPLETED, State.CANCELLED) or handling.due_at is None:
        return None
    return left(handling.due_at, now, _("promised by %(at)s") if handling.is_promised else _("due by %(at)s"))


def left(at: datetime, now: datetime, words: str) -> tuple[str, str]:
    """``promised by 11-25 17:00, 40 min left`` and its tone."""
    said = words % {"at": f"{timezone.localtime(at):%m-%d %H:%M}"}
    if at < now:
        return f"{said} · " + _("%(time)s late") % {"time": duration(now - at)}, "bad"
    return f"{said} · " + _("%(time)s left") % {"time": duration(at - now)}, "warn" if at - now < SILENT else ""
