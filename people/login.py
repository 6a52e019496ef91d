"""Logging in: allauth inside one company, with answers at the field and a lock-out that says how long."""

import math
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_failure_limit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from people import accounts, devices
from people.models import Account

TOO_MANY = 429
USERNAME_LENGTH = 230
"""What axes stores, less the mark of a browser."""


class CompanyAccountAdapter(DefaultAccountAdapter):
    """allauth inside one company: sign-up is closed, accounts are given."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def post_login(self, request: HttpRequest, user: Account, **how: Any) -> HttpResponse:
        """Remember the browser."""
        response: HttpResponse = super().post_login(request, user, **how)
        devices.remember(request, response, compared(user.username))
        return response


class CompanyLoginForm(LoginForm):
    """User name and password. A refusal stands at the password: how many tries are left, or how long to wait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = gettext_lazy("Staff number or phone"), gettext_lazy("Password")
        password.help_text = ""
        self.fields["remember"].label = gettext_lazy("Keep me logged in on this device for 30 days")
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        """Check the credentials; the form is refused as a whole by allauth, at the password by us."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            self.add_error("password", refusal(self.request, self.user_credentials()))
            cleaned = self.cleaned_data
        return cleaned


def refusal(request: HttpRequest, credentials: dict[str, Any]) -> str:
    """Why the log-in was refused, in a sentence."""
    if getattr(request, "axes_locked_out", False):
        minutes = _minutes_locked(request, credentials)
        return ngettext(
            "Too many wrong passwords. Try again in %(minutes)d minute.",
            "Too many wrong passwords. Try again in %(minutes)d minutes.",
            minutes,
        ) % {"minutes": minutes}
    left = get_failure_limit(request, credentials) - AxesProxyHandler.get_failures(request, credentials)
    return ngettext(
        "Account or password is not right; %(left)d more try.",
        "Account or password is not right; %(left)d more tries.",
        left,
    ) % {"left": left}


def _minutes_locked(request: HttpRequest, credentials: dict[str, Any]) -> int:
    """Whole minutes, rounded up, until the lock-out of this name at this address ends."""
    cool_off: timedelta | None = get_cool_off(request)
    found = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    last: datetime | None = max((one.attempt_time for attempts in found for one in attempts), default=None)
    if cool_off is None or last is None:
        return 1
    return max(1, math.ceil((last + cool_off - timezone.now()).total_seconds() / 60))


def username_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Whose failures axes counts together: the user name, and the browser where it has logged in with it before."""
    name = compared(str((credentials or {}).get("username") or request.POST.get("login", "")))
    device = devices.known_device(request, name)
    return f"{name}·{device}" if device else name


def compared(username: str) -> str:
    """The user name as the log-in compares it, whatever its case."""
    return username.strip().casefold()[:USERNAME_LENGTH]


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """axes's answer to a locked-out log-in: the form as it stands, with its sentence, as 429."""
    response.status_code = TOO_MANY
    return response


class CompanyChangePasswordForm(ChangePasswordForm):
    """Old password and the new one, once: browsers show what was typed, and a manager fills it in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": gettext_lazy("Present password"),
            "password1": gettext_lazy("New password"),
            "password2": gettext_lazy("New password again"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = gettext_lazy("At least 10 characters, not a common word or your name.")


class FirstPasswordForm(forms.Form):
    """The password somebody chooses by a one-time link."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 10 characters, not a common word or your name."),
    )
    again = forms.CharField(
        label=gettext_lazy("New password again"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """Refuse what Django's validators refuse."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password

    def clean_again(self) -> str:
        """Refuse a slip of the finger."""
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") not in {None, again}:
            raise forms.ValidationError(_("The two passwords differ."))
        return again


@login_not_required
@never_cache
@sensitive_post_parameters()
def set_password(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """GET shows the form (mail scanners follow links), POST uses the link up.

    A link that is used, expired, of another company or made up is told apart by nobody: 404.
    """
    account = accounts.account_of_link(key, token)
    if account is None:
        return render(request, "account/link_void.html", status=404)
    form = FirstPasswordForm(request.POST or None, account=account)
    if not form.is_valid():
        return render(request, "account/set_password.html", {"form": form, "account": account})
    if not accounts.set_first_password(account=account, token=token, password=form.cleaned_data["password"]):
        return render(request, "account/link_void.html", status=404)
    messages.success(request, _("The password is set. Log in with it."))
    return redirect("account_login")
