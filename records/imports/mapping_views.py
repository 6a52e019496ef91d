"""Sending a file, and saying which of its columns is what: all is kept as it is typed, complete or not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.refusals import Refused
from records.models import Batch, SourceProfile
from records.months import company_zone

from . import running, template_file, uploads, workbooks
from .forms import ProfileForm, UploadForm
from .kinds import Kind, all_kinds
from .mapping.drafting import Draft, by_profile, draft_of, of_kind, typed
from .mapping.receiving import Told, receive
from .mapping.showing import page_of
from .profile_file import as_toml
from .views import batch_of, ended, kinds_of, steps_at

if TYPE_CHECKING:
    from people.access import AccountRequest

CHANGEABLE = (Batch.State.UPLOADED, Batch.State.JUDGED, Batch.State.REFUSED)


@verb_required("records.import_evidence")
def upload(request: AccountRequest) -> HttpResponse:
    """Choose a file, and nothing else: what it is, is found out."""
    kinds = kinds_of(request)
    sources = _sources()
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, sources=sources)
    batch = attempt(request, partial(_receive, request), form=form, field="file").result
    if batch is not None and (batch.kind == workbooks.CODE or batch.source == template_file.SOURCE):
        attempt(request, partial(uploads.check, batch, by=request.user))
        return redirect("records:import", batch.pk)
    if batch is not None:
        return redirect("records:import_mapping", batch.pk)
    return render(request, "records/import_upload.html", {"form": form, "kinds": kinds})


def _receive(request: AccountRequest, file: Any, **told: Any) -> Batch:
    if not any(told.values()) and workbooks.is_one(file):
        return workbooks.receive(file, by=request.user)
    batch = receive(file, kinds=kinds_of(request), told=Told(**told), by=request.user)
    facts, kind = batch.detail["facts"], all_kinds()[batch.kind]
    headings = [name for name, _column in facts["columns"]]
    if not any(told.values()) and template_file.is_filled_template(kind, headings, facts["sheets"]):
        uploads.keep(batch, {**batch.profile, "source": template_file.SOURCE})
    return batch


def _sources() -> list[str]:
    return list(SourceProfile.objects.order_by("source").values_list("source", flat=True).distinct())


@verb_required("records.import_evidence")
def mapping(request: AccountRequest, pk: int) -> HttpResponse:
    """Which column is what. Every post keeps what was typed; checking goes on from there."""
    batch = batch_of(request, pk)
    if not _is_changeable(batch):
        return redirect("records:import", pk)
    try:
        draft = draft_of(batch)
    except Refused as problem:
        return _unreadable(request, batch, problem)
    return _changed(request, draft) if request.method == "POST" else _shown(request, draft)


def _changed(request: AccountRequest, former: Draft) -> HttpResponse:
    """What was typed is kept; then the page again, or the check. Where it cannot be taken it stays as typed."""
    try:
        draft = _typed(request, former)
    except Refused as problem:
        messages.error(request, str(problem))
        return _shown(request, former)
    uploads.keep(draft.batch, draft.document)
    if request.POST.get("do") == "check":
        return _checked(request, draft)
    if request.headers.get("HX-Request"):
        return _shown(request, draft, former)
    return redirect("records:import_mapping", draft.batch.pk)


def _is_changeable(batch: Batch) -> bool:
    is_one_table = batch.kind != workbooks.CODE and not batch.part_of_id
    return bool(batch.file) and is_one_table and batch.state in CHANGEABLE and not running.under_way(batch)


def _typed(request: AccountRequest, draft: Draft) -> Draft:
    """The draft with what was posted: a profile as a file, another kind, or the form. Raises `Refused`."""
    if "profile" in request.FILES:
        form = ProfileForm(request.POST, request.FILES, kinds=kinds_of(request))
        if not form.is_valid():
            raise Refused(" ".join(map(str, form.errors["profile"])), code="profile")
        return by_profile(draft, form.cleaned_data["profile"])
    draft = typed(draft, dict(request.POST.lists()))
    kind = request.POST.get("kind", draft.batch.kind)
    return of_kind(draft, kind) if kind != draft.batch.kind and _may(request, kind) else draft


def _may(request: AccountRequest, kind: str) -> bool:
    return kind in [one.code for one in kinds_of(request)]


def _checked(request: AccountRequest, draft: Draft) -> HttpResponse:
    """On to the check, where the mapping can be bound to the file at all; else back to what it lacks."""
    page = _page(request, draft)
    if any(lack.blocks for lack in page.lacks):
        messages.error(request, _("Not checked yet: something is still missing. What you chose is kept."))
        return redirect("records:import_mapping", draft.batch.pk)
    if not attempt(request, partial(uploads.check, draft.batch, by=request.user)):
        return redirect("records:import_mapping", draft.batch.pk)
    return redirect("records:import_progress", draft.batch.pk)


def _page(request: AccountRequest, draft: Draft) -> Any:
    kinds: Sequence[Kind] = kinds_of(request)
    return page_of(draft, kinds=kinds, company_zone=company_zone(), now=timezone.now())


def _shown(request: AccountRequest, draft: Draft, former: Draft | None = None) -> HttpResponse:
    """The page; for a part of it, the rows that lack something now or did before come along."""
    page, target, beside = _page(request, draft), request.headers.get("HX-Target", ""), set[str]()
    if former is not None and target != "mapping":
        beside = {name for name in page.lacking | _page(request, former).lacking if target != f"row-{name}"}
    context = {"page": page, "batch": draft.batch, "steps": steps_at(1), "sources": _sources(), "beside": beside}
    context |= {"ended": ended(draft.batch)}
    return render(request, "records/import_mapping.html", context | {"typed": request.POST})


def _unreadable(request: AccountRequest, batch: Batch, problem: Refused) -> HttpResponse:
    """The file cannot be read as it was said: what was said of sheet, row and encoding is taken back, once."""
    plain = {key: value for key, value in batch.profile.items() if key not in {"sheet", "encoding", "delimiter"}}
    messages.error(request, str(problem))
    if plain != batch.profile:
        uploads.keep(batch, plain)
        return redirect("records:import_mapping", batch.pk)
    return render(request, "records/import_lost.html", {"batch": batch, "kind": batch.kind})


@require_safe
@verb_required("records.import_evidence")
def profile(request: AccountRequest, pk: int) -> HttpResponse:
    """The mapping as a file: for the command, or for another company."""
    batch = batch_of(request, pk)
    name = f"{batch.kind}.toml"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    text = as_toml({"kind": batch.kind, "source": batch.source, **batch.profile})
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=disposition)
