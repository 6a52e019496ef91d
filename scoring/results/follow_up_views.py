"""Follow-ups: what the rules ask, deciding it, the lists that come of it."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.visibility import people_seen
from records.models import MonthRecord
from scoring.models import Card, FollowUp
from scoring.results import following
from scoring.results.follow_up_forms import PlanForm, ReasonForm, RemarkForm, SuggestForm, TakeOffForm
from scoring.results.following import Suggested
from scoring.results.improving import Planned
from scoring.results.periods import newest_final
from scoring.results.words import dimension_names, rests_on

VERB, ROWS = "scoring.handle_follow_ups", 30
Kind, State = FollowUp.Kind, FollowUp.State


@require_safe
@verb_required(VERB)
def follow_ups(request: AccountRequest) -> HttpResponse:
    """Those to be decided; with ``?show=lists`` who stands on a list, with ``?show=all`` everything."""
    show = request.GET.get("show", "")
    seen = FollowUp.objects.visible_to(request.user).select_related("agent", "proposed_by__person")
    seen = seen.exclude(state=State.LAPSED)
    if show == "lists":
        seen = seen.filter(kind__in=FollowUp.LISTS, state=State.ACCEPTED).order_by("kind", "agent__name")
    elif show != "all":
        show, seen = "", seen.open().urgent_first()
    page, names = numbered(seen, request.GET.get("page"), ROWS), dimension_names()
    rows = [(one, rests_on(one, names)) for one in page.object_list]
    newest = newest_final()
    context = {"page": page, "rows": rows, "show": show, "newest": newest, "lacking": _lacking(request, newest)}
    return render(request, "scoring/results/follow_ups.html", context)


def _lacking(request: AccountRequest, month: Month | None) -> list[Card]:
    """Who of the people seen has a low grade in the latest final month and no plan."""
    if month is None:
        return []
    found = following.lacking(MonthRecord.objects.get(first_day=month.first_day))
    seen = set(people_seen(request.user, month).values_list("pk", flat=True))
    return [card for card in found if card.agent_id in seen]


@require_safe
@verb_required(VERB)
def follow_up(request: AccountRequest, pk: int) -> HttpResponse:
    """One of them with what it rests on, and the acts that are this account's."""
    return _page(request, _visible(request, pk))


@require_POST
@verb_required(VERB)
def accept(request: AccountRequest, pk: int) -> HttpResponse:
    """Accept it: with what is done, or onto the list."""
    found = _visible(request, pk)
    form = RemarkForm(request.POST) if found.is_listed else _plan_form(request, found)
    verb = partial(_accept, found, request)
    if attempt(request, verb, form=form, said=_("Accepted.")):
        return redirect(found)
    return _page(request, found, accept=form)


def _accept(found: FollowUp, request: AccountRequest, reason: str = "", **plan: Any) -> FollowUp:
    return following.accept(found, reason=reason, plan=_planned(found, **plan) if plan else None, by=request.user)


@require_POST
@verb_required(VERB)
def dismiss(request: AccountRequest, pk: int) -> HttpResponse:
    """Dismiss it with a reason."""
    found, form = _visible(request, pk), ReasonForm(request.POST)
    if attempt(request, partial(following.dismiss, found, by=request.user), form=form, said=_("Dismissed.")):
        return redirect("scoring:follow_ups")
    return _page(request, found, dismiss=form)


@require_POST
@verb_required("scoring.decide_lists")
def take_off(request: AccountRequest, pk: int) -> HttpResponse:
    """Take somebody off a list, with what is done instead."""
    found = _visible(request, pk)
    form = TakeOffForm(request.POST, **_for(request, found))
    if attempt(request, partial(_take_off, found, request), form=form, said=_("Taken off the list.")):
        return redirect(found)
    return _page(request, found, take_off=form)


def _take_off(found: FollowUp, request: AccountRequest, reason: str, **plan: Any) -> FollowUp:
    return following.take_off(found, reason=reason, plan=_planned(found, **plan), by=request.user)


@require_http_methods(["GET", "POST"])
@verb_required(VERB)
def suggest(request: AccountRequest) -> HttpResponse:
    """Suggest a promotion or a rotation."""
    page = FormPage(
        title=_("Suggest a promotion or rotation"),
        back=reverse("scoring:follow_ups"),
        done=_("HR is asked."),
        explanation=_("A promotion needs a place on the talent list. HR decides; nothing follows by itself."),
        action=_("Suggest"),
    )
    form = SuggestForm(request.POST if request.method == "POST" else None, account=request.user)
    return (
        page.answer(request, form, partial(_suggest, request))
        if request.method == "POST"
        else page.shown(request, form)
    )


def _suggest(request: AccountRequest, **typed: Any) -> FollowUp:
    month = newest_final() or Month.of_day(timezone.localdate())
    return following.suggest(Suggested(**typed), month=month, by=request.user)


@require_POST
@verb_required("scoring.decide_lists")
def look(request: AccountRequest, month: Month) -> HttpResponse:
    """Ask the rules of a final month again."""
    said = lambda made: _("%(n)s new follow-ups.") % {"n": made}  # noqa: E731 — said once
    attempt(request, partial(following.look, month=month, by=request.user), said=said)
    return redirect("scoring:follow_ups")


def _visible(request: AccountRequest, pk: int) -> FollowUp:
    seen = FollowUp.objects.visible_to(request.user).select_related(
        "agent", "proposed_by__person", "decided_by__person"
    )
    found: FollowUp = get_object_or_404(seen, pk=pk)
    return found


def _for(request: AccountRequest, found: FollowUp) -> dict[str, Any]:
    return {"account": request.user, "agent": found.agent, "today": timezone.localdate()}


def _plan_form(request: AccountRequest, found: FollowUp) -> PlanForm:
    return PlanForm(request.POST if request.method == "POST" else None, **_for(request, found))


def _planned(found: FollowUp, **plan: Any) -> Planned:
    indicator = found.about if found.kind in {Kind.TALK, Kind.CLINIC} else ""
    why = f"{found.get_kind_display()}: {rests_on(found, dimension_names())}"
    return Planned(**plan, why=why[:500], month=found.month, agent=found.agent, indicator=indicator)


def _page(request: AccountRequest, found: FollowUp, **typed: Any) -> HttpResponse:
    may = not found.is_listed or request.user.has_perm("scoring.decide_lists")
    decides = found.is_open and may
    on_list = found.is_listed and found.state == State.ACCEPTED and may
    forms: dict[str, Any] = {"accept": None, "dismiss": None, "take_off": None}
    if decides:
        first = RemarkForm() if found.is_listed else PlanForm(**_for(request, found))
        forms |= {"accept": first, "dismiss": ReasonForm()}
    if on_list:
        forms["take_off"] = TakeOffForm(**_for(request, found))
    forms |= {name: form for name, form in typed.items() if forms[name] is not None}
    context = {
        "follow_up": found,
        "why": rests_on(found, dimension_names()),
        "improvements": found.agent.improvements.filter(first_day__gte=found.first_day),
        "refused": [error for form in typed.values() for error in form.non_field_errors()],
        **forms,
    }
    return render(request, "scoring/results/follow_up.html", context)
