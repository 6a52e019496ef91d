"""Whom to call back, and what the resident said."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.queue import Place, inside, placed
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from workorders import residents
from workorders.board.place import place_on_board
from workorders.models import WorkOrder
from workorders.own_work import was_of
from workorders.querysets import WorkOrderQuerySet
from workorders.verdicts import duration

from . import call_backs
from .call_back_forms import CallBackForm

WITHIN = timedelta(hours=24)
LISTED = 200


@require_safe
@verb_required("evidence.call_back")
def due(request: AccountRequest) -> HttpResponse:
    """Completed orders whose resident nobody has called yet, the longest waiting first."""
    now = timezone.now()
    orders = _waiting(request).order_by("completed_at")[:LISTED]
    lines = [_line(order, now) for order in orders]
    return render(request, "evidence/surveys/call_backs.html", {"lines": lines, "inside": inside(request.GET)})


def _waiting(request: AccountRequest) -> WorkOrderQuerySet:
    """Each with ``is_own``: somebody else has to call then."""
    related = ("site", "building", "agent", "completer", "handling")
    orders = WorkOrder.objects.to_call_back(request.user).annotate(is_own=was_of(request.user.person_id))
    found: WorkOrderQuerySet = orders.select_related(*related)
    return found


def _line(order: Any, now: datetime) -> dict[str, Any]:
    assert order.completed_at is not None
    until = order.completed_at + WITHIN
    late, time = until < now, duration(abs(until - now))
    return {
        "order": order,
        "until": until,
        "late": late,
        "words": (_("%(time)s late") if late else _("%(time)s left")) % {"time": time},
        "is_own": order.is_own,
    }


@require_http_methods(["GET", "POST"])
@verb_required("evidence.call_back")
@sent_once
def call_back(request: AccountRequest, pk: int) -> HttpResponse:
    """One call."""
    order = _fetch(request, pk)
    if order is None:
        return _too_late(request, pk)
    form = CallBackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _done(request, order, form):
        return HttpResponseRedirect(_back(_place(request, order)))
    return _show(request, order, form)


@require_POST
@verb_required("evidence.call_back")
def show_phone(request: AccountRequest, pk: int) -> HttpResponse:
    """The whole number, for the call; the look leaves a trace."""
    order = _fetch(request, pk)
    if order is None:
        return _too_late(request, pk)
    contact = residents.contact_to_call(order)
    phone = residents.show_phone(contact, by=request.user) if contact else ""
    return _show(request, order, CallBackForm(), phone)


def _place(request: AccountRequest, order: WorkOrder) -> Place | None:
    """Where it stands on the board, or among those to be called, from which it was opened."""
    waiting = WorkOrder.objects.to_call_back(request.user)
    return place_on_board(request, order) or placed(request, order, lambda _asked: (waiting, "completed_at"))


def _back(place: Place | None) -> str:
    """The page from which the call was opened."""
    return f"{reverse('workorders:board')}?{place.list}" if place and place.is_board else reverse("evidence:call_backs")


def _done(request: AccountRequest, order: WorkOrder, form: CallBackForm) -> bool:
    by, at = request.user, timezone.now()
    if form.is_missed:
        missed = partial(call_backs.note_missed, order, by=by, at=at)
        return bool(attempt(request, lambda **_said: missed(), form=form, said=_("Noted; it stays on the list.")))
    verb = partial(call_backs.call_back, order, said=form.said(), by=by, at=at)
    return bool(attempt(request, lambda **_said: verb(), form=form, said=_("The call-back is noted.")))


def _fetch(request: AccountRequest, pk: int) -> WorkOrder | None:
    order: WorkOrder | None = _waiting(request).filter(pk=pk).first()
    return order


def _too_late(request: AccountRequest, pk: int) -> HttpResponse:
    """For a page that was opened before somebody else called, or opened the order again; what nobody may see is not
    there."""
    order = get_object_or_404(WorkOrder.objects.callable_by(request.user), pk=pk)
    messages.error(request, _("%(number)s waits for no call any more: see what happened to it.") % {"number": order})
    return HttpResponseRedirect(_back(_place(request, order)))


def _show(request: AccountRequest, order: WorkOrder, form: CallBackForm, phone: str = "") -> HttpResponse:
    place = _place(request, order)
    context = {
        "order": order,
        "place": place,
        "back": _back(place),
        "line": _line(order, timezone.now()),
        "form": form,
        "contact": residents.contact_to_call(order),
        "phone": phone,
        "done": order.events.filter(stands=True, kind="completed").select_related("by").last(),
        "photos": list(order.photos.filter(stage="work")),
    }
    return render(request, "evidence/surveys/call_back.html", context)
