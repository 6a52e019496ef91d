"""Ratings of other departments: the list, and a colleague's one screen a month."""

from functools import partial

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import newest_first, numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads, months

from . import exporting, sheet, verbs
from .filters import RatingFilter
from .forms import RatingForm
from .models import DepartmentRating

ROWS = 25


@require_safe
@verb_required("evidence.view")
def rating_list(request: AccountRequest) -> HttpResponse:
    """Ratings, latest month first."""
    wanted = _wanted(request)
    page = newest_first(wanted.qs, "first_day", request.GET.get("before", ""))
    return render(request, "evidence/ratings/list.html", {"filter": wanted, "page": page})


@require_safe
@verb_required("evidence.view")
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    found = _wanted(request).qs.order_by("-first_day", "-pk")[: downloads.MOST_ROWS]
    return downloads.table(exporting.table(found), f"department-ratings.{kind}", kind)


def _wanted(request: AccountRequest) -> RatingFilter:
    given = DepartmentRating.objects.visible_to(request.user).select_related("agent", "department")
    return RatingFilter(request.GET, queryset=given, request=request)


@require_safe
@verb_required("evidence.rate")
def rate_now(request: AccountRequest) -> HttpResponse:
    """The month to rate: the present one, in its first days still the one before."""
    return redirect("evidence:rate", months.month_containing(timezone.now() - months.COMPLETION_GRACE))


@verb_required("evidence.rate")
def rate(request: AccountRequest, month: Month) -> HttpResponse:
    """The agents a colleague worked with; all of the own sites where no orders tell."""
    if not verbs.may_be_rated(month, timezone.localdate()):
        raise Http404
    rater, is_sent = request.user.person, request.method == "POST"
    agents = verbs.worked_with(rater, month)
    page = None if is_sent else numbered(agents, request.GET.get("page"), ROWS)
    asked = page or [agent for agent in agents if RatingForm.was_sent(agent, request.POST)]
    said = {rating.agent_id: rating for rating in verbs.given_by(rater, month)}
    found = sheet.forms(request, asked, said)
    if is_sent and sheet.is_saved(request, found, partial(verbs.rate_all, by=request.user, month=month)):
        return HttpResponseRedirect(request.get_full_path())
    context = {"month": month, "forms": found, "closed": months.is_closed(month), "page": page}
    context |= {"rated": len(verbs.given_by(rater, month)), "of_all": agents.count()}
    return render(request, "evidence/ratings/rate.html", context)
