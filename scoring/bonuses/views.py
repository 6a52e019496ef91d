"""Bonuses for facts of evidence, on one screen."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from . import page, proofs
from .forms import OccasionForm

BETWEEN = "."
LONGEST_KEY = 18


@require_http_methods(["GET", "POST"])
@verb_required("scoring.adjust")
def give(request: AccountRequest, month: Month, code: str, keys: str) -> HttpResponse:
    """For these facts (their keys, with dots between) in this month."""
    facts = proofs.facts(code, _keys(keys), request.user)
    if not facts:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form, rows = OccasionForm(data, month=month), page.rows(facts, month, request.user, data)
    is_valid = [row.form is None or row.form.is_valid() for row in rows] if data is not None else []
    act = partial(page.give, rows, month=month, by=request.user)
    if all(is_valid) and attempt(request, act, form=form, said=_given):
        return redirect("scoring:adjustments_of", month)
    return render(request, "scoring/bonuses/give.html", page.context(form, rows, month, code))


def _given(number: int) -> str:
    return ngettext("%(n)s bonus is entered; the next close counts it.",
                    "%(n)s bonuses are entered; the next close counts them.", number) % {"n": number}  # fmt: skip


def _keys(text: str) -> list[int]:
    return [int(key) for key in text.split(BETWEEN) if key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY]
