"""The list of a month's reviews (SCORING §9). The page of one card: ``reports.review``."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records.models import MonthRecord
from scoring import cards, month_overview
from scoring.models import Card, PanelCard, Review

from . import checks, page, verbs
from .forms import AnswerForm


@require_safe
@verb_required("scoring.review")
def current(request: AccountRequest) -> HttpResponse:
    """The month that is reviewed now."""
    return redirect("scoring:reviews_of", page.newest() or month_overview.current_month())


@require_safe
@verb_required("scoring.review")
def card_list(request: AccountRequest, month: Month) -> HttpResponse:
    """The month's cards by where their review stands."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    if record is None:
        return render(request, "scoring/review/list.html", {"month": month, "record": None})
    return render(request, "scoring/review/list.html", page.context(record, request.user, request.GET.get("page")))


@require_safe
@verb_required("scoring.confirm_grade")
def grades(request: AccountRequest, month: Month) -> HttpResponse:
    """Grades that the supervisor's adjustment changed, to be confirmed by a second person."""
    record = get_object_or_404(MonthRecord, first_day=month.first_day)
    blind = PanelCard.objects.agents_for(request.user, month)
    changes = [one for one in checks.grade_changes(record, request.user) if one.card.agent_id not in blind]
    context = {"month": month, "changes": changes, "is_open": page.is_reviewed_now(record)}
    return render(request, "scoring/review/grades.html", context)


@require_POST
@verb_required("scoring.confirm_grade")
def confirm_grade(request: AccountRequest, month: Month, agent: int) -> HttpResponse:
    """Confirm one of them."""
    found = cards.current_cards(month).visible_to(request.user)
    card: Card = get_object_or_404(found, agent=agent)
    attempt(request, partial(verbs.confirm_grade, card=card, by=request.user), said=_("The grade is confirmed."))
    return redirect("scoring:changed_grades", month)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.answer_review")
def answer(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """Say what came of the evidence that a reviewer asked for."""
    review = get_object_or_404(Review.objects.select_related("agent", "month"), month__first_day=month.first_day, pk=pk)
    form_page = FormPage(
        title=_("Evidence for the card of %(name)s") % {"name": review.agent.name},
        explanation=_("%(name)s asks for: %(missing)s") % {"name": review.reviewer, "missing": review.missing},
        back=reverse("scoring:reviews_of", args=[month]),
        done=_("The card is the reviewer's again."),
        action=_("Give it back to the reviewer"),
    )
    form = AnswerForm(request.POST if request.method == "POST" else None)
    return form_page.answer(request, form, partial(verbs.answer, review=review, by=request.user))
