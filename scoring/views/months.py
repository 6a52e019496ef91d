"""Pages of the months: where each stands, its close, its publication (SCORING §9)."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records.models import MonthRecord
from scoring import closing, month_overview, publishing, reopening
from scoring.appeals.of_month import answers_of
from scoring.models import PanelCard, ScoringSettings
from scoring.month_comparison import Comparison
from scoring.publish_figures import Figures
from scoring.results import following
from scoring.review.before_publishing import BeforePublishing

ROWS = 25


@require_safe
@verb_required("scoring.view_months")
def month_list(request: AccountRequest) -> HttpResponse:
    """Every month with its state and its next step."""
    return render(request, "scoring/months/list.html", {"rows": month_overview.month_rows()})


@require_safe
@verb_required("scoring.view_months")
def month_page(request: AccountRequest, month: Month) -> HttpResponse:
    """One month: its life, its latest close as it goes on, what that changed."""
    row = fetch(month)
    page = (
        numbered(month_overview.changed_cards(row.close).visible_to(request.user), request.GET.get("page"), ROWS)
        if row.close
        else None
    )
    context = {
        "row": row,
        "month": month,
        "steps": month_overview.stepper(row.record),
        "tasks": month_overview.tasks(row.close) if row.close else [],
        "changed": month_overview.beside_earlier(list(page)) if page else [],
        "page": page,
        "beside": Comparison(month, request.user) if row.cards else None,
        "nobodys": month_overview.nobodys(row.record),
        "reopening": reopening.waiting(row.record) if row.record.pk else None,
        "can_be_reopened": row.record.state in reopening.SHOWN,
    }
    return render(request, "scoring/months/page.html", context)


@require_safe
@verb_required("scoring.view_months")
def progress(request: AccountRequest, month: Month) -> HttpResponse:
    """The part of the month's page that is fetched while a close goes on; it asks for the whole page when it ends."""
    row = fetch(month)
    if row.close is None or row.close.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "scoring/months/progress.html", {"row": row, "tasks": month_overview.tasks(row.close)})


@require_POST
@verb_required("scoring.close_month")
def close(request: AccountRequest, month: Month) -> HttpResponse:
    """Ask the worker for the close."""
    fetch(month)
    attempt(request, partial(closing.request_close, month=month, by=request.user))
    return redirect("scoring:month", month)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.publish_month")
def publish(request: AccountRequest, month: Month) -> HttpResponse:
    """Say what publishing does, then do it."""
    return _step(request, month, publishing.publish_month, "scoring/months/publish.html", _("The cards are published."))


@require_http_methods(["GET", "POST"])
@verb_required("scoring.finalise_month")
def finalise(request: AccountRequest, month: Month) -> HttpResponse:
    """Say what making final does, then do it."""
    return _step(request, month, publishing.finalise_month, "scoring/months/finalise.html", _("The month is final."))


def fetch(month: Month) -> month_overview.MonthRow:
    """The month as it stands, or 404 where there is none yet."""
    row = month_overview.month_row(month)
    if row is None:
        raise Http404
    return row


def _step(
    request: AccountRequest, month: Month, verb: Callable[..., MonthRecord], template: str, done: str
) -> HttpResponse:
    record = get_object_or_404(MonthRecord, first_day=month.first_day)
    if request.method == "POST":
        attempt(request, partial(verb, month=month, by=request.user), said=done)
        return redirect("scoring:month", month)
    blind, settings = PanelCard.objects.agents_for(request.user, month), ScoringSettings.of_the_company()
    figures = Figures(month, settings, blind)
    context = {
        "month": month,
        "record": record,
        "answers": answers_of(record, settings),
        "lacking": partial(following.lacking, record),  # asked by the last step alone
        "held": publishing.waiting_for_a_decision(record),
        "figures": figures,
        "before": BeforePublishing(record, settings, blind, cards=figures.cards),
    }
    return render(request, template, context)
