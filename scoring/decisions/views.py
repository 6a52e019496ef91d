"""What HR decides where evidence lacks (SCORING §3, §5)."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring import cards, month_overview
from scoring.models import Card, Decision
from scoring.red_lines.forms import ReasonForm

from . import page as decision_page
from . import verbs as decisions


@require_safe
@verb_required("scoring.decide")
def current(request: AccountRequest) -> HttpResponse:
    """The latest month that has cards."""
    return redirect("scoring:decisions_of", cards.newest_month() or month_overview.current_month())


@require_safe
@verb_required("scoring.decide")
def of_month(request: AccountRequest, month: Month) -> HttpResponse:
    """Cards that wait for a decision, and what was decided."""
    context = {
        "month": month,
        "waiting": decision_page.waiting(month, request.user),
        "decided": decision_page.decided(month, request.user),
    }
    return render(request, "scoring/decisions/list.html", context)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.decide")
def decide(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """Decide about one card; what it would do is shown first, where that is asked for."""
    card = _card(request, month, pk)
    form = decision_page.form(card, request.POST if request.method == "POST" else None)
    seen: dict[str, Any] = {}
    if request.POST.get("do") == "effect":
        seen = decision_page.effect(card, form, request.user)
    elif attempt(
        request,
        partial(decisions.decide, agent=card.agent, month=month, by=request.user),
        form=form,
        said=_("It is decided; the next close counts it."),
    ):
        return redirect("scoring:decisions_of", month)
    context = {"month": month, "card": card, "form": form, "lacking": decision_page.lacking(card), **seen}
    return render(request, "scoring/decisions/decide.html", context)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.decide")
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Take a decision back, with the reason."""
    found = get_object_or_404(Decision.objects.select_related("agent"), pk=pk)
    form_page = FormPage(
        title=_("Withdraw the decision about %(name)s?") % {"name": found.agent.name},
        explanation=_("The next close leaves it out; it stays readable with the reason."),
        back=reverse("scoring:decisions_of", args=[Month.of_day(found.first_day)]),
        done=_("The decision is withdrawn."),
        action=_("Withdraw"),
        dangerous=True,
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return form_page.answer(request, form, partial(decisions.withdraw, decision=found, by=request.user))


def _card(request: AccountRequest, month: Month, pk: int) -> Card:
    visible = cards.current_cards(month).visible_to(request.user)
    found: Card = get_object_or_404(visible, agent=pk)
    return found
