"""Whose each building is, and who is away."""

from functools import partial

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.natural import natural_key
from kpi_portal.lib.permissions import verb_required
from people import stewards
from people.access import AccountRequest
from people.models import Absence, Building, Person, Site
from people.steward_forms import AbsenceForm, StewardForm

STEWARDS = reverse_lazy("people:stewards")


@require_safe
@verb_required("people.name_stewards")
def steward_list(request: AccountRequest) -> HttpResponse:
    """By site: each building, its steward, and who has it today; above them who is away."""
    today = timezone.localdate()
    away = stewards.away_on(today)
    sites = Site.objects.visible_to(request.user).filter(is_active=True)
    buildings = Building.objects.filter(site__in=sites).select_related("site", "steward", "deputy")
    rows = sorted(buildings, key=lambda building: (building.site.code, natural_key(building.name)))
    context = {
        "sites": sites,
        "rows": [(building, stewards.steward_of(building, away)) for building in rows],
        "absences": _absences(request).filter(last_day__gte=today),
        "today": today,
    }
    return render(request, "people/stewards.html", context)


@verb_required("people.name_stewards")
def name_steward(request: AccountRequest, pk: int) -> HttpResponse:
    """One steward for some buildings of a site."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    chosen = site.buildings.filter(pk=_number(request.GET.get("building", ""))).first()
    held = {"buildings": [chosen], "steward": chosen.steward, "deputy": chosen.deputy} if chosen else {}
    page = FormPage(
        title=_("Steward of buildings of %(site)s") % {"site": site.name},
        explanation=_("Orders that come in from now on go to the steward; those that were given stay where they are."),
        back=str(STEWARDS),
        done=lambda n: ngettext("%(n)s building is named.", "%(n)s buildings are named.", n) % {"n": n},
    )
    form = StewardForm(request.POST or None, site=site, initial=held)
    return page.answer(request, form, partial(stewards.name_steward, by=request.user))


@verb_required("people.name_stewards")
def note_absence(request: AccountRequest) -> HttpResponse:
    """Somebody is away for some days."""
    page = FormPage(
        title=_("Enter days away"),
        explanation=_("New work goes to who stands in. Posted days, pay and figures stay as they are."),
        back=str(STEWARDS),
        done=_("The days are entered."),
    )
    today = timezone.localdate()
    form = AbsenceForm(request.POST or None, account=request.user, initial={"first_day": today, "last_day": today})
    return page.answer(request, form, partial(stewards.note_absence, by=request.user))


@verb_required("people.name_stewards")
def withdraw_absence(request: AccountRequest, pk: int) -> HttpResponse:
    """Take days back, after asking once."""
    found = get_object_or_404(_absences(request), pk=pk)
    page = FormPage(
        title=_("Withdraw these days?"),
        explanation=f"{found.person} · {found.first_day:%Y-%m-%d} – {found.last_day:%Y-%m-%d}",
        back=str(STEWARDS),
        done=_("The days are withdrawn."),
        action=_("Withdraw"),
        dangerous=True,
    )
    form = forms.Form(request.POST or None)
    return page.answer(request, form, partial(stewards.withdraw_absence, absence=found, by=request.user))


def _absences(request: AccountRequest) -> "QuerySet[Absence]":
    seen = Person.objects.visible_to(request.user)
    return Absence.objects.filter(person__in=seen).select_related("person", "substitute")


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 10 else 0
