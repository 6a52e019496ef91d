"""The page on which an order is entered."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Account, Posting, Site
from workorders.incidents.verbs import fitting
from workorders.models import OrderCategory, WorkOrder
from workorders.registering.forms import RegisterForm
from workorders.registering.verbs import register, repeated_at
from workorders.usual import usual

LAST = "last_order"
"""In the session: what the next order probably has in common with the last one."""


@require_http_methods(["GET", "POST"])
@verb_required("workorders.register")
def enter(request: AccountRequest) -> HttpResponse:
    """Enter a resident's request, and take it on or leave it to the board."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        asked = {name: name in request.POST for name in ("take_on", "as_usual")}
        verb = partial(register, form.request(), by=request.user, at=timezone.now(), **asked)
        done = attempt(request, verb, said=_said)
        if done.result is not None:
            request.session[LAST] = {name: form.data.get(name, "") for name in ("channel", "site")}
            return HttpResponseRedirect(done.result.get_absolute_url())
    return render(request, "workorders/register.html", {"form": form, "now": timezone.now()})


@require_safe
@verb_required("workorders.register")
def hints(request: AccountRequest) -> HttpResponse:
    """While the form is filled in: whose the building is and who does the work; what the place asked for before."""
    form = _form(request, request.GET)
    now = timezone.now()
    site, place, category = form.so_far()
    told = usual(place.building, category, now) if site else None
    same = repeated_at(site, place, category, now) if site else None
    before = same and WorkOrder.objects.visible_to(request.user).filter(pk=same.pk).first()
    outage = fitting(site.pk, place.building.pk, category, now) if site and place.building else None
    context = {"told": told, "place": place, "before": before, "outage": outage}
    return render(request, "workorders/register_hints.html", context)


def _said(order: WorkOrder) -> str:
    said = {"number": order.number, "agent": order.agent}
    if order.agent_id is None:
        return _("Order %(number)s is entered.") % said
    return _("Order %(number)s is entered; %(agent)s is responsible.") % said


def _form(request: AccountRequest, said: Any = None) -> RegisterForm:
    last: dict[str, Any] = request.session.get(LAST, {})
    sites = _sites(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else (said, None)
    tree = list(OrderCategory.objects.filter(in_use=True))
    return RegisterForm(*sent, sites=sites, tree=tree, initial={"channel": "phone"} | last)


def _sites(account: Account) -> Sequence[Site]:
    """Where the account works, its own first; for who is posted to no site, every site that is served."""
    served = Site.objects.filter(is_active=True)
    own = list(served.visible_to(account))
    company_wide = Posting.objects.filter(person=account.person, site=None, last_day=None).exists()
    return own if own and not company_wide else list(served)
