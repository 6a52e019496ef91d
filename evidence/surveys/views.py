"""Residents' answers, and which of them a supervisor excludes."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evidence.forms import ReasonForm
from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.paging import newest_first
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads

from . import exporting, follow_ups, verbs
from .counting import with_later
from .filters import SurveyFilter
from .models import SurveyAnswer


@require_safe
@verb_required("evidence.view")
def answer_list(request: AccountRequest) -> HttpResponse:
    """Answers, newest first."""
    wanted = _wanted(request)
    page = newest_first(wanted.qs, "answered_at", request.GET.get("before", ""))
    follow_ups.tell(page.rows, account=request.user)
    return render(request, "evidence/surveys/list.html", {"filter": wanted, "page": page})


@require_safe
@verb_required("evidence.view")
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    found = _wanted(request).qs.order_by("-answered_at", "-pk")[: downloads.MOST_ROWS]
    with_orders = request.user.has_perm("workorders.view")
    return downloads.table(exporting.table(found, with_orders=with_orders), f"answers.{kind}", kind)


@verb_required("evidence.exclude")
def exclude(request: AccountRequest, pk: int) -> HttpResponse:
    """Leave an answer out, with the reason."""
    answer = get_object_or_404(SurveyAnswer.objects.visible_to(request.user), pk=pk)
    page = FormPage(
        title=_("Exclude this answer?"),
        explanation=_("It stays visible with your name and the reason; the next close leaves it out."),
        back=reverse("evidence:surveys"),
        done=_said(_("The answer is excluded.")),
        action=_("Exclude"),
        dangerous=True,
    )
    form = ReasonForm(request.POST or None)
    return page.answer(request, form, partial(verbs.exclude_answer, answer, by=request.user))


@verb_required("evidence.exclude")
def include(request: AccountRequest, pk: int) -> HttpResponse:
    """Take an exclusion back."""
    answer = get_object_or_404(SurveyAnswer.objects.visible_to(request.user), pk=pk)
    page = FormPage(
        title=_("Count this answer again?"),
        explanation=_("The next close counts it like any other."),
        back=reverse("evidence:surveys"),
        done=_said(_("The answer counts again.")),
        action=_("Count again"),
    )
    form = ReasonForm(request.POST or None)
    return page.answer(request, form, partial(verbs.include_answer, answer, by=request.user))


def _wanted(request: AccountRequest) -> SurveyFilter:
    answers = SurveyAnswer.objects.visible_to(request.user).select_related("agent", "site", "order", "excluded_by")
    return SurveyFilter(request.GET, queryset=with_later(answers), request=request)


def _said(done: str) -> Callable[[object], str]:
    """What was done, or that it waits."""
    return lambda result: done if result else _("Your own card counts it with your team: it waits for HR's word.")
