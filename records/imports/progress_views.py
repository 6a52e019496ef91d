"""How far the worker is with a file: a page to wait on, to leave and to come back to, and to cancel from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.permissions import verb_required
from records.models import Batch, ImportRun

from . import running
from .views import batch_of, label_of, steps_at

if TYPE_CHECKING:
    from people.access import AccountRequest


@require_safe
@verb_required("records.import_evidence")
def progress(request: AccountRequest, pk: int) -> HttpResponse:
    """The run that goes on; asked by the page itself, only its middle. When it is over, on to what came of it."""
    batch = batch_of(request, pk)
    run = running.under_way(batch)
    if run is None:
        over = resolve_url("records:import", pk)
        return HttpResponse(headers={"HX-Redirect": over}) if request.headers.get("HX-Request") else redirect(over)
    context = {"batch": batch, "run": run, "kind": label_of(batch), "steps": _steps(run)}
    if request.headers.get("HX-Request"):
        return render(request, "records/import_running.html", context)
    here = 2 if run.act == ImportRun.Act.CHECK else 3
    return render(request, "records/import_progress.html", context | {"stages": steps_at(here)})


def _steps(run: ImportRun) -> list[dict[str, object]]:
    """The steps of the attempt, for ``ol.tasks``."""
    here = list(ImportRun.Step).index(ImportRun.Step(run.step)) if run.state == run.State.RUNNING else -1
    states = ["done" if place < here else "now" if place == here else "next" for place in range(len(ImportRun.Step))]
    return [{"label": step.label, "state": state} for step, state in zip(ImportRun.Step, states, strict=True)]


@require_POST
@verb_required("records.import_evidence")
def cancel(request: AccountRequest, pk: int) -> HttpResponse:
    """Stop it; nothing is stored."""
    batch: Batch = batch_of(request, pk)
    run = running.under_way(batch)
    if run is not None:
        running.cancel(run, by=request.user)
    return redirect("records:import_progress", pk)
