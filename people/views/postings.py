"""Postings, unpaid leave and bonus bases of one person."""

from functools import partial

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from people import posting
from people.access import AccountRequest
from people.forms import BonusBaseForm, EndForm, LeaveForm, PostingForm
from people.models import Person, Posting, UnpaidLeave


@verb_required("people.manage")
def post(request: AccountRequest, pk: int) -> HttpResponse:
    """Post a person to a site and team."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = PostingForm(request.POST or None, instance=Posting(person=person))
    title = _("Post %(name)s") % {"name": person.name}
    page = FormPage(title=title, back=_page_of(pk), done=_("The posting is recorded."))
    return page.answer(request, form, partial(posting.post, person=person, by=request.user))


@verb_required("people.manage")
def end_posting(request: AccountRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_postings(request), pk=pk)
    form = EndForm(request.POST or None, initial={"last_day": found.last_day})
    page = FormPage(
        title=_("End the posting of %(name)s") % {"name": found.person.name},
        explanation=_about(found),
        back=_page_of(found.person_id),
        done=_("The posting ends."),
    )
    return page.answer(request, form, partial(posting.end_posting, posting=found, by=request.user))


@verb_required("people.manage")
def withdraw_posting(request: AccountRequest, pk: int) -> HttpResponse:
    """Take back a mistaken posting, after asking once."""
    found = get_object_or_404(_postings(request), pk=pk)
    page = FormPage(
        title=_("Withdraw this posting?"),
        explanation=_("%(posting)s. It will count for no month that is closed from now on; the audit keeps it.")
        % {"posting": _about(found)},
        back=_page_of(found.person_id),
        done=_("The posting is withdrawn."),
        action=_("Withdraw"),
        dangerous=True,
    )
    form = forms.Form(request.POST or None)
    return page.answer(request, form, partial(posting.withdraw_posting, posting=found, by=request.user))


@verb_required("people.manage")
def grant_leave(request: AccountRequest, pk: int) -> HttpResponse:
    """Record unpaid leave."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = LeaveForm(request.POST or None, instance=UnpaidLeave(person=person))
    page = FormPage(
        title=_("Unpaid leave of %(name)s") % {"name": person.name},
        explanation=_("These days do not count as posted; pay and ranking follow."),
        back=_page_of(pk),
        done=_("The leave is recorded."),
    )
    return page.answer(request, form, partial(posting.grant_leave, person=person, by=request.user))


@verb_required("people.manage")
def withdraw_leave(request: AccountRequest, pk: int) -> HttpResponse:
    """Take back leave, after asking once."""
    visible = Person.objects.visible_to(request.user)
    found = get_object_or_404(UnpaidLeave.objects.filter(person__in=visible), pk=pk)
    page = FormPage(
        title=_("Withdraw this leave?"),
        explanation=_("%(first)s to %(last)s will count as posted again.")
        % {"first": found.first_day, "last": found.last_day},
        back=_page_of(found.person_id),
        done=_("The leave is withdrawn."),
        action=_("Withdraw"),
        dangerous=True,
    )
    form = forms.Form(request.POST or None)
    return page.answer(request, form, partial(posting.withdraw_leave, leave=found, by=request.user))


@verb_required("people.set_bonus")
def set_bonus_base(request: AccountRequest, pk: int) -> HttpResponse:
    """The bonus base from a month on."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = BonusBaseForm(request.POST or None)
    page = FormPage(
        title=_("Bonus base of %(name)s") % {"name": person.name},
        explanation=_("Holds from this month until the next entry. Final months keep what they were closed with."),
        back=_page_of(pk),
        done=_("The bonus base is recorded."),
    )
    return page.answer(request, form, partial(posting.set_bonus_base, person=person, by=request.user))


def _postings(request: AccountRequest) -> QuerySet[Posting]:
    visible = Person.objects.visible_to(request.user)
    return Posting.objects.select_related("person", "site", "team").filter(person__in=visible)


def _about(found: Posting) -> str:
    """The posting in a line."""
    where = found.site.name if found.site else _("whole company")
    return f"{found.person.name} · {found.get_post_display()} · {where} · {found.first_day} – {found.last_day or ''}"


def _page_of(pk: int) -> str:
    return reverse("people:person", args=[pk])
