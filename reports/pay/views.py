"""HR's pages of pay: a final month, its batches, their release by a second person, their files."""

from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import audit, downloads, months
from records.models import MonthRecord
from reports.pay import batches, file
from reports.pay.due import MonthDue
from reports.pay.forms import BackForm, HandOverForm, PaidForm, ReleaseForm, ScopeForm
from reports.pay.models import PayBatch
from reports.pay.page import BatchPage, MonthPage

ROWS = 50
SHOWN = 6
"""Batches of all months that a month's page lists."""
WITH = ("month", "made_by__person", "released_by__person", "paid_by__person", "site", "team", "ledger_entry")


def month_page(request: AccountRequest, record: MonthRecord) -> HttpResponse:
    """A final month: everybody's pay and items, largest change first, and what of it is paid."""
    every = PayBatch.objects.visible_to(request.user)
    latest = list(every.filter(Q(month=record) | Q(pk__in=every[:SHOWN].values("pk"))).select_related(*WITH))
    shown = MonthPage(MonthDue(record), latest)
    page = numbered(shown.sums.rows, request.GET.get("page"), ROWS)
    context = {
        "month": record.month,
        "shown": shown,
        "page": page,
        "first": ScopeForm(initial={"kind": PayBatch.Kind.FIRST}, auto_id="first_%s"),
        "history": latest[:SHOWN],
    }
    return render(request, "reports/pay/month.html", context)


@require_safe
@verb_required("reports.export_payroll")
def history(request: AccountRequest) -> HttpResponse:
    """Every batch, the latest month first."""
    found = PayBatch.objects.visible_to(request.user).select_related(*WITH)
    return render(request, "reports/pay/history.html", {"page": numbered(found, request.GET.get("page"))})


@require_POST
@verb_required("reports.make_pay")
def make(request: AccountRequest, month: Month) -> HttpResponse:
    """Begin a batch."""
    form = ScopeForm(request.POST)
    made = attempt(request, partial(batches.make, month=month, by=request.user), form=form).result
    if made is None:
        _tell(request, form)
        return redirect("reports:payroll_of", month=month)
    return redirect("reports:pay_batch", made.pk)


@require_POST
@verb_required("reports.make_pay")
def settle(request: AccountRequest, month: Month) -> HttpResponse:
    """Nothing is left to pay."""
    attempt(request, partial(batches.settle, month=month, by=request.user), said=_("The month is paid out."))
    return redirect("reports:payroll_of", month=month)


@require_safe
@verb_required("reports.export_payroll")
def batch(request: AccountRequest, pk: int) -> HttpResponse:
    """One batch, with what its reader may do next."""
    return _page(request, _fetch(request, pk))


@require_POST
@verb_required("reports.make_pay")
def hand_over(request: AccountRequest, pk: int) -> HttpResponse:
    """To the second person."""
    found, form = _fetch(request, pk), HandOverForm(request.POST)
    verb = partial(batches.hand_over, batch=found, by=request.user)
    if attempt(request, verb, form=form, said=_("Handed over; somebody else releases it.")):
        return redirect("reports:pay_batch", pk)
    return _page(request, found, hand_over=form)


@require_POST
@verb_required("reports.make_pay")
def send_back(request: AccountRequest, pk: int) -> HttpResponse:
    """To its maker."""
    found, form = _fetch(request, pk), BackForm(request.POST)
    if attempt(request, partial(batches.send_back, batch=found, by=request.user), form=form, said=_("It went back.")):
        return redirect("reports:pay_batch", pk)
    return _page(request, found, back=form)


@require_POST
@verb_required("reports.make_pay")
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Give it up."""
    found = _fetch(request, pk)
    if attempt(request, partial(batches.withdraw, batch=found, by=request.user), said=_("The batch is withdrawn.")):
        return redirect("reports:payroll_of", month=found.month.month)
    return redirect("reports:pay_batch", pk)


@require_POST
@verb_required("reports.release_pay")
def release(request: AccountRequest, pk: int) -> HttpResponse:
    """As the second person; from here on it stands."""
    found, form = _fetch(request, pk), ReleaseForm(request.POST)

    def released(seen: str, checked: bool) -> PayBatch:
        return batches.release(batch=found, by=request.user, seen=seen)

    if attempt(request, released, form=form, said=_("Released. The file can be fetched.")):
        return redirect("reports:pay_batch", pk)
    return _page(request, found, release=form)


@require_POST
@verb_required("reports.make_pay")
def mark_paid(request: AccountRequest, pk: int) -> HttpResponse:
    """Payroll has paid it."""
    found, form = _fetch(request, pk), PaidForm(request.POST)
    if attempt(request, partial(batches.mark_paid, batch=found, by=request.user), form=form, said=_("Marked as paid.")):
        return redirect("reports:pay_batch", pk)
    return _page(request, found, paid=form)


@require_safe
@verb_required("reports.export_payroll")
def batch_file(request: AccountRequest, pk: int) -> HttpResponse:
    """The file of a released batch in the company's columns: XLSX, or CSV with ``?format=csv``. Audited."""
    found = _fetch(request, pk)
    if not found.is_frozen:
        return redirect("reports:pay_batch", pk)
    kind = downloads.kind_asked(request.GET.get("format", ""))
    audit.record(by=request.user, verb="reports.fetch_pay_batch", subject=found, detail={"format": kind})
    data = file.written(found, batches.rows_of(found), kind)
    return downloads.attachment(data, f"pay-{found.month.month}-{found.number}.{kind}", downloads.KINDS[kind])


def _fetch(request: AccountRequest, pk: int) -> PayBatch:
    found: PayBatch = get_object_or_404(PayBatch.objects.visible_to(request.user).select_related(*WITH), pk=pk)
    return found


def _page(request: AccountRequest, found: PayBatch, **forms: Any) -> HttpResponse:
    shown = BatchPage(found, request.user)
    rows = numbered(shown.sums.rows, request.GET.get("page"), ROWS)
    today = timezone.now().astimezone(months.company_zone()).date()
    known = {
        "hand_over": HandOverForm(initial={"note": found.note}),
        "back": BackForm(),
        "release": ReleaseForm(initial={"seen": found.checksum}),
        "paid": PaidForm(initial={"on": today}),
    }
    context = {"batch": found, "month": found.month.month, "shown": shown, "page": rows, "forms": {**known, **forms}}
    return render(request, "reports/pay/batch.html", context)


def _tell(request: AccountRequest, form: Any) -> None:
    """What a form of a few choices was refused for, as a toast."""
    from django.contrib import messages

    for problems in form.errors.values():
        messages.error(request, " ".join(problems))
