"""Suggestions: the list, a new one, the decision."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.paging import newest_first
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from records import downloads

from . import exporting, verbs
from .filters import SuggestionFilter
from .forms import DecisionForm, SuggestionForm
from .models import Suggestion


@require_safe
@verb_required("evidence.view")
def suggestion_list(request: AccountRequest) -> HttpResponse:
    """Suggestions, newest first."""
    wanted = _wanted(request)
    page = newest_first(wanted.qs, "submitted_at", request.GET.get("before", ""))
    pending = [idea for idea in page.rows if idea.decision == Suggestion.Decision.PENDING]
    asked = pending if request.user.has_perm("evidence.record") else []
    context = {"filter": wanted, "page": page, "to_decide": verbs.left_to(request.user, asked, at=timezone.now())}
    return render(request, "evidence/suggestions/list.html", context)


@require_safe
@verb_required("evidence.view")
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """The same list as a file, with what was carried out and what that changed."""
    found = list(_wanted(request).qs.order_by("-submitted_at", "-pk")[: downloads.MOST_ROWS])
    return downloads.table(exporting.table(found), f"suggestions.{kind}", kind)


@verb_required("evidence.suggest")
@sent_once
def submit(request: AccountRequest) -> HttpResponse:
    """An agent's idea."""
    page = FormPage(
        title=_("Suggest an improvement"),
        explanation=_("It counts in the month in which it is adopted."),
        back=reverse("evidence:suggestions"),
        done=_("Thank you; your suggestion waits for a decision."),
        action=_("Submit"),
    )
    form = SuggestionForm(request.POST or None)
    return page.answer(request, form, partial(verbs.submit, by=request.user, at=timezone.now()))


@verb_required("evidence.record")
def decide(request: AccountRequest, pk: int) -> HttpResponse:
    """Adopt or decline."""
    idea = get_object_or_404(Suggestion.objects.visible_to(request.user).select_related("agent"), pk=pk)
    page = FormPage(
        title=_("Decide on “%(title)s”") % {"title": idea.title},
        explanation=f"{idea.agent} · {idea.text}",
        back=idea.get_absolute_url(),
        done=_("The decision is recorded."),
        action=_("Decide"),
    )
    form = DecisionForm(request.POST or None)
    act = partial(verbs.decide, idea, by=request.user, at=timezone.now())
    return page.answer(request, form, act)


def _wanted(request: AccountRequest) -> SuggestionFilter:
    ideas = Suggestion.objects.with_implementation().visible_to(request.user)
    related = ideas.select_related("agent", "recorded_by__person")
    return SuggestionFilter(request.GET, queryset=related, request=request)
