"""Setting the goals of a year."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Site
from scoring.annual_goals import verbs
from scoring.annual_goals.forms import GoalsForm


@require_http_methods(["GET", "POST"])
@verb_required("scoring.set_goals")
def set_goals(request: AccountRequest, year: int, site: int | None = None) -> HttpResponse:
    """The form of the company, or of one site."""
    of_site = get_object_or_404(Site.objects.visible_to(request.user), pk=site) if site else None
    form = GoalsForm(request.POST if request.method == "POST" else None, year=year, site=of_site)
    verb = partial(verbs.set_goals, by=request.user)
    if attempt(request, verb, form=form, said=_("The goals are recorded.")):
        return redirect("reports:annual_goals_of", year=year)
    sites = Site.objects.visible_to(request.user).filter(is_active=True).order_by("code")
    context = {"form": form, "year": year, "site": of_site, "sites": sites, "may": verbs.may_be_set(year)}
    return render(request, "scoring/annual_goals/goals.html", context)
