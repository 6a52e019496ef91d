"""The catalogue of red lines: what nobody may do."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring.models import RedLineRule

from . import recertification
from .forms import RuleForm


@require_safe
@verb_required("scoring.view_red_lines")
def rule_list(request: AccountRequest) -> HttpResponse:
    """Everybody may know it."""
    return render(request, "scoring/red_lines/rules.html", {"rules": RedLineRule.objects.all()})


@require_http_methods(["GET", "POST"])
@verb_required("scoring.decide_red_line")
def add(request: AccountRequest) -> HttpResponse:
    """A line of the company's own."""
    page = FormPage(
        title=_("A line of the catalogue"), back=reverse("scoring:red_line_rules"), done=_("The line is added.")
    )
    form = RuleForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(recertification.add_rule, by=request.user))


@require_POST
@verb_required("scoring.decide_red_line")
def adopt(request: AccountRequest) -> HttpResponse:
    """Take over the usual catalogue."""
    attempt(
        request, partial(recertification.adopt_usual_rules, by=request.user), said=_("The usual lines are taken over.")
    )
    return redirect("scoring:red_line_rules")


@require_POST
@verb_required("scoring.decide_red_line")
def retire(request: AccountRequest, pk: int) -> HttpResponse:
    """Out of use, or in use again."""
    rule = get_object_or_404(RedLineRule, pk=pk)
    attempt(request, partial(recertification.retire_rule, rule=rule, by=request.user), said=_("It is recorded."))
    return redirect("scoring:red_line_rules")
