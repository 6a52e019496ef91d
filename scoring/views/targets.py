"""The grid of targets: whom × indicator for a month (SCORING §5)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person, Site, Team
from scoring import month_overview, target_changes, targets, targets_state
from scoring.forms import TargetGrid
from scoring.models import TargetChange
from scoring.models.target import LEVELS

ROWS = 25


@require_safe
@verb_required("scoring.set_targets")
def current(request: AccountRequest) -> HttpResponse:
    """The grid of the current month."""
    return redirect("scoring:targets_of", month_overview.current_month(), "agent")


@require_http_methods(["GET", "POST"])
@verb_required("scoring.set_targets")
def grid(request: AccountRequest, month: Month, level: str) -> HttpResponse:
    """Show and take the targets of agents, teams or sites."""
    if level not in LEVELS:
        raise Http404
    whose, page = _whose(request, month, level), None
    if request.method == "POST":
        shown = TargetGrid(month, level, whose, request.POST)
        if _save(request, month, shown):
            return redirect(request.get_full_path())
    else:
        page = numbered(whose, request.GET.get("page"), ROWS)
        shown = TargetGrid(month, level, list(page))
    levels = [("agent", _("Agents")), ("team", _("Teams")), ("site", _("Sites"))]
    context = {"month": month, "level": level, "grid": shown, "levels": levels, "page": page}
    return render(request, "scoring/targets.html", context | targets_state.state(request.user, shown.window))


def _save(request: AccountRequest, month: Month, shown: TargetGrid) -> bool:
    """Set the targets, or ask for them after the freeze; False where something has to be corrected first."""
    if not shown.is_valid():
        messages.error(request, _("Nothing is saved yet; correct the marked targets."))
        return False
    if shown.window.takes_requests:
        ask = partial(target_changes.ask, month=month, wanted=shown.wishes, reason=shown.reason, by=request.user)
        return bool(attempt(request, ask, said=_asked))
    change = partial(targets.set_targets, month=month, wanted=shown.wishes, by=request.user)
    return bool(attempt(request, change, said=_changed))


def _asked(changes: list[TargetChange]) -> str:
    asked = len(changes)
    return ngettext("%(n)s change waits for HR.", "%(n)s changes wait for HR.", asked) % {"n": asked}


def _changed(changed: int) -> str:
    return ngettext("%(n)s target is changed.", "%(n)s targets are changed.", changed) % {"n": changed}


def _whose(request: AccountRequest, month: Month, level: str) -> list[Any]:
    """Those of the level whom the account may see."""
    account = request.user
    if level == "agent":
        return list(Person.objects.visible_in(month, account).posted_in(month).in_chinese_order())
    if level == "team":
        return list(Team.objects.visible_to(account).filter(is_active=True).order_by("name"))
    return list(Site.objects.visible_to(account).filter(is_active=True).order_by("code"))
