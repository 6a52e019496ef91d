"""Invitations for whoever leads: who was asked, how many answered, a link to hand over; how the company asks."""

from functools import partial
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.links import whole
from kpi_portal.lib.paging import newest_first
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.refusals import Refused
from people.access import AccountRequest

from . import giving, response_rates, rules
from .filters import InvitationFilter
from .models import Invitation, InvitationLink, SurveySettings

QR_DARK = "#000000"


@require_safe
@verb_required("evidence.view_invitations")
def invitation_list(request: AccountRequest) -> HttpResponse:
    """Invitations, newest first, with the response rate of what the list shows."""
    seen = Invitation.objects.visible_to(request.user)
    wanted = InvitationFilter(request.GET, queryset=seen, request=request)
    rates = response_rates.by_site(wanted.qs)
    rows = wanted.qs.select_related("order", "agent", "site", "building").prefetch_related("links")
    told = {
        "filter": wanted,
        "page": newest_first(rows, "invited_at", request.GET.get("before", "")),
        "rates": rates,
        "rate": response_rates.altogether(rates),
        "is_on": SurveySettings.of_the_company().is_on,
    }
    return render(request, "evidence/surveys/invitations/list.html", told)


@never_cache
@require_POST
@verb_required("evidence.invite")
def show_link(request: AccountRequest, pk: int) -> HttpResponse:
    """A new link as a code on the screen, and as words for a chat. Shown only now."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    give = partial(giving.give_links, given=InvitationLink.Given.SHOWN, by=request.user, at=timezone.now())
    try:
        (given,) = give([invitation])
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("evidence:invitations")
    link = address_of(given.token)
    told = {"invitation": invitation, "link": link, "code": code_of(link)}
    return render(request, "evidence/surveys/invitations/link.html", told)


@require_http_methods(["GET", "POST"])
@verb_required("evidence.set_survey_rules")
def survey_rules(request: AccountRequest) -> HttpResponse:
    """Whether residents are asked, how long a link holds, when they are reminded."""
    page = FormPage(
        title=_("How residents are asked"),
        explanation=_("What changes holds for invitations made from now on."),
        back=reverse("evidence:invitations"),
        done=_("Saved."),
    )
    form = RulesForm(request.POST or None, instance=SurveySettings.of_the_company())
    return page.answer(request, form, partial(_change, by=request.user))


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """The company's rules of surveys."""

    class Meta:
        model = SurveySettings
        fields = ["is_on", "valid_days", "remind_after_days", "phone"]


def _change(*, by: Any, **values: Any) -> SurveySettings:
    return rules.set_rules(values, by=by)


def address_of(token: str) -> str:
    """The whole address of a link."""
    return whole(reverse("residents:survey", args=[token]))


def code_of(link: str) -> str:
    """A link as a picture."""
    return segno.make_qr(link, error="m").svg_data_uri(scale=6, border=2, dark=QR_DARK)
