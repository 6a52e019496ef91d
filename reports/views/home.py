"""Home: what waits for whoever looks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi_portal.lib.read_once import read_once
from people.access import AccountRequest
from reports.inbox import greeting
from reports.inbox.asking import inbox_of
from reports.inbox.beside import beside


@require_safe
def home(request: AccountRequest) -> HttpResponse:
    """The inbox first, what the role looks at beside it."""
    account, now = request.user, timezone.localtime()
    if not account.roles:
        return render(request, "reports/inbox/no_role.html")
    with read_once():
        context = {"inbox": inbox_of(account, now), "greeting": greeting.words(now), "now": now} | beside(account)
    return render(request, "reports/inbox/home.html", context)
