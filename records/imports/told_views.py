"""The rows behind the numbers of a summary: what a file does to each, by matter, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required

from . import summary, told_rows
from .matters import VERDICTS
from .views import batch_of, label_of

if TYPE_CHECKING:
    from people.access import AccountRequest


@require_safe
@verb_required("records.import_evidence")
def rows(request: AccountRequest, pk: int) -> HttpResponse:
    """What becomes of the rows of a file, or of those of one matter."""
    batch = batch_of(request, pk)
    matters = summary.moved(batch)
    here = next((one for one in matters if one.matter.code == request.GET.get("of")), None)
    verdicts = [one for one in matters if one.matter in VERDICTS]
    rows = told_rows.Rows(batch, [here] if here else verdicts)
    page = numbered(rows, request.GET.get("page"), told_rows.ROWS)
    context = {
        "batch": batch,
        "kind": label_of(batch),
        "matters": matters,
        "here": here,
        "all": sum(one.number for one in verdicts),
        "page": page,
        "has_values": any(row.subject or row.lines or row.sentences or row.values for row in page),
    }
    return render(request, "records/import_rows.html", context)
