"""The import centre: what was imported, sending a file, mapping its columns, what is wrong with it, storing it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.canonical import sha256_hex
from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.refusals import Refused
from records.models import Batch, ImportRun, LateFact

from . import changes, changes_file, error_file, running, undoing, uploads, workbooks
from .causes import BY_NAME, causes
from .kinds import Kind, all_kinds
from .problems import Problem, Severity
from .summary import summary
from .template_file import write_template

if TYPE_CHECKING:
    from people.access import AccountRequest

PER_PAGE = 25
CONFIRMED = ("skip_bad", "accept_repeats")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


def kinds_of(request: AccountRequest) -> list[Kind]:
    return [kind for kind in all_kinds().values() if request.user.has_perm(kind.verb)]


def batch_of(request: AccountRequest, pk: int) -> Batch:
    """An import of a kind that this account may handle; any other is 404."""
    return get_object_or_404(Batch, pk=pk, kind__in=[kind.code for kind in kinds_of(request)] + [workbooks.CODE])


@require_safe
@verb_required("records.import_evidence")
def imports(request: AccountRequest) -> HttpResponse:
    """What was imported, newest first; how many facts wait because they came too late."""
    kinds = {kind.code: kind.label for kind in kinds_of(request)} | {workbooks.CODE: workbooks.LABEL}
    under_way = Prefetch("runs", ImportRun.objects.filter(state__in=ImportRun.UNDER_WAY), to_attr="under_way")
    whole = Batch.objects.defer("detail", "profile").filter(kind__in=kinds, part_of=None)
    stored = whole.select_related("by").prefetch_related(under_way)
    page = numbered(stored, request.GET.get("page"), PER_PAGE)
    waiting = LateFact.objects.filter(decision=LateFact.Decision.WAITING, kind__in=kinds).count()
    context = {"page": page, "kinds": kinds, "waiting": waiting}
    return render(request, "records/imports.html", context)


@require_safe
@verb_required("records.import_evidence")
def import_file(request: AccountRequest, pk: int) -> HttpResponse:
    """One import: its result, and the first rows as they were read. One that the worker has is waited for, one that
    nobody checked yet is mapped first."""
    batch = batch_of(request, pk)
    if running.under_way(batch):
        return redirect("records:import_progress", pk)
    if batch.kind == workbooks.CODE or batch.part_of_id is not None:
        return redirect("records:import_workbook", batch.part_of_id or pk)
    if not batch.file or batch.state in (Batch.State.STORED, Batch.State.UNDONE):
        return render(request, "records/import_done.html", _described(batch))
    if batch.state == Batch.State.UPLOADED:
        return redirect("records:import_mapping", pk)
    try:
        with uploads.table_of(batch) as table:
            context = {"preview": uploads.preview(batch, table), "steps": steps_at(2)}
    except Refused as problem:
        messages.error(request, str(problem))
        return render(request, "records/import_done.html", _described(batch))
    return render(request, "records/import_file.html", _described(batch) | context)


def _described(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch,
        "ended": ended(batch),
        "kind": all_kinds()[batch.kind].label,
        "errors": causes(batch, Severity.ERROR),
        "warnings": causes(batch, Severity.WARNING),
        "moved": moved(batch.detail.get("moved", [])),
        "seen": seen_digest(batch),
        "judged": batch.state != Batch.State.UPLOADED,
        "told": summary(batch),
    }


def seen_digest(batch: Batch) -> str:
    """What somebody has seen who has seen the cards that the batch moves."""
    return sha256_hex(batch.detail.get("moved", []))


def moved(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cards of closed months that come out otherwise, with the change of the pay."""
    return [{**line, "month": Month.parse(line["month"]), "change": _change(line)} for line in lines]


def _change(line: dict[str, Any]) -> Decimal | None:
    """Of the pay; None where one of the two is not known."""
    before, after = ((line[side] or [None] * 3)[2] for side in ("before", "after"))
    return None if before is None or after is None else Decimal(after) - Decimal(before)


def label_of(batch: Batch) -> Any:
    """What the file holds, in words."""
    return workbooks.LABEL if batch.kind == workbooks.CODE else all_kinds()[batch.kind].label


def ended(batch: Batch) -> ImportRun | None:
    """The latest run, where it came to nothing: why is said on the pages that follow."""
    latest = batch.runs.first()
    return latest if latest and latest.state in (latest.State.FAILED, latest.State.STOPPED) else None


def _problem(row: Any) -> Problem:
    return Problem(row.row, Severity(row.severity), row.column, row.value, row.code, row.params)


def steps_at(here: int) -> list[dict[str, Any]]:
    """The steps of an import, counted from 0, with the one that is under way."""
    labels = (_("1 Upload"), _("2 Columns"), _("3 Check"), _("4 Store"))
    return [{"label": label, "done": step < here, "current": step == here} for step, label in enumerate(labels)]


def steps_of_workbook(here: int) -> list[dict[str, Any]]:
    """A workbook of several tables has headings of its own and needs no mapping."""
    labels = (_("1 Upload"), _("2 Check"), _("3 Store"))
    return [{"label": label, "done": step < here, "current": step == here} for step, label in enumerate(labels)]


