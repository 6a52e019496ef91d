"""Who works here: the list, one person, and the forms about them."""

from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people import persons
from people.access import AccountRequest
from people.filters import PersonFilter
from people.forms import PersonChangeForm, PersonForm
from people.models import Person, Posting

PER_PAGE = 25


@require_safe
@verb_required("people.view")
def people(request: AccountRequest) -> HttpResponse:
    """Everybody this account may see, in Chinese order of names."""
    latest_first = Posting.objects.select_related("site", "team").order_by("-first_day", "-id")
    visible = Person.objects.visible_to(request.user).select_related("account", "department")
    filtered = PersonFilter(request.GET, queryset=visible, request=request)
    ordered = filtered.qs.in_chinese_order().prefetch_related(Prefetch("postings", queryset=latest_first))
    page = numbered(ordered, request.GET.get("page"), PER_PAGE)
    return render(request, "people/list.html", {"filter": filtered, "page": page})


@require_safe
@verb_required("people.view")
def person(request: AccountRequest, pk: int) -> HttpResponse:
    """One person: where posted when, leave, log-in; the bonus base for those who may see pay."""
    found = get_object_or_404(Person.objects.visible_to(request.user).select_related("department"), pk=pk)
    shown = {
        "person": found,
        "account": getattr(found, "account", None),
        "postings": found.postings.select_related("site", "team"),
        "leave": found.leave.all(),
    }
    if request.user.has_perm("people.view_bonus"):
        shown["bonus_bases"] = found.bonus_bases.order_by("-from_first_day")
    return render(request, "people/person.html", shown)


@verb_required("people.manage")
def add_person(request: AccountRequest) -> HttpResponse:
    """A new person, then their page."""
    form = PersonForm(request.POST or None)
    added = attempt(request, partial(persons.add_person, by=request.user), form=form).result
    if added is not None:
        _ask_about_number(request, added)
        return redirect("people:person", added.pk)
    return FormPage(title=_("Add a person"), back=reverse("people:list"), done="").shown(request, form)


@verb_required("people.manage")
def change_person(request: AccountRequest, pk: int) -> HttpResponse:
    """Correct a person, or note that they have left."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = PersonChangeForm(request.POST or None, instance=found)
    page = FormPage(title=_("Change person"), back=reverse("people:person", args=[pk]), done=_("Saved."))
    answer = page.answer(request, form, partial(persons.change_person, person=found, by=request.user))
    if answer.status_code == HTTPStatus.FOUND:
        _ask_about_number(request, found)
    return answer


def _ask_about_number(request: AccountRequest, person: Person) -> None:
    near = persons.near_number(Person.objects.get(pk=person.pk))
    if near is not None:
        sentence = _("Saved. Number %(near)s is known too and differs by zeros or marks only; is it the same person?")
        messages.warning(request, sentence % {"near": near})
