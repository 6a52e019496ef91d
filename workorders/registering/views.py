"""The page on which an order is entered."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Account, Posting, Site
from workorders.models import OrderCategory, WorkOrder
from workorders.registering.forms import RegisterForm
from workorders.registering.verbs import register

LAST = "last_order"
"""In the session: what the next order probably has in common with the last one."""


@require_http_methods(["GET", "POST"])
@verb_required("workorders.register")
def enter(request: AccountRequest) -> HttpResponse:
    """Enter a resident's request, and take it on or leave it to the board."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        verb = partial(register, form.request(), take_on="take_on" in request.POST, by=request.user, at=timezone.now())
        done = attempt(request, verb, said=_said)
        if done.result is not None:
            request.session[LAST] = {name: form.data.get(name, "") for name in ("channel", "site")}
            return HttpResponseRedirect(done.result.get_absolute_url())
    return render(request, "workorders/register.html", {"form": form, "now": timezone.now()})


def _said(order: WorkOrder) -> str:
    return _("Order %(number)s is entered.") % {"number": order.number}


def _form(request: AccountRequest) -> RegisterForm:
    last: dict[str, Any] = request.session.get(LAST, {})
    sites = _sites(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    tree = list(OrderCategory.objects.filter(in_use=True))
    return RegisterForm(*sent, sites=sites, tree=tree, initial={"channel": "phone"} | last)


def _sites(account: Account) -> Sequence[Site]:
    """Where the account works, its own first; for who is posted to no site, every site that is served."""
    served = Site.objects.filter(is_active=True)
    own = list(served.visible_to(account))
    company_wide = Posting.objects.filter(person=account.person, site=None, last_day=None).exists()
    return own if own and not company_wide else list(served)
