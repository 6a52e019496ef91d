"""The catalogue of bonuses and deductions: everybody who enters adjustments reads it, HR keeps it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import months
from scoring.models import CatalogueEntry

from . import verbs
from .forms import LineForm


@require_safe
@verb_required("scoring.adjust")
def line_list(request: AccountRequest) -> HttpResponse:
    """Lines in use first."""
    today = timezone.now().astimezone(months.company_zone()).date()
    lines = CatalogueEntry.objects.in_use_first(today)
    return render(request, "scoring/catalogue/list.html", {"lines": lines, "today": today})


@require_http_methods(["GET", "POST"])
@verb_required("scoring.keep_catalogue")
def add(request: AccountRequest) -> HttpResponse:
    """A line of the company's own."""
    form = LineForm(request.POST if request.method == "POST" else None, initial={"kind": "bonus"})
    return _page(_("A line of bonuses and deductions")).answer(request, form, partial(verbs.add, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("scoring.keep_catalogue")
def change(request: AccountRequest, pk: int) -> HttpResponse:
    """Change one, or end its use."""
    entry = get_object_or_404(CatalogueEntry, pk=pk)
    form = LineForm(request.POST if request.method == "POST" else None, instance=entry)
    page = _page(_("Change “%(name)s”") % {"name": entry.name})
    return page.answer(request, form, partial(verbs.change, entry=entry, by=request.user))


@require_POST
@verb_required("scoring.keep_catalogue")
def adopt(request: AccountRequest) -> HttpResponse:
    """Take over the usual lines."""
    attempt(request, partial(verbs.adopt_usual, by=request.user), said=_("The usual lines are taken over."))
    return redirect("scoring:catalogue")


def _page(title: str) -> FormPage:
    return FormPage(
        title=title,
        explanation=_("Points stand without a sign. What was entered by a line keeps its points and words."),
        back=reverse("scoring:catalogue"),
        done=_("The catalogue is recorded."),
    )
