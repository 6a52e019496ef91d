"""The page of everything a company chooses, and the form of each group."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.branding import PORTAL_COLOR
from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import months
from reports.settings_page.forms import BrandForm
from reports.settings_page.groups import GROUPS, group_of
from reports.settings_page.last_changes import last_changes
from reports.settings_page.preview import shades
from scoring.models import ScoringSettings


@require_safe
@verb_required("reports.view_settings")
def page(request: AccountRequest) -> HttpResponse:
    """Every group: what it does, what holds, who changed it last."""
    changes, rules = last_changes(GROUPS), ScoringSettings.of_the_company()
    cards = [
        (group, group.shown(rules), request.user.has_perm(group.verb), changes.get(group.code)) for group in GROUPS
    ]
    return render(request, "reports/settings/page.html", {"cards": cards})


@require_http_methods(["GET", "POST"])
@verb_required("reports.view_settings")
def change(request: AccountRequest, code: str) -> HttpResponse:
    """The form of one group, for who may change it."""
    group = group_of(code)
    if group is None or group.form is None or group.save is None:
        raise Http404
    if not request.user.has_perm(group.verb):
        raise PermissionDenied
    form = group.form(request.POST if request.method == "POST" else None)
    here = FormPage(title=group.title, explanation=group.what, back=reverse("reports:settings"), done=_("Saved."))
    if attempt(request, partial(group.save, by=request.user), form=form, said=here.done):
        return redirect(f"{here.back}#{code}")
    context = {"page": here, "form": form}
    return render(request, group.template, context | _preview(form) if code == "brand" else context)


@require_safe
@verb_required("people.change_company")
def preview(request: AccountRequest) -> HttpResponse:
    """How the company would look, while it is typed."""
    return render(request, "reports/settings/preview.html", _preview(BrandForm(request.GET)))


def _preview(form: object) -> dict[str, object]:
    assert isinstance(form, BrandForm)
    said = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    company = months.company()
    name = said.get("name") or company.name
    return {
        "shades": shades(said.get("brand_color") or PORTAL_COLOR),
        "name": name,
        "mark": said["brand_mark"] or name[0],
    }
