"""Pages that begin a draft of a plan, say for whom it is, throw it away and publish it (SCORING §1, §2)."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring.engine.presets import PRESETS, load_preset
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans import drafts, scored_people, talk, versions, wording
from scoring.plans.forms import ScopeForm
from scoring.plans.remarks import remarks
from scoring.saying import say


@require_http_methods(["GET", "POST"])
@verb_required("scoring.edit_plans")
def new(request: AccountRequest) -> HttpResponse:
    """The shipped plans; one click makes a draft of one."""
    if request.method == "POST":
        verb = partial(drafts.adopt_preset, preset=request.POST.get("preset", ""), by=request.user)
        draft = attempt(request, verb, said=_("The draft is made. It scores nobody until it is published.")).result
        if draft is not None:
            return redirect("scoring:edit_plan", draft.pk)
    presets = [(code, wording.preset(load_preset(code, definitions()))) for code in PRESETS]
    return render(request, "scoring/plans/new.html", {"presets": presets})


@require_POST
@verb_required("scoring.edit_plans")
def copy(request: AccountRequest, pk: int) -> HttpResponse:
    """Make a draft of a version."""
    plan = _fetch(request, pk)
    verb = partial(drafts.copy_plan, plan=plan, by=request.user, own=request.POST.get("own") == "yes")
    draft = attempt(request, verb, said=_("The draft is made. It scores nobody until it is published.")).result
    return redirect("scoring:edit_plan", draft.pk) if draft else redirect("scoring:plan", pk)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.edit_plans")
def scope(request: AccountRequest, pk: int) -> HttpResponse:
    """For whom the draft is meant, and from when."""
    draft = _fetch(request, pk)
    given = {"valid_from": str(draft.begins or ""), "site": draft.site_id}
    given |= {"site_kind": draft.site_kind, "post": draft.post, "trial": draft.is_trial}
    form = ScopeForm(request.POST or None, initial=given)
    form_page = FormPage(
        title=_("For whom and from when"),
        explanation=say(versions.read(draft).name),
        back=reverse("scoring:edit_plan", args=[pk]),
        done=_("The draft says for whom it is."),
    )
    return form_page.answer(request, form, partial(drafts.mean_for, draft=draft, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("scoring.edit_plans")
def delete(request: AccountRequest, pk: int) -> HttpResponse:
    """Say what is thrown away, then do it."""
    draft = _fetch(request, pk)
    name = say(versions.read(draft).name)
    if request.POST.get("sure") == "yes":
        verb = partial(drafts.delete_draft, draft=draft, by=request.user)
        if attempt(request, verb, said=_("The draft is deleted.")):
            return redirect("scoring:plans")
    return render(request, "scoring/plans/delete.html", {"version": draft, "name": name})


@require_http_methods(["GET", "POST"])
@verb_required("scoring.edit_plans")
def publish(request: AccountRequest, pk: int) -> HttpResponse:
    """Say what publishing does and whom it concerns, then do it."""
    draft = _fetch(request, pk)
    if request.method == "POST" and draft.begins is not None:
        whom = versions.For(draft.site, draft.site_kind, draft.post)
        verb = partial(talk.publish, plan=draft, valid_from=draft.begins, by=request.user, whom=whom)
        if attempt(request, verb, said=_("The plan is published and announced.")):
            return redirect("scoring:plan_announcement", pk)
    plan = versions.read(draft)
    context = {
        "version": draft,
        "name": say(plan.name),
        "people": scored_people.concerned(draft),
        "remarks": remarks(draft),
    }
    return render(request, "scoring/plans/publish.html", context)


def _fetch(request: AccountRequest, pk: int) -> PlanVersion:
    found: PlanVersion = get_object_or_404(PlanVersion.objects.visible_to(request.user), pk=pk)
    return found
