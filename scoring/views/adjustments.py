"""Adjustments of a month: the list, entering one, taking one back (SCORING §5, step 6)."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring import adjustments, month_overview
from scoring.bonuses import proofs
from scoring.catalogue import entering
from scoring.catalogue.entry_form import AdjustmentForm
from scoring.forms import WithdrawForm
from scoring.models import Adjustment


@require_safe
@verb_required("scoring.adjust")
def current(request: AccountRequest) -> HttpResponse:
    """The list of the current month."""
    return redirect("scoring:adjustments_of", month_overview.current_month())


@require_safe
@verb_required("scoring.adjust")
def entry_list(request: AccountRequest, month: Month) -> HttpResponse:
    """The month's entries of people the account may see, withdrawn ones too."""
    entries = (
        Adjustment.objects.visible_in(month, request.user).select_related("agent", "author", "item").order_by("-pk")
    )
    page = numbered(entries, request.GET.get("page"))
    proofs.tell(page)
    return render(request, "scoring/adjustments/list.html", {"month": month, "page": page})


@require_http_methods(["GET", "POST"])
@verb_required("scoring.adjust")
def enter(request: AccountRequest, month: Month) -> HttpResponse:
    form = AdjustmentForm(request.POST if request.method == "POST" else None, account=request.user, month=month)
    verb = partial(adjustments.enter, month=month, by=request.user)
    looks = request.POST.get("do") == "look"
    if not looks and attempt(request, verb, form=form, said=_("The adjustment is entered; the next close counts it.")):
        return redirect("scoring:adjustments_of", month)
    return render(request, "scoring/adjustments/enter.html", entering.context(form, month, request.user))


@require_http_methods(["GET", "POST"])
@verb_required("scoring.adjust")
def withdraw(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """Take one back, with the reason."""
    entry = get_object_or_404(Adjustment.objects.visible_in(month, request.user), pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    verb = partial(adjustments.withdraw, entry=entry, by=request.user)
    if attempt(request, verb, form=form, said=_("The adjustment is withdrawn; the next close leaves it out.")):
        return redirect("scoring:adjustments_of", month)
    return render(request, "scoring/adjustments/withdraw.html", {"month": month, "entry": entry, "form": form})
