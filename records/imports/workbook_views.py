"""The page of a workbook of several tables: one summary for each sheet, stored and undone as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.permissions import verb_required
from records.models import Batch

from . import running, workbooks
from .causes import causes
from .problems import Severity
from .summary import summary
from .views import ended, kinds_of, moved, seen_digest, steps_of_workbook

if TYPE_CHECKING:
    from people.access import AccountRequest


@require_safe
@verb_required("records.import_evidence")
def workbook(request: AccountRequest, pk: int) -> HttpResponse:
    """What each sheet holds and what is wrong with it; what can be done with the whole."""
    batch = get_object_or_404(Batch, pk=pk, kind=workbooks.CODE)
    if running.under_way(batch):
        return redirect("records:import_progress", pk)
    allowed = {kind.code for kind in kinds_of(request)}
    sheets = [_sheet(part, shown=part.kind in allowed) for part in batch.parts.order_by("pk")]
    context = {
        "batch": batch,
        "ended": ended(batch),
        "moved": moved(batch.detail.get("moved", [])),
        "seen": seen_digest(batch),
        "told": summary(batch, allowed),
        "sheets": sheets,
        "judged": batch.state != Batch.State.UPLOADED,
        "steps": steps_of_workbook(1 if batch.state == Batch.State.UPLOADED else 2),
        "gives_links": batch.state == Batch.State.STORED and any(part["part"].kind == "accounts" for part in sheets),
        "stays": sorted({name for names in batch.detail.get("stays", {}).values() for name in names}),
    }
    return render(request, "records/import_workbook.html", context)


def _sheet(part: Batch, *, shown: bool) -> dict[str, Any]:
    """One sheet; what is in it is shown to who may import its kind."""
    warnings = [cause for cause in causes(part, Severity.WARNING) if cause.code != "example_row"]
    return {
        "part": part,
        "name": part.profile.get("sheet", ""),
        "causes": [*causes(part, Severity.ERROR), *warnings] if shown else [],
        "warned": part.warned - part.detail.get("warnings", {}).get("example_row", 0),
    }
