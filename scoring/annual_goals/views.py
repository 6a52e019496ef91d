"""Setting the goals of a year."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Site
from scoring.annual_goals import figures, verbs
from scoring.annual_goals.entered import is_entered, of_goals
from scoring.annual_goals.forms import FigureForm, GoalsForm
from scoring.models import GoalFigure
from scoring.saying import say


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


@require_http_methods(["GET", "POST"])
@verb_required("scoring.set_goals")
def enter_figure(request: AccountRequest, month: Month, indicator: str) -> HttpResponse:
    """One month of a goal that nothing measures."""
    if not is_entered(indicator):
        raise Http404
    standing = GoalFigure.objects.visible_to(request.user).standing()
    before = standing.filter(first_day=month.first_day, indicator=indicator).first()
    form = FigureForm(request.POST if request.method == "POST" else None, code=indicator, before=before)
    words = {"goal": say(of_goals()[indicator].name), "month": date_format(month.first_day, "YEAR_MONTH_FORMAT")}
    page = FormPage(
        title=_("%(goal)s of %(month)s") % words,
        explanation=_("It counts for the company's goal and for nobody's card. What is corrected stays to be read."),
        action=_("Correct the month") if before else _("Enter the month"),
        back=reverse("reports:months_of_goal", args=[month.year, indicator]),
        done=_("The month is entered."),
    )
    return page.answer(request, form, partial(figures.enter, month=month, code=indicator, by=request.user))
