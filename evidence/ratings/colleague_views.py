"""Ratings within a team: a member's and a leader's screen, and what is shown of them."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads, months

from . import colleagues, sheet, shown
from .colleagues import LEADERS, PEERS, Side
from .forms import ColleagueForm
from .models import RatingRules
from .querysets import is_shut
from .verbs import may_be_rated


def _to_rate() -> Month:
    """The present month, in its first days still the one before."""
    return months.month_containing(timezone.now() - months.COMPLETION_GRACE)


@require_safe
@verb_required("evidence.view")
def latest(request: AccountRequest) -> HttpResponse:
    """The last month in which peers rate no more."""
    return redirect("evidence:colleague_ratings", _to_rate().previous)


@require_safe
@verb_required("evidence.view")
def rating_list(request: AccountRequest, month: Month) -> HttpResponse:
    """Of each agent whom the account may see: what peers say together, and what who leads says."""
    found = shown.rows(month, request.user)
    context = {"month": month, "page": numbered(found, request.GET.get("page")), "is_shut": is_shut(month)}
    return render(request, "evidence/ratings/colleagues.html", context | {"rules": RatingRules.of_the_company()})


@require_safe
@verb_required("evidence.view")
def export(request: AccountRequest, month: Month, kind: str) -> HttpResponse:
    """The same as a file."""
    return downloads.table(shown.table(month, request.user), f"ratings-{month}.{kind}", kind)


@require_safe
@verb_required("evidence.rate_peers")
def rate_peers_now(request: AccountRequest) -> HttpResponse:
    """Of the month to rate."""
    return redirect("evidence:rate_peers", _to_rate())


@require_safe
@verb_required("evidence.rate_team")
def rate_team_now(request: AccountRequest) -> HttpResponse:
    """Of the month to rate."""
    return redirect("evidence:rate_team", _to_rate())


@require_http_methods(["GET", "POST"])
@verb_required("evidence.rate_peers")
def rate_peers(request: AccountRequest, month: Month) -> HttpResponse:
    """The others of the own team."""
    minimum, shut = RatingRules.of_the_company().minimum_raters, is_shut(month)
    words = {
        "title": _("Rate the colleagues of your team"),
        "about": _(
            "In confidence: each sees a mean and the comments without names, once at least %(n)s have rated them and "
            "the month's cut-off is over. Before that nothing is shown or counted."
        )
        % {"n": minimum},
        "minimum": minimum,
    }
    return _rate(request, PEERS, month, {**words, "closed": shut})


@require_http_methods(["GET", "POST"])
@verb_required("evidence.rate_team")
def rate_team(request: AccountRequest, month: Month) -> HttpResponse:
    """The members of the teams led."""
    words = {"title": _("Rate the members of your team"), "about": _("They read it with your name.")}
    return _rate(request, LEADERS, month, {**words, "closed": months.is_closed(month)})


def _rate(request: AccountRequest, side: Side, month: Month, context: dict[str, Any]) -> HttpResponse:
    if not may_be_rated(month, timezone.localdate()):
        raise Http404
    agents = list(colleagues.rated_by(side, request.user, month))
    said = colleagues.given_by(side, request.user.person, month)
    found = sheet.forms(request, agents, said, ColleagueForm)
    enter = partial(colleagues.rate_all, side, by=request.user, month=month)
    if request.method == "POST" and sheet.is_saved(request, found, enter):
        return HttpResponseRedirect(request.get_full_path())
    rated = len(colleagues.given_by(side, request.user.person, month))
    context |= {"month": month, "forms": found, "rated": rated, "of_all": len(agents)}
    return render(request, "evidence/ratings/rate_colleagues.html", context)
