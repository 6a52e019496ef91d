"""Home: what waits for whoever looks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from inbox import greeting
from inbox.asking import inbox_of
from inbox.beside import beside
from people.access import AccountRequest


@require_safe
def home(request: AccountRequest) -> HttpResponse:
    """The inbox first, what the role looks at beside it."""
    account, now = request.user, timezone.localtime()
    if not account.roles:
        return render(request, "inbox/no_role.html")
    context = {"inbox": inbox_of(account, now), "greeting": greeting.words(now), "now": now}
    return render(request, "inbox/home.html", context | beside(account))
