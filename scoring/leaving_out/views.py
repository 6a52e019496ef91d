"""HR's word for what a scored leader wants left out: the list, and one wish with what it would do."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Account
from scoring.models import LeavingOut

from . import verbs
from .forms import WordForm

SHOWN = ("order__agent", "original", "answer__agent", "asked_by__person", "decided_by__person")


@require_safe
@verb_required("scoring.decide_leaving_out")
def wish_list(request: AccountRequest) -> HttpResponse:
    """Those that wait, then what was decided."""
    wishes = LeavingOut.objects.visible_to(request.user).select_related(*SHOWN)
    decided = numbered(wishes.exclude(decided_at=None), request.GET.get("page"))
    context = {"waiting": wishes.waiting(), "page": decided}
    return render(request, "scoring/leaving_out/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@verb_required("scoring.decide_leaving_out")
def wish(request: AccountRequest, pk: int) -> HttpResponse:
    """One of them; the button that was pressed says whether it is granted."""
    found = get_object_or_404(LeavingOut.objects.visible_to(request.user).select_related(*SHOWN), pk=pk)
    form = WordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        verb = partial(verbs.decline, wish=found, by=request.user)
        if request.POST.get("do") == "grant":
            verb = partial(_grant, found, request.user)
        if attempt(request, verb, form=form, said=_("It is decided.")):
            return redirect("scoring:leaving_out")
    return render(request, "scoring/leaving_out/wish.html", {"wish": found, "form": form})


def _grant(wish: LeavingOut, by: Account, reason: str) -> LeavingOut:
    """A word is not needed for it."""
    return verbs.grant(wish=wish, by=by)
