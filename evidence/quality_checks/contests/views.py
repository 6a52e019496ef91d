"""Contesting an item, deciding on it, taking note."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence.quality_checks.models import QualityCheck, QualityItem
from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.instants import written
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from . import verbs, window
from .forms import ContestForm, DecisionForm
from .models import CheckContest


@require_http_methods(["GET", "POST"])
@verb_required("evidence.contest_check")
def contest(request: AccountRequest, pk: int, position: int) -> HttpResponse:
    """Say why an item of the own check should not count."""
    own = QualityCheck.objects.standing().filter(agent=request.user.person_id)
    item = get_object_or_404(
        QualityItem.objects.select_related("quality_check"), quality_check__in=own, position=position,
        quality_check=pk,
    )  # fmt: skip
    page = FormPage(
        title=_("Contest “%(item)s”") % {"item": item.name},
        explanation=_("Somebody other than the rater decides, and the reason is told. Possible until %(until)s.")
        % {"until": written(window.until(item.quality_check))},
        back=reverse("evidence:check", args=[pk]),
        done=_("The item is contested; who decides is told."),
        action=_("Contest"),
    )
    form = ContestForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(verbs.contest, item, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("evidence.decide_contest")
def decide(request: AccountRequest, pk: int) -> HttpResponse:
    """The item, what was found, what the agent says; uphold or not."""
    contests = CheckContest.objects.select_related("quality_check__agent", "quality_check__checker", "decided_by")
    found = get_object_or_404(contests.filter(pk__in=window.visible_to(request.user)), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    act = partial(verbs.decide, found, by=request.user)
    if attempt(request, act, form=form, said=_("The decision is entered; the agent is told.")):
        return redirect("evidence:check", window.standing(found).pk)
    check = found.quality_check
    item = get_object_or_404(check.items.all(), position=found.position)
    context = {"contest": found, "check": check, "item": item, "form": form, "standing": window.standing(found)}
    context["is_rater"] = request.user.person_id in window.raters(check)
    return render(request, "evidence/quality_checks/contests/decide.html", context)


@require_POST
@verb_required("evidence.contest_check")
def take_note(request: AccountRequest, pk: int) -> HttpResponse:
    """The own check was read."""
    check = get_object_or_404(QualityCheck.objects.standing().filter(agent=request.user.person_id), pk=pk)
    attempt(request, partial(verbs.take_note, check, by=request.user), said=_("Noted."))
    return redirect("evidence:check", pk)
