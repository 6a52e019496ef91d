"""An agent's own targets: read, confirmed, or answered with a proposal (SCORING §5)."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.refusals import Refused
from people.access import AccountRequest
from scoring import month_overview
from scoring.models import TargetSheet
from scoring.targets import sheets
from scoring.targets.answer_form import AnswerForm
from scoring.targets.ground import Ground
from scoring.targets.sheets import Proposed

VERB = "scoring.answer_targets"


@require_safe
@verb_required(VERB)
def current(request: AccountRequest) -> HttpResponse:
    """The month whose targets wait for an answer, else the current one."""
    waiting = TargetSheet.objects.filter(agent=request.user.person_id, state=TargetSheet.State.SENT)
    month = month_overview.current_month()
    asked = waiting.filter(first_day__gte=month.first_day).order_by("first_day").first()
    return redirect("scoring:my_targets_of", Month.of_day(asked.first_day) if asked else month)


@require_http_methods(["GET", "POST"])
@verb_required(VERB)
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """Show the own targets, and take the answer."""
    form = _form(request, month)
    if request.method == "POST" and _answered(request, form):
        return redirect("scoring:my_targets_of", month)
    decided = [item for item in form.items if item.proposal]
    context = {"month": month, "form": form, "decided": decided, "window": form.ground.window}
    return render(request, "scoring/targets/own.html", context)


@require_safe
@verb_required(VERB)
def effect(request: AccountRequest, month: Month, indicator: str) -> HttpResponse:
    """What the value typed would be worth, or why it cannot be: a part of the page, fetched while typing."""
    form = _form(request, month)
    item = next((each for each in form.items if each.code == indicator), None)
    if item is None:
        raise Http404
    try:
        value = Decimal(request.GET.get(f"value-{indicator}", "").strip()[:20])
        problem = form.ground.terms.misfit(indicator, value) if value.is_finite() else None
    except InvalidOperation:
        return render(request, "scoring/targets/own_effect.html", {"item": item, "month": month})
    item.value_error = _(problem.sentence) % problem.params if problem else ""
    item.effect = form.effect_of(indicator, value) if value.is_finite() else ""
    return render(request, "scoring/targets/own_effect.html", {"item": item, "month": month})


def _form(request: AccountRequest, month: Month) -> AnswerForm:
    ground = Ground(month, "agent", request.user, [request.user.person])
    return AnswerForm(ground, request.user, request.POST if request.method == "POST" else None)


def _answered(request: AccountRequest, form: AnswerForm) -> bool:
    """Send the answer; False where something has to be corrected first."""
    proposed: list[Proposed] | None = [] if "all" in request.POST else form.read()
    if proposed is None:
        messages.error(request, _("Nothing is sent yet; correct the marked fields."))
        return False
    seen = request.POST.get("round", "")
    try:
        sheets.answer(
            month=form.ground.month,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0,
            proposed=proposed,
            by=request.user,
        )
    except Refused as refusal:
        for sentence in form.say(refusal):
            messages.error(request, sentence)
        return False
    messages.success(request, _said(len(proposed)))
    return True


def _said(proposed: int) -> str:
    if not proposed:
        return _("Your targets are confirmed.")
    sentence = ngettext(
        "%(n)s proposal is with your supervisor; the others are confirmed.",
        "%(n)s proposals are with your supervisor; the others are confirmed.",
        proposed,
    )
    return sentence % {"n": proposed}
