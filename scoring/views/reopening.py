"""Pages of re-opening a month: one person asks, another confirms or declines."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records.models import MonthRecord
from scoring import reopening


class ReasonForm(forms.Form):
    """Why the month has to be opened again; it is entered in the ledger."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is entered in the ledger and cannot be changed."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@verb_required("scoring.reopen_month")
def ask(request: AccountRequest, month: Month) -> HttpResponse:
    """Say what re-opening does, and ask for it with a reason."""
    record = get_object_or_404(MonthRecord, first_day=month.first_day, state__in=reopening.CAN_BE_REOPENED)
    form = ReasonForm(request.POST or None)
    verb = partial(reopening.ask_to_reopen, month=month, by=request.user)
    if attempt(request, verb, form=form, said=_("Asked for. A second person has to confirm it on this page.")):
        return redirect("scoring:month", month)
    return render(request, "scoring/months/reopen.html", {"month": month, "record": record, "form": form})


@require_POST
@verb_required("scoring.reopen_month")
def answer(request: AccountRequest, month: Month) -> HttpResponse:
    """Confirm as the second person, or withdraw."""
    get_object_or_404(MonthRecord, first_day=month.first_day)
    verb, said = reopening.withdraw_reopening, _("The request is withdrawn; the month stays as it is.")
    if request.POST.get("answer") == "confirm":
        verb = reopening.confirm_reopening
        said = _("The month is open again. Close, publish and finalise it once more.")
    attempt(request, partial(verb, month=month, by=request.user), said=said)
    return redirect("scoring:month", month)
