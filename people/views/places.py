"""Sites with their buildings, teams, departments."""

from functools import partial

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from people import places
from people.access import AccountRequest
from people.forms import BuildingForm, DepartmentForm, SiteChangeForm, SiteForm, TeamChangeForm, TeamForm
from people.models import Building, Department, Site, Team

PLACES = reverse_lazy("people:sites")


@require_safe
@verb_required("people.view")
def place_list(request: AccountRequest) -> HttpResponse:
    """Sites, teams and departments on one page."""
    shown = {
        "sites": Site.objects.visible_to(request.user).prefetch_related("buildings"),
        "teams": Team.objects.visible_to(request.user).select_related("supervisor"),
        "departments": Department.objects.annotate(headcount=Count("people")),
    }
    return render(request, "people/places.html", shown)


@verb_required("people.manage_places")
def add_site(request: AccountRequest) -> HttpResponse:
    page = FormPage(title=_("Add a site"), back=str(PLACES), done=_("The site is there."))
    return page.answer(request, SiteForm(request.POST or None), partial(places.add_site, by=request.user))


@verb_required("people.manage_places")
def change_site(request: AccountRequest, pk: int) -> HttpResponse:
    """Correct a site, or give it up."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    form = SiteChangeForm(request.POST or None, instance=site)
    page = FormPage(title=_("Change site"), back=str(PLACES), done=_("Saved."))
    return page.answer(request, form, partial(places.change_site, site=site, by=request.user))


@verb_required("people.manage_places")
def add_building(request: AccountRequest, pk: int) -> HttpResponse:
    """A new building of this site."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    form = BuildingForm(request.POST or None, instance=Building(site=site))
    title = _("Add a building to %(site)s") % {"site": site.name}
    page = FormPage(title=title, back=str(PLACES), done=_("The building is there."))
    return page.answer(request, form, partial(places.add_building, site=site, by=request.user))


@verb_required("people.manage_places")
def add_team(request: AccountRequest) -> HttpResponse:
    page = FormPage(title=_("Add a team"), back=str(PLACES), done=_("The team is there."))
    return page.answer(request, TeamForm(request.POST or None), partial(places.add_team, by=request.user))


@verb_required("people.manage_places")
def change_team(request: AccountRequest, pk: int) -> HttpResponse:
    """Correct a team, or give it another supervisor."""
    team = get_object_or_404(Team.objects.visible_to(request.user), pk=pk)
    form = TeamChangeForm(request.POST or None, instance=team)
    page = FormPage(title=_("Change team"), back=str(PLACES), done=_("Saved."))
    return page.answer(request, form, partial(places.change_team, team=team, by=request.user))


@verb_required("people.manage_places")
def add_department(request: AccountRequest) -> HttpResponse:
    page = FormPage(title=_("Add a department"), back=str(PLACES), done=_("The department is there."))
    return page.answer(request, DepartmentForm(request.POST or None), partial(places.add_department, by=request.user))


@verb_required("people.manage_places")
def change_department(request: AccountRequest, pk: int) -> HttpResponse:
    department = get_object_or_404(Department, pk=pk)
    form = DepartmentForm(request.POST or None, instance=department)
    page = FormPage(title=_("Change department"), back=str(PLACES), done=_("Saved."))
    return page.answer(request, form, partial(places.change_department, department=department, by=request.user))
