"""The webhooks of a company, for administrators."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from . import verbs
from .events import EVENTS
from .forms import WebhookForm
from .models import WebhookDelivery, WebhookEndpoint

PER_PAGE = 50


@require_safe
@verb_required("reports.manage_webhooks")
def webhooks(request: AccountRequest) -> HttpResponse:
    """Every address, of what it is told, and whether the last message arrived."""
    found = WebhookEndpoint.objects.all()
    newest = WebhookDelivery.objects.order_by("endpoint_id", "-pk").distinct("endpoint_id").defer("body")
    last = {delivery.endpoint_id: delivery for delivery in newest}
    lines = [(one, [EVENTS[code].label for code in one.events if code in EVENTS], last.get(one.pk)) for one in found]
    return render(request, "reports/webhooks/list.html", {"lines": lines})


@never_cache
@require_http_methods(["GET", "POST"])
@verb_required("reports.manage_webhooks")
def add(request: AccountRequest) -> HttpResponse:
    """A new address. The answer shows its secret; it is shown nowhere else."""
    form = WebhookForm(request.POST or None)
    made = attempt(request, partial(verbs.add, by=request.user), form=form).result
    if made is not None:
        return render(request, "reports/webhooks/made.html", {"endpoint": made[0], "secret": made[1]})
    page = FormPage(
        title=_("New webhook"),
        explanation=_("Another program is told at once when something happens, and fetches the rest by API."),
        back=reverse("reports:webhooks"),
        done="",
        action=_("Add"),
    )
    return page.shown(request, form)


@require_safe
@verb_required("reports.manage_webhooks")
def log(request: AccountRequest, pk: int) -> HttpResponse:
    """What was told there, newest first."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    page = numbered(endpoint.deliveries.all(), request.GET.get("page"), PER_PAGE)
    labels = {code: event.label for code, event in EVENTS.items()} | {"test": _("Test")}
    lines = [(delivery, labels.get(delivery.event, delivery.event)) for delivery in page]
    return render(request, "reports/webhooks/log.html", {"endpoint": endpoint, "page": page, "lines": lines})


@require_POST
@verb_required("reports.manage_webhooks")
def send_test(request: AccountRequest, pk: int) -> HttpResponse:
    """A message there, now."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    attempt(request, partial(verbs.send_test, endpoint=endpoint), said=_("The test arrived."))
    return redirect("reports:webhook_log", pk)


@require_POST
@verb_required("reports.manage_webhooks")
def send_again(request: AccountRequest, pk: int) -> HttpResponse:
    """One delivery once more."""
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("endpoint"), pk=pk)
    verb = partial(verbs.send_again, delivery=delivery, by=request.user)
    attempt(request, verb, said=_("It is sent again; look here in a moment."))
    return redirect("reports:webhook_log", delivery.endpoint_id)


@require_http_methods(["GET", "POST"])
@verb_required("reports.manage_webhooks")
def remove(request: AccountRequest, pk: int) -> HttpResponse:
    """Say what removing does, then forget the address."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    page = FormPage(
        title=_("Remove “%(name)s”?") % {"name": endpoint.name},
        explanation=_("Nothing is told there any more; its secret and its log are forgotten."),
        back=reverse("reports:webhooks"),
        done=_("The webhook is removed."),
        action=_("Remove"),
        dangerous=True,
    )
    form = forms.Form(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(verbs.remove, endpoint=endpoint, by=request.user))
