"""The second factor: an authenticator app or a passkey, with recovery codes; required for whoever decides on pay.

Who holds a role of ``REQUIRED_FOR`` at a company that requires it (``LogInRules``, on from the beginning) reaches
nothing but the pages of the second factor until one is set up.
"""

from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.core.ratelimit import consume
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.vault import vault
from people.access import ADMINISTRATOR, HR
from people.models import Account, LogInRules
from records import audit

REQUIRED_FOR = (ADMINISTRATOR, HR)
PURPOSE = "second factor"
SEEN = "second_factor"
"""Key of the session: this account has one, so that later requests need not ask."""
OPEN_WITHOUT = ("mfa_", "account_", "choose_", "brand", "set_password")
"""Beginnings of the names of routes that are reached before a second factor is set up."""

Handler = Callable[[HttpRequest], HttpResponse]


class CompanyMFAAdapter(DefaultMFAAdapter):
    """allauth's second factor inside one company."""

    def get_totp_issuer(self) -> str:
        """The company's name, which the app shows beside the code."""
        return str(connection.tenant.name)

    def encrypt(self, text: str) -> str:
        """Secrets are not readable in the database or a backup of it."""
        return vault(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises InvalidToken where the portal's key was changed."""
        return vault(PURPOSE).decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who must have one."""
        if not is_required(authenticator.user):
            return True
        others = _factors(authenticator.user).exclude(pk=authenticator.pk)
        return bool(authenticator.type == Authenticator.Type.RECOVERY_CODES or others.exists())


class _AsksForACode:
    """A code of the app has its own name: elsewhere a code is that of a plan or a rule."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = gettext_lazy("Verification code")
        self.fields["code"].widget.attrs.pop("placeholder", None)


class _Limited(_AsksForACode):
    """Codes have six digits: whoever knows the password gets five tries in five minutes."""

    user: Account

    def clean_code(self) -> str:
        if not consume(context.request, action="second_factor", key=f"{connection.tenant.uuid}:{self.user.pk}"):
            raise forms.ValidationError(_("Too many wrong codes. Try again in five minutes."))
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class CodeForm(_Limited, base_forms.AuthenticateForm):
    """The code at log-in."""


class CodeAgainForm(_Limited, base_forms.ReauthenticateForm):
    """The code before something about the account is changed."""


class SetUpForm(_AsksForACode, ActivateTOTPForm):
    """The first code of an app."""


class PasskeyForm(AddWebAuthnForm):
    """What a passkey is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = pgettext_lazy("passkey", "Name")


def second_factor_required(get_response: Handler) -> Handler:
    """Middleware: who must have a second factor and has none is sent to set one up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        is_open = match is not None and (match.view_name or "").startswith(OPEN_WITHOUT)
        return None if is_open or not _must_set_up(request) else redirect("mfa_index")

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django's hook
    return middleware


def is_required(account: Account) -> bool:
    """Whether this account may not be without a second factor."""
    return account.has_role(*REQUIRED_FOR) and LogInRules.current().second_factor_required


@transaction.atomic
def reset(*, account: Account, by: Account) -> None:
    """Take every second factor from an account whose owner lost theirs; its sessions end. Never one's own."""
    if by.pk == account.pk:
        raise Refused(_("Somebody else has to do this for you."), code="for_oneself")
    Authenticator.objects.filter(user=account).delete()
    account.set_unusable_password()  # ends the sessions; a new one-time link opens the account again
    account.save(update_fields=["password"])
    audit.record(by=by, verb="people.reset_second_factor", subject=account)


def _must_set_up(request: HttpRequest) -> bool:
    account = getattr(request, "user", None)
    if not isinstance(account, Account) or request.session.get(SEEN) or not is_required(account):
        return False
    if not _factors(account).exists():
        return True
    request.session[SEEN] = True
    return False


def _factors(account: Account) -> Any:
    return Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
