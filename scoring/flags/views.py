"""Flags of a month, and one flag with its facts and what people said of it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import months
from scoring.models import Flag

from . import finding, page, verbs
from .forms import JudgementForm
from .rules import rules

ROWS = 30


@require_safe
@verb_required("scoring.judge_flags")
def newest(request: AccountRequest) -> HttpResponse:
    """The latest month with a flag that the account may see, else the running one."""
    latest = Flag.objects.visible_to(request.user).order_by("-first_day").first()
    month = latest.month if latest else Month.of(timezone.now(), months.company_zone())
    return redirect("scoring:flags_of", month=month)


@require_safe
@verb_required("scoring.judge_flags")
def flag_list(request: AccountRequest, month: Month) -> HttpResponse:
    """By name, those that wait first."""
    flags = Flag.objects.visible_to(request.user).of_month(month.first_day).select_related("agent").by_name()
    found = numbered(flags.prefetch_related("words__by__person"), request.GET.get("page"), ROWS)
    rows = [page.told(flag) for flag in found.object_list]
    context = {"month": month, "page": found, "rows": rows, "rules": rules().values()}
    return render(request, "scoring/flags/list.html", context)


@require_POST
@verb_required("scoring.judge_flags")
def look(request: AccountRequest, month: Month) -> HttpResponse:
    """Look through the month now."""
    attempt(request, partial(finding.look, month), said=_said)
    return redirect("scoring:flags_of", month=month)


def _said(number: int) -> str:
    return ngettext("Looked through; %(n)s flag waits.", "Looked through; %(n)s flags wait.", number) % {"n": number}


@require_http_methods(["GET", "HEAD", "POST"])
@verb_required("scoring.judge_flags")
def flag(request: AccountRequest, pk: int) -> HttpResponse:
    """One of them, with its facts; judged here."""
    one = get_object_or_404(Flag.objects.visible_to(request.user).select_related("agent"), pk=pk)
    form = JudgementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        verb = partial(verbs.judge, flag=one, by=request.user)
        if attempt(request, verb, form=form, said=_("It is judged. No figure has changed.")):
            return redirect("scoring:flags_of", month=one.month)
    facts = page.facts_of(one, request.user)
    context = page.told(one) | {
        "form": form,
        "facts": facts,
        "hidden": len(one.facts) - len(facts),
        "kept_back": verbs.why_not(one, request.user),
        "words": one.words.select_related("by__person"),
    }
    return render(request, "scoring/flags/flag.html", context)
