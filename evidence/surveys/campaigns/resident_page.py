"""The same one screen for a survey of all residents."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from evidence.surveys.inviting.answering import Said
from evidence.surveys.inviting.giving import hash_of
from evidence.surveys.inviting.models import SurveySettings
from evidence.surveys.inviting.resident_forms import ResidentForm
from kpi_portal.lib.form_page import attempt
from people.access import AccountRequest

from . import verbs
from .models import CampaignLink


class CampaignForm(ResidentForm):
    """Without what is asked about an order only."""

    not_done = turn = None  # type: ignore[assignment]  # how Django takes a field away
    ticket = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def said(self) -> Said:
        self.cleaned_data |= {"not_done": False, "turn": 0}
        return super().said()


def found(token: str) -> CampaignLink | None:
    """The slip or poster that has this token."""
    links = CampaignLink.objects.select_related("campaign__site")
    return links.filter(token_hash=hash_of(token)).first()


def asked(request: AccountRequest, link: CampaignLink) -> HttpResponse:
    """The form; answered, the receipt."""
    ticket = verbs.ticket_of(link) if link.is_poster else ""
    form = CampaignForm(request.POST if request.method == "POST" else None, initial={"ticket": ticket})
    if request.method == "POST" and form.is_valid():
        said, ticket = form.said(), form.cleaned_data["ticket"]
        form.cleaned_data.clear()  # attempt passes what was asked as arguments
        told = attempt(request, lambda: verbs.answer(link, said=said, ticket=ticket, at=timezone.now()), form=form)
        if told.result is not None:
            return HttpResponseRedirect(f"{reverse('residents:verify')}?receipt={told.result.receipt}")
    shown = {"form": form, "invitation": link.campaign, "heading": link.campaign.name}
    return render(request, "residents/survey.html", {**shown, "rules": SurveySettings.of_the_company()})
