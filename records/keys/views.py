"""The keys of other programs, for administrators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from records.models import ApiKey

from . import verbs
from .forms import KeyForm
from .scopes import label_of

if TYPE_CHECKING:
    from people.access import AccountRequest


@require_safe
@verb_required("records.manage_keys")
def keys(request: AccountRequest) -> HttpResponse:
    """Every key: whose program, what it may, until when, when it was used; those that are over below."""
    found = [(key, [label_of(scope) for scope in key.scopes]) for key in ApiKey.objects.select_related("made_by")]
    lines = sorted(found, key=lambda line: line[0].is_over)
    return render(request, "records/keys.html", {"lines": lines})


@never_cache
@require_http_methods(["GET", "POST"])
@verb_required("records.manage_keys")
def make(request: AccountRequest) -> HttpResponse:
    """A new key. The answer shows its words; they are shown nowhere else."""
    form = KeyForm(request.POST or None, account=request.user)
    made = attempt(request, partial(verbs.make, by=request.user), form=form).result
    if made is not None:
        return render(request, "records/key_made.html", {"key": made[0], "words": made[1]})
    page = FormPage(
        title=_("New API key"),
        explanation=_("With it another program sends facts and reads cards, in your name."),
        back=reverse("records:keys"),
        done="",
        action=_("Make the key"),
    )
    return page.shown(request, form)


@require_http_methods(["GET", "POST"])
@verb_required("records.manage_keys")
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Say what withdrawing does, then do it."""
    key = get_object_or_404(ApiKey, pk=pk)
    page = FormPage(
        title=_("Withdraw “%(name)s”?") % {"name": key.name},
        explanation=_(
            "The program is shut out at once and for good. What it brought stays; each import can be undone."
        ),
        back=reverse("records:keys"),
        done=_("The key is withdrawn."),
        action=_("Withdraw the key"),
        dangerous=True,
    )
    form = forms.Form(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(verbs.withdraw, key=key, by=request.user))
