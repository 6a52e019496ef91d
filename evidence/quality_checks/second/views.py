"""Asking for a second rating, giving it blind, settling it, and how far raters agree."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.quality_checks import checklists
from evidence.quality_checks.forms import SecondForm
from evidence.quality_checks.models import QualityCheck
from evidence.quality_checks.scoring_while_filling import filled, so_far
from evidence.quality_checks.verbs import items_of
from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Account

from . import agreement, verbs
from .models import SecondRating


class AskForm(forms.Form):
    """Of whom."""

    rater = forms.ModelChoiceField(Account.objects.none(), label=gettext_lazy("Second rater"))

    def __init__(self, *args: object, check: QualityCheck, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["rater"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = verbs.askable(check)


@require_http_methods(["GET", "POST"])
@verb_required("evidence.check")
def ask(request: AccountRequest, pk: int) -> HttpResponse:
    """Choose who rates the contact a second time."""
    check = get_object_or_404(QualityCheck.objects.visible_to(request.user), pk=pk)
    page = FormPage(
        title=_("Ask for a second rating"),
        explanation=_("Who is asked rates the contact without seeing the first rating. It never counts by itself."),
        back=reverse("evidence:check", args=[pk]),
        done=_("The second rating is asked for."),
        action=_("Ask"),
    )
    form = AskForm(request.POST if request.method == "POST" else None, check=check)
    return page.answer(request, form, partial(verbs.ask, check, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("evidence.check")
def rate(request: AccountRequest, pk: int) -> HttpResponse:
    """The contact and its items, and nothing that the first rater said."""
    mine = SecondRating.objects.filter(rater=request.user, rated_at=None)
    second = get_object_or_404(mine.select_related("quality_check__agent", "quality_check__checklist"), pk=pk)
    check = second.quality_check
    items = [item._replace(outcome="", finding="") for item in items_of(check)]
    form, told = filled(SecondForm, request, items=items, findings=checklists.findings_of(check.checklist))

    def act(**said: object) -> object:
        return verbs.rate(second, items=form.items_as_checked(), by=request.user, note=str(said["note"]))

    if not told and attempt(request, act, form=form, said=_("The second rating is given.")):
        return redirect("evidence:check", verbs.standing(second).pk)
    context = {"form": form, "title": _("Second rating"), "back": reverse("evidence:checks"), "of": check}
    return render(request, "evidence/quality_checks/checklist.html", context | {"so_far": so_far(form)})


@require_POST
@verb_required("evidence.check")
def settle(request: AccountRequest, pk: int, settlement: str) -> HttpResponse:
    """The first stands, or the second is taken over."""
    check = get_object_or_404(QualityCheck.objects.visible_to(request.user), pk=pk)
    second = get_object_or_404(verbs.of_check(check))
    act = partial(verbs.settle, second, settlement=settlement, by=request.user)
    attempt(request, act, said=_("The difference is settled."))
    return redirect("evidence:check", verbs.standing(second).pk)


@require_safe
@verb_required("evidence.check")
def calibration(request: AccountRequest) -> HttpResponse:
    """Agreement of each item, each rater's mean difference, and the contacts rated twice."""
    pairs = agreement.pairs_seen(request.user)
    context = {"pairs": pairs, "items": agreement.by_item(pairs), "raters": agreement.by_rater(pairs)}
    return render(request, "evidence/quality_checks/second/calibration.html", context)
