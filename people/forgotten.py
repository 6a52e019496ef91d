"""A forgotten password: whoever asks gets the same answer; a link goes out by mail only to whom the account belongs."""

from allauth.core.ratelimit import consume_or_429
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from people import accounts
from people.models import Account

MOST_ACCOUNTS = 3
"""Accounts that share one mail address and get a link each."""


class ForgottenForm(forms.Form):
    """Whose password it is."""

    login = forms.CharField(
        label=gettext_lazy("Staff number, phone or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


@login_not_required
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. Limited per address and per name; a worker sends, so the answer's time tells nothing."""
    form = ForgottenForm(request.POST or None)
    if not form.is_valid():
        return render(request, "account/forgotten.html", {"form": form})
    login = form.cleaned_data["login"].strip()
    refused: HttpResponse | None = consume_or_429(request, action="reset_password", key=login.casefold())
    if refused is not None:
        return refused
    promise_links(login)
    said = _("If an account with a mail address belongs to this, a link is on its way. It works once, for three days.")
    messages.info(request, said)
    return redirect("account_login")


@transaction.atomic
def promise_links(login: str) -> None:
    """Promise a link to every active account of this user name or mail address that has a mail address."""
    asked = Account.objects.filter(Q(username__iexact=login) | Q(email__iexact=login), is_active=True)
    for account in asked.exclude(email="").order_by("pk")[:MOST_ACCOUNTS]:
        accounts.promise_link(account)
