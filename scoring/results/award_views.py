"""Awards: all of them, one of a month with its candidates, deciding it, commenting on it."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records.models import MonthRecord
from scoring.models import AwardDecision, AwardKind
from scoring.results import award_page, awarding
from scoring.results.award_form import AwardForm, CommentForm
from scoring.results.candidates import proposal


@require_safe
@verb_required("scoring.view_awards")
def award_list(request: AccountRequest) -> HttpResponse:
    """By month, as much as the account may read."""
    context = {"months": award_page.overview(request.user), "person": request.user.person_id}
    return render(request, "scoring/results/awards.html", context)


@require_safe
@verb_required("scoring.weigh_awards")
def award(request: AccountRequest, month: Month, kind: str) -> HttpResponse:
    """Candidates in the order of the rule, and what was decided."""
    return _page(request, month, _kind(kind))


@require_POST
@verb_required("scoring.decide_award")
def decide(request: AccountRequest, month: Month, kind: str) -> HttpResponse:
    """Give it."""
    which = _kind(kind)
    found = proposal(which, month)
    form = AwardForm(request.POST, found=found, shown=award_page.ticked(found, which, month))
    verb = partial(_decide, form, kind=which, month=month, by=request.user)
    if attempt(request, verb, form=form, said=_("The award is decided.")):
        return redirect("scoring:award", month, which)
    return _page(request, month, which, form=form)


def _decide(form: AwardForm, *, kind: AwardKind, month: Month, by: Any, **_typed: Any) -> AwardDecision:
    return awarding.decide(kind=kind, month=month, choice=form.choice(), by=by)


@require_POST
@verb_required("scoring.comment_on_award")
def comment(request: AccountRequest, month: Month, kind: str) -> HttpResponse:
    """A word for HR."""
    which, form = _kind(kind), CommentForm(request.POST)
    verb = partial(awarding.comment, kind=which, month=month, by=request.user)
    if attempt(request, verb, form=form, said=_("HR reads your comment.")):
        return redirect("scoring:award", month, which)
    return _page(request, month, which, comment=form)


def _kind(kind: str) -> AwardKind:
    if kind not in AwardKind.values:
        raise Http404
    return AwardKind(kind)


def _page(request: AccountRequest, month: Month, kind: AwardKind, **typed: Any) -> HttpResponse:
    if not MonthRecord.objects.filter(first_day=month.first_day).exists():
        raise Http404
    return render(request, "scoring/results/award.html", award_page.context(request.user, kind, month, **typed))
