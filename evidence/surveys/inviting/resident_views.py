"""What residents open with a link or a code: no log-in, one screen, no script, no cookie needed.

GET changes nothing, since mail scanners and chat programs follow links; only POST answers. The token is what lets in,
so nothing is gained by a form that another site sends: who knows the token may answer anyway.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from evidence.surveys import receipts
from evidence.surveys.campaigns import resident_page
from evidence.surveys.campaigns import verbs as campaigns
from evidence.surveys.campaigns.models import CampaignLink
from kpi_portal.lib.form_page import attempt
from people.access import AccountRequest

from . import answering, giving, limits
from .answering import Standing
from .models import InvitationLink, SurveySettings
from .resident_forms import ResidentForm

STATUS_ONCE_OVER = {Standing.USED: 409, Standing.EXPIRED: 410, Standing.BEING_DONE: 409}


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def survey(request: AccountRequest, token: str) -> HttpResponse:
    """The question, or where the link stands."""
    if limits.is_too_often(request, giving.hash_of(token)):
        return _too_often(request)
    link = giving.found(token)
    campaign = None if link else resident_page.found(token)
    if link is None and campaign is None:
        return _said(request, "unknown", status=404)
    if request.method == "POST" and request.user.is_authenticated:
        return _said(request, "staff", status=403)
    return _by_invitation(request, link) if link else _by_campaign(request, campaign)


def _by_campaign(request: AccountRequest, link: CampaignLink | None) -> HttpResponse:
    assert link is not None  # one of both was found
    if campaigns.is_open(link, timezone.now()):
        return resident_page.asked(request, link)
    status = 409 if link.used_at and request.method == "POST" else 200 if link.used_at else 410
    return _said(request, "used" if link.used_at else "expired", status=status, link=link)


def _by_invitation(request: AccountRequest, link: InvitationLink) -> HttpResponse:
    standing = answering.standing_of(link, timezone.now())
    if standing is not Standing.OPEN:
        return _over(request, link, standing)
    return _asked(request, link)


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: AccountRequest) -> HttpResponse:
    """What a receipt proves."""
    written = (request.POST.get("receipt", "") or request.GET.get("receipt", ""))[:40].strip()
    if limits.is_too_often(request, f"verify:{request.META['REMOTE_ADDR']}"):
        return _too_often(request)
    found = receipts.check(written) if written else None
    return render(request, "residents/verify.html", {"written": written, "found": found})


def _asked(request: AccountRequest, link: InvitationLink) -> HttpResponse:
    """The form; answered, the same address says thanks."""
    invitation = link.invitation
    form = ResidentForm(request.POST or None, initial={"turn": invitation.not_done})
    if request.method == "POST" and form.is_valid():
        said, address = form.said(), request.META["REMOTE_ADDR"]
        form.cleaned_data.clear()  # attempt passes what was asked as arguments
        if attempt(request, lambda: answering.answer(link, said=said, at=timezone.now(), address=address), form=form):
            return HttpResponseRedirect(request.path)
    return render(request, "residents/survey.html", {"form": form, "invitation": invitation, "rules": _rules()})


def _over(request: AccountRequest, link: InvitationLink, standing: Standing) -> HttpResponse:
    """Nothing more can be answered here; whoever answered finds the receipt."""
    status = STATUS_ONCE_OVER[standing] if request.method == "POST" or standing is Standing.EXPIRED else 200
    receipt = receipts.spelled(link.answer.receipt) if link.answer else ""
    return _said(request, standing.value, status=status, link=link, receipt=receipt)


def _too_often(request: AccountRequest) -> HttpResponse:
    answer = _said(request, "too_often", status=429)
    answer["Retry-After"] = str(limits.MINUTE)
    return answer


def _said(request: AccountRequest, what: str, *, status: int, **more: Any) -> HttpResponse:
    """A page in plain words."""
    heads = {
        "unknown": _("This link is not valid"),
        "used": _("Thank you, your answer is in"),
        "expired": _("This link has expired"),
        "being_done": _("We are on it"),
        "staff": _("Residents answer here"),
        "too_often": _("Too many requests"),
    }
    told = {"what": what, "head": heads[what], "rules": _rules(), **more}
    return render(request, "residents/said.html", told, status=status)


def _rules() -> SurveySettings:
    return SurveySettings.of_the_company()
