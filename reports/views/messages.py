"""How one is told of tasks outside the portal."""

from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports.inbox import telling
from reports.inbox.forms import MessagesForm


@require_http_methods(["GET", "POST"])
@verb_required("reports.view_home")
def messages(request: AccountRequest) -> HttpResponse:
    """One's own choice of when mail is written."""
    row = telling.settings_of(request.user)
    chosen = {name: getattr(row, name) for name in ("how", "hour", "quiet_from", "quiet_until")}
    chosen["language"] = request.user.language or settings.LANGUAGE_CODE
    form = MessagesForm(request.POST or None, initial=chosen)
    if attempt(request, partial(telling.change, by=request.user), form=form, said=_("Saved.")):
        return redirect("reports:messages")
    return render(request, "reports/inbox/messages.html", {"form": form})


@require_POST
@verb_required("reports.view_home")
def send_test(request: AccountRequest) -> HttpResponse:
    """A mail to oneself."""
    said = _("A test is on its way to %(address)s.") % {"address": request.user.email}
    attempt(request, partial(telling.send_test, by=request.user), said=said)
    return redirect("reports:messages")
