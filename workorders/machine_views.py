"""The company's machines: which responders of its files are nobody."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records.models import MachineResponder
from workorders import machines
from workorders.machines import Named


class MachineForm(forms.Form):
    """One name."""

    name = forms.CharField(
        label=gettext_lazy("Name in the files"),
        max_length=100,
        help_text=gettext_lazy("Exactly as the file writes it, such as 智能客服."),
    )


@require_http_methods(["GET", "POST"])
@verb_required("workorders.name_machines")
def machine_list(request: AccountRequest) -> HttpResponse:
    """Those that are named, and a form for one more."""
    form = MachineForm(request.POST if request.method == "POST" else None)
    if attempt(request, partial(machines.name_machine, by=request.user), form=form, said=_said):
        return redirect("workorders:machines")
    found = MachineResponder.objects.select_related("added_by__person")
    return render(request, "workorders/machines.html", {"machines": found, "form": form})


@require_http_methods(["GET", "POST"])
@verb_required("workorders.name_machines")
def forget(request: AccountRequest, pk: int) -> HttpResponse:
    """Say what it does, then take the name off the list."""
    machine = get_object_or_404(MachineResponder, pk=pk)
    page = FormPage(
        title=_("Take “%(name)s” off the list?") % {"name": machine.name},
        explanation=_("Files to come may name a person so again. What became an automatic message stays one."),
        back=reverse("workorders:machines"),
        done=_("It is off the list."),
        action=_("Take off"),
        dangerous=True,
    )
    form = forms.Form(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(machines.forget_machine, machine=machine, by=request.user))


def _said(named: Named) -> str:
    changed = ngettext(
        "Named. %(n)s response became an automatic message.",
        "Named. %(n)s responses became automatic messages.",
        named.changed,
    ) % {"n": named.changed}
    if not named.kept:
        return changed
    kept = ngettext("%(n)s stays: a final month rests on it.", "%(n)s stay: final months rest on them.", named.kept)
    return f"{changed} " + kept % {"n": named.kept}
