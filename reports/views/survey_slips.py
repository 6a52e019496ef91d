"""Printing what the list of invitations shows as slips to hand over."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evidence.surveys.campaigns import verbs as campaigns
from evidence.surveys.campaigns.models import Campaign
from evidence.surveys.inviting import giving
from evidence.surveys.inviting.filters import InvitationFilter
from evidence.surveys.inviting.models import Invitation
from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from reports import survey_slips


@never_cache
@require_POST
@verb_required("evidence.invite")
def print_slips(request: AccountRequest) -> HttpResponse:
    """A fresh link on each slip; where the page cannot be printed, none was given out."""
    seen = Invitation.objects.visible_to(request.user)
    wanted = InvitationFilter(request.GET, queryset=seen, request=request)

    @transaction.atomic
    def printed() -> bytes:
        return survey_slips.printed(giving.hand_out(wanted.qs, by=request.user, at=timezone.now()))

    file = attempt(request, printed).result
    if file is None:
        return HttpResponseRedirect(f"{reverse('evidence:invitations')}?{request.GET.urlencode()}")
    return downloads.attachment(file, f"slips-{timezone.localdate()}.pdf", "application/pdf")


class NumberForm(forms.Form):
    """How many slips."""

    number = forms.IntegerField(min_value=1, max_value=200)


@never_cache
@require_POST
@verb_required("evidence.run_campaigns")
def print_campaign_slips(request: AccountRequest, pk: int) -> HttpResponse:
    """Slips of a survey of all residents, each for one answer."""
    form = NumberForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Print 1 to 200 slips at once."))
        return redirect("evidence:campaign", pk)
    return _campaign(request, pk, form.cleaned_data["number"], is_poster=False)


@never_cache
@require_POST
@verb_required("evidence.run_campaigns")
def print_poster(request: AccountRequest, pk: int) -> HttpResponse:
    """A poster for everybody who passes."""
    return _campaign(request, pk, 1, is_poster=True)


def _campaign(request: AccountRequest, pk: int, number: int, *, is_poster: bool) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)

    @transaction.atomic
    def printed() -> bytes:
        at = timezone.now()
        tokens = campaigns.give_links(campaign, number=number, is_poster=is_poster, by=request.user, at=at)
        return survey_slips.printed_campaign(campaign, tokens, poster=is_poster)

    file = attempt(request, printed).result
    if file is None:
        return redirect("evidence:campaign", pk)
    return downloads.attachment(file, f"{'poster' if is_poster else 'slips'}-{pk}.pdf", "application/pdf")
