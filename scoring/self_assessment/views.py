"""Self-assessments: writing the own one, reading those that were submitted."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring import month_overview
from scoring.models import SelfAssessment

from . import page as pages
from . import verbs
from .form import SelfAssessmentForm
from .window import own_plan, window


@require_safe
@verb_required("scoring.assess_oneself")
def current(request: AccountRequest) -> HttpResponse:
    """The month that ended last."""
    return redirect("scoring:self_assessment_of", month_overview.current_month().previous)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.assess_oneself")
def own(request: AccountRequest, month: Month) -> HttpResponse:
    """The own one: written, kept, submitted, and readable from then on."""
    rows = SelfAssessment.objects.filter(agent=request.user.person_id, first_day=month.first_day)
    kept = rows.select_related("plan").prefetch_related("ratings").first()
    context: dict[str, Any] = {
        "month": month,
        "window": window(month, request.user.person),
        "earlier": pages.own(request.user),
    }
    if kept and kept.is_submitted:
        return render(request, "scoring/self_assessment/own.html", context | {"shown": pages.shown(kept)})
    plan = own_plan(request.user.person, month)
    if plan is not None and (context["window"].is_open or request.method == "POST"):
        typed = request.POST if request.method == "POST" else None
        context["form"] = form = SelfAssessmentForm(typed, plan=plan, kept=kept)
        if typed is not None and _kept(request, month, form):
            return redirect("scoring:self_assessment_of", month)
    return render(request, "scoring/self_assessment/own.html", context | {"kept": kept, "plan": plan})


def _kept(request: AccountRequest, month: Month, form: SelfAssessmentForm) -> bool:
    is_draft = request.POST.get("do") == "save"
    form.full_clean()
    if not is_draft:
        for missing in verbs.unfinished(form.plan, form.cleaned_data["ratings"]):
            form.add_error(None, missing)
    verb = partial(verbs.save if is_draft else verbs.submit, month=month, by=request.user)
    said = _("Your draft is kept; nobody else sees it.") if is_draft else _("Your self-assessment is submitted.")
    return bool(attempt(request, verb, form=form, said=said))


@require_safe
@verb_required("scoring.read_self_assessments")
def of_month(request: AccountRequest, month: Month) -> HttpResponse:
    """Who of those whom the account sees has submitted one, and who has not."""
    found = pages.writers(month, request.user)
    context = {
        "month": month,
        "window": window(month),
        "writers": found,
        "submitted": sum(each.kept is not None for each in found),
        "missing": sum(each.is_missing for each in found),
    }
    return render(request, "scoring/self_assessment/list.html", context)


@require_safe
@verb_required("scoring.read_self_assessments")
def read(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """One that was submitted; of anything else nothing is said."""
    person = get_object_or_404(pages.asked(month, request.user), pk=pk)
    shown = pages.submitted(person.pk, month, request.user)
    if shown is None:
        raise Http404
    return render(request, "scoring/self_assessment/read.html", {"month": month, "person": person, "shown": shown})


@require_POST
@verb_required("scoring.read_self_assessments")
def remind(request: AccountRequest, month: Month) -> HttpResponse:
    """Remind everybody whom the account sees who has not submitted."""
    people = pages.to_remind(month, request.user, window(month))
    attempt(request, partial(verbs.remind, month=month, people=people, by=request.user), said=_reminded)
    return redirect("scoring:self_assessments", month)


def _reminded(number: int) -> str:
    return ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", number) % {"n": number}
