"""The grid of targets: whom × indicator for a month, filled, saved and sent (SCORING §5)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
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
from scoring import month_overview
from scoring.models import TargetChange
from scoring.models.target import LEVELS
from scoring.plans import versions
from scoring.scored_posts import scored_in
from scoring.targets import changes as target_changes
from scoring.targets import sheets, verbs
from scoring.targets import state as targets_state
from scoring.targets.asked import asked
from scoring.targets.grid import FILLS, TargetGrid
from scoring.targets.ground import Ground, in_order, with_agreements

ROWS = 20


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
    plans = versions.in_force(month)
    whose = _whose(request, plans, level)
    page = numbered(whose, request.GET.get("page"), ROWS)
    ground = Ground(month, level, request.user, _shown(request, page, whose), plans)
    state = targets_state.state(request.user, ground, whose if level == "agent" else [])
    posted = request.method == "POST"
    shown = TargetGrid(ground, state["may_save"] or posted, request.POST if posted else None, edit=_edited(request))
    if posted and _done(request, shown, may_save=state["may_save"]):
        return redirect(f"{request.path}?page={page.number}" if page.number > 1 else request.path)
    context = {"month": month, "level": level, "grid": shown, "page": page, "asked": asked(ground, request.user)}
    return render(request, "scoring/targets/page.html", context | state)


def _done(request: AccountRequest, shown: TargetGrid, *, may_save: bool) -> bool:
    """What the pressed button asks for; False where the page is shown again, with what was typed."""
    do = request.POST.get("do", "save")
    if not may_save:
        shown.is_valid()
        return bool(attempt(request, partial(_save, request, shown, send=False)))  # it says why not
    if do.partition(":")[0] in FILLS:
        filled = shown.fill(do)
        sentence = ngettext("%(n)s cell filled; not saved yet.", "%(n)s cells filled; not saved yet.", filled)
        messages.info(request, sentence % {"n": filled})
        return False
    if not shown.is_valid():
        messages.error(request, _("Nothing is saved yet; correct the marked targets."))
        return False
    if shown.window.takes_requests:
        ask = partial(
            target_changes.ask, month=shown.ground.month, wanted=shown.wishes, reason=shown.reason, by=request.user
        )
        return bool(attempt(request, ask, said=_asked))
    return bool(attempt(request, partial(_save, request, shown, send=do == "send"), said=_said))


@transaction.atomic
def _save(request: AccountRequest, shown: TargetGrid, *, send: bool) -> tuple[int, int | None]:
    """How many targets changed, and to how many agents they were sent; None where nothing was to be sent."""
    month, by = shown.ground.month, request.user
    changed = verbs.set_targets(month=month, wanted=shown.wishes, by=by)
    if not (send and shown.ground.are_sent):
        return changed, None
    people = [row.pk for row in shown.sent if row.pk != by.person_id]
    return changed, len(sheets.send(month=month, people=people, by=by))


def _said(done: tuple[int, int | None]) -> str:
    changed, sent = done
    said = ngettext("%(n)s target is changed.", "%(n)s targets are changed.", changed) % {"n": changed}
    if sent is None:
        return said
    return f"{said} " + ngettext("Sent to %(n)s agent.", "Sent to %(n)s agents.", sent) % {"n": sent}


def _asked(changes: list[TargetChange]) -> str:
    asked = len(changes)
    return ngettext("%(n)s change waits for HR.", "%(n)s changes wait for HR.", asked) % {"n": asked}


def _edited(request: AccountRequest) -> set[int]:
    """Agreed rows that are opened again."""
    return {int(key) for key in request.GET.getlist("edit") if key.isascii() and key.isdigit() and len(key) < 10}


def _shown(request: AccountRequest, page: Sequence[Any], whose: Sequence[Any]) -> list[Any]:
    """The rows of the page; and those that came with the form though they moved to another page meanwhile."""
    rows = list(page)
    if request.method != "POST":
        return rows
    known = {each.pk for each in rows}
    sent = {name.split("-")[1] for name in request.POST if name.startswith("t-") and name.count("-") > 1}
    return rows + [each for each in whose if each.pk not in known and str(each.pk) in sent]


def _whose(request: AccountRequest, plans: versions.PlansInForce, level: str) -> list[Any]:
    """Those of the level whom the account may see; agents whose targets are not agreed first."""
    account, month = request.user, plans.month
    if level == "agent":
        seen = scored_in(Person.objects.visible_in(month, account), month, plans, but=account.person_id)
        return in_order(with_agreements(seen, month).in_chinese_order())
    if level == "team":
        return list(Team.objects.visible_to(account).filter(is_active=True).order_by("name"))
    return list(Site.objects.visible_to(account).filter(is_active=True).order_by("code"))
