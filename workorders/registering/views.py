"""The page on which an order is entered."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from people.models import Account, Posting, Site
from workorders.acts.verbs import reopen
from workorders.models import OrderCategory, WorkOrder
from workorders.registering import hinting
from workorders.registering.forms import RegisterForm
from workorders.registering.verbs import register

LAST = "last_order"
"""In the session: what the next order probably has in common with the last one."""


@require_http_methods(["GET", "POST"])
@verb_required("workorders.register")
@sent_once
def enter(request: AccountRequest) -> HttpResponse:
    """Enter a resident's request, and take it on or leave it to the board."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        done = attempt(request, _entering(request, form), said=_said)
        if done.result is not None:
            request.session[LAST] = {name: form.data.get(name, "") for name in ("channel", "site")}
            return HttpResponseRedirect(done.result.get_absolute_url())
    now = timezone.now()
    return render(request, "workorders/register.html", hinting.hints(form, request, now) | {"form": form, "now": now})


@require_safe
@verb_required("workorders.register")
def hints(request: AccountRequest) -> HttpResponse:
    """While the form is filled in: who will have it and until when; what the place asked for before."""
    told = hinting.hints(_form(request, request.GET), request, timezone.now())
    return render(request, "workorders/register_hints.html", told)


def _entering(request: AccountRequest, form: RegisterForm) -> Callable[[], WorkOrder]:
    """A new order, or the last one of the same trouble opened again."""
    now, before = timezone.now(), hinting.to_reopen(request)
    if before is not None:
        reason = form.cleaned_data["description"] or form.problem_chosen.subject
        return partial(reopen, before, reason=reason, by=request.user, at=now)
    asked = {name: name in request.POST for name in ("take_on", "as_usual")}
    return partial(register, form.request(), by=request.user, at=now, **asked)


def _said(order: WorkOrder) -> str:
    said = {"number": order.number, "agent": order.agent}
    if order.state == WorkOrder.State.REOPENED:
        return _("Order %(number)s is open again.") % said
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
