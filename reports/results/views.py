"""Quarters and years, and one agent's results."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from records import downloads
from reports.results import page as pages
from scoring import month_overview
from scoring.engine.periods import Period
from scoring.results import award_page, periods

VERB = "reports.view_results"


@require_safe
@verb_required(VERB)
def newest(request: AccountRequest) -> HttpResponse:
    """The quarter of the latest final month."""
    month = periods.newest_final() or month_overview.current_month()
    return redirect("reports:results_of", Period.quarter_of(month))


@require_safe
@verb_required(VERB)
def page(request: AccountRequest, period: str) -> HttpResponse:
    """A quarter or a year."""
    return render(request, "reports/results/page.html", pages.context(request.user, _asked(period)))


@require_safe
@verb_required(VERB)
def file(request: AccountRequest, period: str) -> HttpResponse:
    """The same as a table: XLSX, or CSV with ``?format=csv``."""
    kind, asked = downloads.kind_asked(request.GET.get("format", "")), _asked(period)
    return downloads.table(pages.table(request.user, asked), f"results-{asked}.{kind}", kind)


@require_safe
@verb_required(VERB)
def agent(request: AccountRequest, pk: int) -> HttpResponse:
    """One agent's trend, streaks, quarters and awards."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    context = {"person": person, "is_own": pk == request.user.person_id, **pages.of_agent(request.user, pk)}
    context["awards"] = award_page.visible(request.user).filter(agent=pk)
    return render(request, "reports/results/agent.html", context)


def _asked(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as problem:
        raise Http404 from problem
