"""Answers to changes of targets after their freeze: HR confirms, or the request is withdrawn (SCORING §5)."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring.models import TargetChange
from scoring.targets import changes


@require_POST
@verb_required("scoring.confirm_targets")
def confirm(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """Make the change, as the second person."""
    return _answer(request, month, pk, changes.confirm, _("The target is changed; the card will say so."))


@require_POST
@verb_required("scoring.set_targets")
def withdraw(request: AccountRequest, month: Month, pk: int) -> HttpResponse:
    """Take the request back, or decline it."""
    return _answer(request, month, pk, changes.withdraw, _("The request is withdrawn; the target stays."))


def _answer(
    request: AccountRequest, month: Month, pk: int, verb: Callable[..., TargetChange], said: str
) -> HttpResponse:
    change = get_object_or_404(TargetChange.objects.visible_in(month, request.user), pk=pk)
    attempt(request, partial(verb, change=change, by=request.user), said=said)
    return redirect("scoring:targets_of", month, change.for_whom[0])
