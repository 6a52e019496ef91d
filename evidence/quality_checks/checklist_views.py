"""The company's checklists: all of them, a new one, another content."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads

from . import checklists, list_exporting
from .models import Checklist


class SaveChecklistForm(forms.Form):
    """Name, items as text, and whether it is in use."""

    name = forms.CharField(label=gettext_lazy("Name of the checklist"), max_length=60)
    contact = forms.ChoiceField(
        label=gettext_lazy("Kind of contact"),
        choices=[("", gettext_lazy("Any contact")), *Checklist.Contact.choices],
        required=False,
    )
    items = forms.CharField(
        label=gettext_lazy("Items"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "One on each line: its words, its weight, and “!” where it is critical, such as “Polite words 2 !”. "
            "Below an item, a line with “§” names its standard, and lines with “-” what may be found wanting."
        ),
    )
    in_use = forms.BooleanField(label=gettext_lazy("Checks may begin with it"), required=False, initial=True)


@require_safe
@verb_required("evidence.manage_checklists")
def checklist_list(request: AccountRequest) -> HttpResponse:
    """Every list with its items."""
    lists = Checklist.objects.filter(is_current=True)
    listed = [(each, checklists.entries(each.items)) for each in lists]
    return render(request, "evidence/quality_checks/checklists.html", {"lists": listed})


@require_safe
@verb_required("evidence.manage_checklists")
def export(request: AccountRequest, kind: str) -> HttpResponse:
    """The latest versions as a file that can be changed and imported again."""
    return downloads.table(list_exporting.table(), f"checklists.{kind}", kind)


@require_safe
@verb_required("evidence.view_checks")
def version(request: AccountRequest, pk: int) -> HttpResponse:
    """One version as it was when checks were made from it; what contacts are checked for is no secret."""
    found = get_object_or_404(Checklist, pk=pk)
    context = {"list": found, "entries": checklists.entries(found.items)}
    return render(request, "evidence/quality_checks/version.html", context)


@require_POST
@verb_required("evidence.manage_checklists")
def adopt(request: AccountRequest) -> HttpResponse:
    """Take over the usual lists."""
    attempt(request, partial(checklists.adopt_usual, by=request.user), said=_("The usual checklists are taken over."))
    return redirect("evidence:checklists")


@require_http_methods(["GET", "POST"])
@verb_required("evidence.manage_checklists")
def add(request: AccountRequest) -> HttpResponse:
    """A new list."""
    form = SaveChecklistForm(request.POST if request.method == "POST" else None)
    return _page(_("New checklist")).answer(request, form, partial(checklists.save_checklist, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("evidence.manage_checklists")
def change(request: AccountRequest, pk: int) -> HttpResponse:
    """Another content; checks that were made keep theirs."""
    found = get_object_or_404(Checklist, pk=pk)
    held = {"name": found.name, "items": checklists.written(found.items), "in_use": found.in_use}
    held["contact"] = found.contact
    form = SaveChecklistForm(request.POST if request.method == "POST" else None, initial=held)
    act = partial(checklists.save_checklist, checklist=found, by=request.user)
    return _page(found.name).answer(request, form, act)


def _page(title: str) -> FormPage:
    return FormPage(
        title=title,
        explanation=_(
            "A list that was used is not changed: what you save is its next version, and checks keep theirs."
        ),
        back=reverse("evidence:checklists"),
        done=_("The checklist is saved."),
    )
