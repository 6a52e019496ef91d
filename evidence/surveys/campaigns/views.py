"""Surveys of all residents: the list, planning one, what it says."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from records import downloads

from . import exporting, results, verbs
from .models import Campaign, CampaignAnswer

LISTED = 50
COMMENTS = 100


class CampaignForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """A survey between two days."""

    class Meta:
        model = Campaign
        fields = ["name", "kind", "site", "first_day", "last_day"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("first_day", "last_day")}


@require_safe
@verb_required("evidence.view_invitations")
def campaign_list(request: AccountRequest) -> HttpResponse:
    """The newest surveys."""
    found = Campaign.objects.visible_to(request.user).select_related("site")[:LISTED]
    return render(request, "evidence/surveys/campaigns/list.html", {"campaigns": found})


@require_http_methods(["GET", "POST"])
@verb_required("evidence.run_campaigns")
@sent_once
def plan(request: AccountRequest) -> HttpResponse:
    """Plan one."""
    page = FormPage(
        title=_("New survey of all residents"),
        explanation=_("Its answers are nobody's: they count on no card."),
        back=reverse("evidence:campaigns"),
        done=_("The survey is planned: print its slips and its poster."),
    )
    return page.answer(request, CampaignForm(request.POST or None), partial(verbs.plan_campaign, by=request.user))


@require_safe
@verb_required("evidence.view_invitations")
def campaign_page(request: AccountRequest, pk: int) -> HttpResponse:
    """What one says."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("site"), pk=pk)
    said = CampaignAnswer.objects.filter(link__campaign=campaign).exclude(comment="").order_by("-answered_at", "-pk")
    told = {"campaign": campaign, "result": results.of(campaign), "said": said[:COMMENTS]}
    return render(request, "evidence/surveys/campaigns/campaign.html", told)


@require_safe
@verb_required("evidence.view_invitations")
def export(request: AccountRequest, pk: int, kind: str) -> HttpResponse:
    """What residents said, as a file."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    answers = CampaignAnswer.objects.filter(link__campaign=campaign).select_related("link")
    found = answers.order_by("answered_at", "pk")[: downloads.MOST_ROWS]
    return downloads.table(exporting.table(found), f"survey-{pk}.{kind}", kind)
