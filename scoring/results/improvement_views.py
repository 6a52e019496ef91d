"""Improvements: the register, one of them with its next step, a new one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from scoring.models import Improvement
from scoring.results import improving
from scoring.results.follow_up_forms import ActForm, ImprovementForm, NoteForm
from scoring.results.improvement_filter import ImprovementFilter
from scoring.results.improving import Planned
from scoring.results.periods import newest_final
from scoring.saying import indicator_name

VERB, ROWS = "scoring.view_improvements", 30
State = Improvement.State


@require_safe
@verb_required(VERB)
def improvements(request: AccountRequest) -> HttpResponse:
    """The register, what is due first."""
    wanted = _wanted(request)
    page = numbered(wanted.qs, request.GET.get("page"), ROWS)
    context = {"page": page, "filter": wanted, "today": timezone.localdate()}
    return render(request, "scoring/results/improvements.html", context)


@require_safe
@verb_required(VERB)
def file(request: AccountRequest) -> HttpResponse:
    """The same as a table: XLSX, or CSV with ``?format=csv``."""
    head = [_("Number"), _("Month"), _("Agent"), _("Indicator"), _("Cause of complaints"), _("Why"), _("What is done")]
    head += [_("Owner"), _("Due by"), _("State"), _("Before"), _("After")]
    rows = [_cells(one) for one in _wanted(request).qs[: downloads.MOST_ROWS]]
    kind = downloads.kind_asked(request.GET.get("format", ""))
    return downloads.table([head, *rows], f"improvements.{kind}", kind)


def _cells(one: Improvement) -> list[Any]:
    about = [one.agent.name if one.agent else "", indicator_name(one.indicator) if one.indicator else "", one.topic]
    before, after = (one.effect.get(name, ["", ""])[1] for name in ("before", "after"))
    told = [*map(str, (item or "" for item in about)), one.why, one.what, one.owner.person.name, one.due]
    return [one.number, str(one.month), *told, one.get_state_display(), before, after]


def _wanted(request: AccountRequest) -> ImprovementFilter:
    seen = Improvement.objects.visible_to(request.user).select_related("agent", "owner__person", "topic")
    return ImprovementFilter(request.GET, queryset=seen, request=request)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.handle_follow_ups")
def new(request: AccountRequest) -> HttpResponse:
    """Enter one."""
    month = newest_final() or Month.of_day(timezone.localdate())
    given = {name: request.GET[name] for name in ("agent", "indicator", "topic") if name in request.GET}
    form = ImprovementForm(
        request.POST if request.method == "POST" else None,
        account=request.user,
        today=timezone.localdate(),
        first={"month": month.first_day, **given},
    )
    if request.method == "POST" and (
        done := attempt(request, partial(_begin, request), form=form, said=_("The improvement is entered."))
    ):
        assert done.result is not None
        return redirect(done.result)
    return render(request, "scoring/results/new_improvement.html", {"form": form})


def _begin(request: AccountRequest, **typed: Any) -> Improvement:
    return improving.begin(Planned(**typed), by=request.user)


@require_safe
@verb_required(VERB)
def improvement(request: AccountRequest, pk: int) -> HttpResponse:
    """One of them."""
    return _page(request, _visible(request, pk))


@require_POST
@verb_required(VERB)
def step(request: AccountRequest, pk: int) -> HttpResponse:
    """What was done, the check, or the conclusion: ``do``."""
    found, do = _visible(request, pk), request.POST.get("do", "")
    form = (ActForm if do == "act" else NoteForm)(request.POST)
    verbs: dict[str, Callable[..., object]] = {"check": improving.check, "act": improving.conclude}
    verb = verbs.get(do, improving.note)
    if attempt(request, partial(verb, found, by=request.user), form=form, said=_("Entered.")):
        return redirect(found)
    return _page(request, found, **{do if do in {"check", "act"} else "note": form})


def _visible(request: AccountRequest, pk: int) -> Improvement:
    seen = Improvement.objects.visible_to(request.user).select_related("agent", "owner__person", "topic", "follow_up")
    found: Improvement = get_object_or_404(seen, pk=pk)
    return found


def _page(request: AccountRequest, found: Improvement, **typed: Any) -> HttpResponse:
    account = request.user
    acts = not found.is_over and (found.owner_id == account.pk or account.has_perm("scoring.handle_follow_ups"))
    judges = acts and found.agent_id != account.person_id
    is_checked = found.state == State.CHECKED
    context = {
        "improvement": found,
        "notes": found.notes.select_related("by__person"),
        "indicator": indicator_name(found.indicator) if found.indicator else "",
        "effect": found.effect or (improving.effect_of(found) if found.indicator else None),
        "note": typed.get("note") or NoteForm() if acts else None,
        "check": typed.get("check") or NoteForm() if judges and not is_checked else None,
        "act": typed.get("act") or ActForm() if judges and is_checked else None,
        "refused": [error for form in typed.values() for error in form.non_field_errors()],
        "today": timezone.localdate(),
    }
    return render(request, "scoring/results/improvement.html", context)
