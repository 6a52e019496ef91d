"""The board: what waits, by what is to be done, the late ones first."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.queue import BOARD, inside
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from people.models import Department, Person
from workorders.acts import verbs as acts
from workorders.acts.agents import posted_at_any
from workorders.acts.catalogue import BY_CODE
from workorders.acts.views import taken_by_others
from workorders.board import verbs
from workorders.board.alarms import alarm
from workorders.board.filters import BoardFilter
from workorders.board.jobs import CALL, COLUMNS, MOST, Job, jobs_of, waiting
from workorders.board.tabs import tabs_of
from workorders.incidents.views import attach
from workorders.models import DeskSettings, Incident, OrderCategory, SavedFilter, WorkOrder
from workorders.usual import Day

SHOWN = 8
"""So many orders of a column are shown; the others are a click away."""
ONE_CLICK = frozenset({"take-on", "resume", "dispatch"})
AT_ONCE = ("take-on", "resume", "dispatch", "start", "tell", "hand-over")
"""What can be done from the board, to one order or to several."""
MOST_DIGITS = 18


@require_safe
@verb_required("workorders.answer")
def board(request: AccountRequest) -> HttpResponse:
    """Four columns, the emergencies above them."""
    now, categories = timezone.now(), list(OrderCategory.objects.select_related("department", "executor"))
    given_out = {category.name for category in categories if category.department_id}
    wanted = BoardFilter(request.GET, account=request.user, categories=categories)
    jobs = jobs_of(waiting(request.user, now)[:MOST], given_out, now)
    kept, only = wanted.kept(jobs), wanted.said.get("column") or ""
    usual = Day(now, categories)
    context = {
        "filter": wanted,
        "alarms": _alarms(jobs),
        "outages": _outages(request),
        "columns": [_column(column, kept, only, usual) | _ways(request, column[0]) for column in COLUMNS],
        "number": len(kept),
        "late": sum(job.is_late for job in kept),
        "now": now,
        "tabs": tabs_of(request, SavedFilter.Page.BOARD),
        "departments": Department.objects.all(),
        "agents": _agents(request, kept),
    }
    return render(request, "workorders/board.html", context)


def _alarms(jobs: list[Job]) -> list[dict[str, Any]]:
    """Emergencies that are not done, whatever was filtered."""
    found = [job for job in jobs if job.order.is_emergency and job.column != CALL]
    within = DeskSettings.of_the_company().arrive_within if found else timedelta()
    return [alarm(job, within) for job in found]


def _agents(request: AccountRequest, jobs: list[Job]) -> Iterable[Person]:
    """To whom what is shown can be handed over."""
    if not jobs or not request.user.has_perm("workorders.take"):
        return ()
    return posted_at_any({job.order.site_id for job in jobs}).in_chinese_order()


def _outages(request: AccountRequest) -> Iterable[Incident]:
    """Those that run, with how many orders each holds; nobody of a department works on them as such."""
    if not request.user.has_perm("workorders.view_incidents"):
        return ()
    seen = Incident.objects.visible_to(request.user).running().select_related("site")
    return list(seen.annotate(number=Count("orders")).prefetch_related("at", "site__buildings"))


def _column(column: tuple[str, Any, Any], jobs: list[Job], only: str, usual: Day) -> dict[str, Any]:
    code, label, rule = column
    own = [job for job in jobs if job.column == code]
    shown = own if only == code else own[:SHOWN]
    return {
        "code": code,
        "label": label,
        "rule": rule,
        "number": len(own),
        "late": sum(job.is_late for job in own),
        "jobs": [_shown(job, usual) for job in shown],
        "others": len(own) - len(shown),
    }


def _ways(request: AccountRequest, code: str) -> dict[str, str]:
    """What leads from a row's page to those beside it in the column."""
    asked = request.GET.copy()
    asked["column"] = code
    return {"inside": inside(asked, BOARD)}


def _shown(job: Job, usual: Day) -> dict[str, Any]:
    """A job with its button; of one that is to be dispatched, to whom that usually is."""
    building = None if job.order.agent_id else job.order.building  # who is responsible already stays so
    to = usual.of(building, job.order.category) if job.act == "dispatch" else ""
    return {"job": job, "act": BY_CODE.get(job.act), "one_click": job.act in ONE_CLICK, "to": str(to)}


@require_POST
@verb_required("workorders.answer")
@sent_once
def several(request: AccountRequest) -> HttpResponse:
    """One act for the orders that are ticked; or for one, from its button."""
    does, keys = _picked(request)
    if does == "merge":
        return redirect(f"{reverse('workorders:merge')}?{urlencode([('order', key) for key in keys])}")
    if does == "attach":
        return attach(request, int(request.POST.get("outage", "")) if _is_key(request.POST.get("outage", "")) else 0)
    orders = (
        WorkOrder.objects.visible_to(request.user)
        .filter(pk__in=keys)
        .select_related("agent", "first_contact_owner", "building__steward", "building__deputy")
    )
    verb, said = _verb(request, does)
    outcome = verbs.each(orders, partial(verb, by=request.user, at=timezone.now()))
    if outcome.done:
        messages.success(request, f"{said} ({outcome.done})" if len(keys) > 1 else said)
    for refusal in (*outcome.refused, *_gone(request, keys)):
        messages.error(request, refusal)
    return redirect(f"{request.path.removesuffix('several/')}?{request.GET.urlencode()}")


def _gone(request: AccountRequest, keys: list[str]) -> list[str]:
    """What is said of those that somebody else took on since the board was opened."""
    seen = WorkOrder.objects.visible_to(request.user).filter(pk__in=keys).values("pk")
    taken = WorkOrder.objects.callable_by(request.user).filter(pk__in=keys).exclude(pk__in=seen)
    return [taken_by_others(order) for order in taken]


def _picked(request: AccountRequest) -> tuple[str, list[str]]:
    """The act and the orders: of the button of one order, else the ticked ones."""
    does, _colon, key = request.POST.get("only", "").partition(":")
    keys = [key] if does else request.POST.getlist("order")
    return does or request.POST.get("do", ""), [key for key in keys if _is_key(key)]


def _is_key(said: str) -> bool:
    return said.isdecimal() and len(said) < MOST_DIGITS


def _verb(request: AccountRequest, does: str) -> tuple[Callable[..., Any], str]:
    """What is to be done, and what is said when it is."""
    to = request.POST.get("to", "")
    if does not in AT_ONCE:
        raise PermissionDenied
    act = BY_CODE[does]
    if not request.user.has_perm(act.verb):
        raise PermissionDenied
    if does == "dispatch":
        department = Department.objects.filter(pk=to).first() if _is_key(to) else None
        return (verbs.dispatch_to(department) if department else verbs.dispatch_as_usual), str(act.said)
    if does == "hand-over":
        return _handing_over(request), str(act.said)
    if does == "tell":
        return partial(acts.tell, words=request.POST.get("words", "").strip()[:500]), str(act.said)
    return act.run, str(act.said)


def _handing_over(request: AccountRequest) -> Callable[..., Any]:
    """To whom and why: both are asked for before any order is touched."""
    to, reason = request.POST.get("agent", ""), request.POST.get("reason", "").strip()[:500]
    agent = Person.objects.filter(pk=to).first() if _is_key(to) else None

    def nobody(_order: WorkOrder, **_said: Any) -> None:
        raise Refused(_("Choose to whom, and say why."), code="no_agent")

    return verbs.hand_over_to(agent, reason) if agent and reason else nobody
