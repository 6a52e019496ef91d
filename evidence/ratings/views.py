"""Ratings of other departments: the list, and a colleague's one screen a month."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import newest_first, numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from records import months

from . import verbs
from .filters import RatingFilter
from .forms import RatingForm
from .models import DepartmentRating
from .verbs import Given

ROWS = 25


@require_safe
@verb_required("evidence.view")
def rating_list(request: AccountRequest) -> HttpResponse:
    """Ratings, latest month first."""
    given = DepartmentRating.objects.visible_to(request.user).select_related("agent", "department", "rater")
    wanted = RatingFilter(request.GET, queryset=given, request=request)
    page = newest_first(wanted.qs, "first_day", request.GET.get("before", ""))
    return render(request, "evidence/ratings/list.html", {"filter": wanted, "page": page})


@require_safe
@verb_required("evidence.rate")
def rate_now(request: AccountRequest) -> HttpResponse:
    """The month to rate: the present one, in its first days still the one before."""
    return redirect("evidence:rate", months.month_containing(timezone.now() - months.COMPLETION_GRACE))


@verb_required("evidence.rate")
def rate(request: AccountRequest, month: Month) -> HttpResponse:
    """The agents a colleague worked with; whoever they did not work with is left empty."""
    if not verbs.may_be_rated(month, timezone.localdate()):
        raise Http404
    rateable = verbs.rateable_by(request.user.person, month)
    agents = verbs.with_orders_together(rateable, request.user.person, month).in_chinese_order()
    page = None if request.method == "POST" else numbered(agents, request.GET.get("page"), ROWS)
    forms = _forms(
        request, month, page if page else [agent for agent in agents if RatingForm.was_sent(agent, request.POST)]
    )
    if request.method == "POST" and all(form.is_valid() for form in forms):
        verb = partial(verbs.rate_all, by=request.user, month=month, given=_given(forms))
        if attempt(request, verb, said=_entered):
            return HttpResponseRedirect(request.get_full_path())
    context = {"month": month, "forms": forms, "closed": months.is_closed(month), "page": page}
    context |= {"rated": len(verbs.given_by(request.user.person, month)), "of_all": agents.count()}
    return render(request, "evidence/ratings/rate.html", context)


def _entered(ratings: int) -> str:
    return ngettext("%(n)s rating entered.", "%(n)s ratings entered.", ratings) % {"n": ratings}


def _forms(request: AccountRequest, month: Month, agents: Iterable[Person]) -> list[RatingForm]:
    said = {rating.agent_id: rating for rating in verbs.given_by(request.user.person, month)}
    sent = request.POST if request.method == "POST" else None
    return [RatingForm(sent, agent=agent, initial=_initial(said.get(agent.pk))) for agent in agents]


def _initial(said: DepartmentRating | None) -> dict[str, str]:
    """What was said before: a whole number from this screen, perhaps another from an import."""
    return {"rating": f"{said.rating.normalize():f}", "comment": said.comment} if said else {}


def _given(forms: list[RatingForm]) -> list[Given]:
    return [
        Given(form.agent, Decimal(form.cleaned_data["rating"]), form.cleaned_data["comment"])
        for form in forms
        if form.cleaned_data["rating"]
    ]