@require_POST
@verb_required("records.import_evidence")
def store(request: AccountRequest, pk: int) -> HttpResponse:
    """Have a judged file stored: all of it, or the good rows where that is asked for."""
    batch = batch_of(request, pk)
    if not batch.file or batch.state not in (Batch.State.JUDGED, Batch.State.REFUSED):
        raise Http404
    confirmed = tuple(name for name in CONFIRMED if request.POST.get(name) == "on")
    if request.POST.get("seen_cards") == seen_digest(batch):
        confirmed += ("seen_cards",)
    asked = attempt(request, partial(uploads.store, batch, by=request.user, confirmed=confirmed))
    return redirect("records:import_progress" if asked else "records:import", pk)


@require_safe
@verb_required("records.import_evidence")
def errors(request: AccountRequest, pk: int) -> HttpResponse:
    """The bad rows as they were sent, with what is wrong beside them: a workbook for a workbook, else CSV."""
    batch = batch_of(request, pk)
    if not batch.file:
        raise Http404
    written = attempt(request, partial(_annotated, batch)).result
    if written is None:
        return redirect("records:import", pk)
    content, as_xlsx = written
    ending = "xlsx" if as_xlsx else "csv"
    return _attached(content, f"errors-{pk}.{ending}", CONTENT_TYPES[ending])


def _annotated(batch: Batch) -> tuple[bytes, bool]:
    """The file of errors, and whether it is a workbook. Raises Refused."""
    stream = io.BytesIO()
    with uploads.table_of(batch) as table:
        as_xlsx = table.format == "xlsx"
        problems = [_problem(row) for row in batch.problems.filter(severity=Severity.ERROR)]
        error_file.write_error_file(stream, table, problems, as_xlsx=as_xlsx)
    return stream.getvalue(), as_xlsx


@require_POST
@verb_required("records.import_evidence")
def mend(request: AccountRequest, pk: int) -> HttpResponse:
    """Change the mapping as a button of a cause says, and check again."""
    batch = batch_of(request, pk)
    change = BY_NAME.get(request.POST.get("do", ""))
    if change is None or batch.state not in (Batch.State.JUDGED, Batch.State.REFUSED):
        raise Http404
    asked = attempt(request, partial(uploads.mend, batch, change, by=request.user))
    return redirect("records:import_progress" if asked else "records:import", pk)


@require_safe
@verb_required("records.import_evidence")
def changed(request: AccountRequest, pk: int) -> HttpResponse:
    """What a stored import changed, row by row, with the values before."""
    batch = batch_of(request, pk)
    found = changes.sections(batch)
    here = next((section for section in found if section.code == request.GET.get("of")), found[0] if found else None)
    if here and (kind := request.GET.get("file", "")) in changes_file.WRITERS:
        content = attempt(request, partial(changes_file.write, here, kind)).result
        if content is not None:
            return _attached(content, f"changes-{pk}.{kind}", CONTENT_TYPES[kind])
    page, rows = here.page(request.GET.get("page")) if here else (None, [])
    context = {"batch": batch, "kind": label_of(batch), "sections": found, "here": here, "page": page, "rows": rows}
    return render(request, "records/import_changes.html", context)


@require_http_methods(["GET", "POST"])
@verb_required("records.undo_import")
def undo(request: AccountRequest, pk: int) -> HttpResponse:
    """Say what taking a stored import back does, then do it."""
    batch = batch_of(request, pk)
    if request.method == "GET":
        found = undoing.foresee(batch, by=request.user)
        context = {"batch": batch, "kind": label_of(batch), "found": found, "moved": moved(found.moved)}
        context["sections"] = changes.sections(batch)
        return render(request, "records/import_undo.html", context)
    attempt(request, partial(undoing.undo, batch, by=request.user), said=_taken_back)
    return redirect("records:import", pk)


def _taken_back(rows: int) -> str:
    return _("Undone: %(rows)s rows were taken back.") % {"rows": rows}


@require_POST
@verb_required("records.import_evidence")
def discard(request: AccountRequest, pk: int) -> HttpResponse:
    """Take a file away that was not stored."""
    if attempt(request, partial(undoing.discard, batch_of(request, pk), by=request.user), said=_("Discarded.")):
        return redirect("records:imports")
    return redirect("records:import", pk)


@require_safe
@verb_required("records.import_evidence")
def template(request: AccountRequest, kind: str) -> HttpResponse:
    """A workbook to fill in: of one kind, or all with which a company is set up as far as the account may."""
    wanted = [one for one in kinds_of(request) if one.code == kind]
    if kind == workbooks.CODE:
        wanted = [one for one in workbooks.setup_kinds() if one in kinds_of(request)]
    if not wanted:
        raise Http404
    stream = io.BytesIO()
    write_template(stream, wanted)
    return _attached(stream.getvalue(), f"{kind}.xlsx", XLSX)


def _attached(content: bytes, name: str, content_type: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=disposition)


@require_safe
@verb_required("records.import_evidence")
def late_facts(request: AccountRequest) -> HttpResponse:
    """What came too late and waits for a decision."""
    kinds = {kind.code: kind.label for kind in kinds_of(request)}
    waiting = LateFact.objects.filter(decision=LateFact.Decision.WAITING, kind__in=kinds).select_related("batch")
    page = numbered(waiting, request.GET.get("page"), PER_PAGE)
    return render(request, "records/late_facts.html", {"page": page, "kinds": kinds})


@require_POST
@verb_required("records.import_evidence")
def dismiss(request: AccountRequest, pk: int) -> HttpResponse:
    """Leave a late fact out for good."""
    kinds = [kind.code for kind in kinds_of(request)]
    late = get_object_or_404(LateFact, pk=pk, kind__in=kinds)
    attempt(request, partial(undoing.dismiss_late, late, by=request.user), said=_("Dismissed."))
    return redirect("records:late_facts")
