"""All cards of a month in one file: asked for, waited for, fetched."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import audit, downloads
from reports.pay import bundles
from reports.pay.bundle_model import CardBundle

TYPES = {"zip": "application/zip", "pdf": "application/pdf"}


@require_POST
@verb_required("reports.export_payroll")
def ask(request: AccountRequest, month: Month) -> HttpResponse:
    """Have it made by the worker."""
    kind = "pdf" if request.POST.get("kind") == "pdf" else "zip"
    run = attempt(request, partial(bundles.ask, month=month, kind=kind, by=request.user)).result
    return redirect("reports:card_bundle", run.pk) if run else redirect("reports:payroll_of", month=month)


@require_safe
@verb_required("reports.export_payroll")
def bundle(request: AccountRequest, pk: int) -> HttpResponse:
    """How far it is; asked by the page itself, only its middle."""
    context = {"run": _fetch(request, pk)}
    part = bool(request.headers.get("HX-Request"))
    return render(request, "reports/pay/bundle_state.html" if part else "reports/pay/bundle.html", context)


@require_POST
@verb_required("reports.export_payroll")
def cancel(request: AccountRequest, pk: int) -> HttpResponse:
    """Not wanted any more."""
    bundles.cancel(_fetch(request, pk))
    return redirect("reports:card_bundle", pk)


@require_safe
@verb_required("reports.export_payroll")
def bundle_file(request: AccountRequest, pk: int) -> HttpResponse:
    """The file, as an attachment. Audited."""
    run = _fetch(request, pk)
    if run.state != CardBundle.State.DONE or not run.file:
        return redirect("reports:card_bundle", pk)
    try:
        with run.file.open("rb") as stored:
            answer = downloads.attachment(stored.read(), run.file_name, TYPES[run.kind])
    except FileNotFoundError:
        messages.error(request, _("The file is no longer there. Ask for it again."))
        return redirect("reports:payroll_of", month=run.month.month)
    audit.record(by=request.user, verb="reports.fetch_cards", subject=run, detail={"format": run.kind})
    return answer


def _fetch(request: AccountRequest, pk: int) -> CardBundle:
    found: CardBundle = get_object_or_404(CardBundle.objects.visible_to(request.user).select_related("month"), pk=pk)
    return found
