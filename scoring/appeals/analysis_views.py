"""The analysis of appeals, and all of them as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from scoring.appeals import analysis as analyses
from scoring.models import Appeal


@require_safe
@verb_required("scoring.answer_appeal")
def analysis(request: AccountRequest) -> HttpResponse:
    """By cause, indicator and supervisor; of one month with ``?month=``."""
    month = _month(request)
    found = analyses.cases(request.user, month)
    days = Appeal.objects.visible_to(request.user).order_by("-first_day").values_list("first_day", flat=True).distinct()
    context = {"analysis": analyses.analysis(found), "month": month, "months": [Month.of_day(day) for day in days[:12]]}
    return render(request, "scoring/appeals/analysis.html", context)


@require_safe
@verb_required("scoring.answer_appeal")
def file(request: AccountRequest) -> HttpResponse:
    """XLSX, or CSV with ``?format=csv``."""
    month, kind = _month(request), downloads.kind_asked(request.GET.get("format", ""))
    rows = analyses.table(analyses.cases(request.user, month))
    return downloads.table(rows, f"appeals-{month or 'all'}.{kind}", kind)


def _month(request: AccountRequest) -> Month | None:
    text = request.GET.get("month", "")
    try:
        return Month.asked(text) if text else None
    except ValueError as problem:
        raise Http404 from problem
