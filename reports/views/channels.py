"""The groups of work apps to which the portal posts, for administrators."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports.inbox import channels
from reports.inbox.channel_forms import AppForm, ChannelForm
from reports.inbox.channel_models import Channel
from reports.inbox.sources import AREAS


@require_safe
@verb_required("reports.manage_channels")
def channel_list(request: AccountRequest) -> HttpResponse:
    """Every bot, what it posts, when it last did, what the service said."""
    labels = {area.code: area.label for area in AREAS}
    lines = [(channel, [labels[code] for code in channel.areas if code in labels]) for channel in Channel.objects.all()]
    return render(request, "reports/inbox/channels.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@verb_required("reports.manage_channels")
def add(request: AccountRequest) -> HttpResponse:
    """A new bot."""
    page = FormPage(
        title=_("Add a group bot"),
        explanation=_("Once a day the group is told how many people have something to do, with a link to the portal."),
        back=reverse("reports:channels"),
        done=_("The bot is added. Send a test to see whether it arrives."),
        action=_("Add"),
    )
    return page.answer(request, ChannelForm(request.POST or None), partial(channels.add, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("reports.manage_channels")
def add_app(request: AccountRequest) -> HttpResponse:
    """The company's own app at a service."""
    page = FormPage(
        title=_("Add a work app"),
        explanation=_("Once a day it writes how many people have something to do, with a link to the portal."),
        back=reverse("reports:channels"),
        done=_("The app is added. Send a test to see whether it arrives."),
        action=_("Add"),
    )
    return page.answer(request, AppForm(request.POST or None), partial(channels.add_app, by=request.user))


@require_POST
@verb_required("reports.manage_channels")
def send_test(request: AccountRequest, pk: int) -> HttpResponse:
    """A message into the group, now."""
    channel = get_object_or_404(Channel, pk=pk)
    attempt(request, partial(channels.send_test, channel=channel), said=_("The test was posted; look into the group."))
    return redirect("reports:channels")


@require_http_methods(["GET", "POST"])
@verb_required("reports.manage_channels")
def remove(request: AccountRequest, pk: int) -> HttpResponse:
    """Say what removing does, then forget the bot."""
    channel = get_object_or_404(Channel, pk=pk)
    page = FormPage(
        title=_("Remove “%(name)s”") % {"name": channel.name},
        explanation=_("Nothing is posted there any more, and its address is forgotten; it can be added again."),
        back=reverse("reports:channels"),
        done=_("The bot is removed."),
        action=_("Remove"),
        dangerous=True,
    )
    form = forms.Form(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(channels.remove, channel=channel, by=request.user))
