"""The what-if lab: everything that is tried stands in the address, so that it can be sent; only a draft is stored."""

from functools import partial

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring import month_overview
from scoring.lab.candidates import LETTERS, of_address
from scoring.lab.page import Lab
from scoring.lab.saving import save_as_draft
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from scoring.saying import say


@require_safe
@verb_required("scoring.edit_plans")
def current(request: AccountRequest) -> HttpResponse:
    """The lab of the plan that scored the latest card; without any, of the company's default."""
    latest = Card.objects.current().filter(is_trial=False).order_by("-month__first_day", "-pk").first()
    version = latest.plan if latest else versions.in_force(month_overview.current_month()).default
    return redirect("scoring:lab_of", version.pk) if version else redirect("scoring:plans")


@require_safe
@verb_required("scoring.edit_plans")
def page(request: AccountRequest, pk: int) -> HttpResponse:
    """Three candidates side by side, replayed on stored months."""
    version = _fetch(request, pk)
    lab = Lab(version, request.user, request.GET.dict())
    context = {
        "version": version,
        "name": say(lab.plan.name),
        "lab": lab,
        "query": request.GET.urlencode(),
    }
    return render(request, "scoring/lab/page.html", context)


@require_POST
@verb_required("scoring.edit_plans")
def save(request: AccountRequest, pk: int) -> HttpResponse:
    """Keep one candidate as a draft of the plan's next version."""
    version = _fetch(request, pk)
    query = request.POST.get("query", "")
    letter = request.POST.get("candidate", "")
    candidates = of_address(versions.read(version), QueryDict(query).dict())
    candidate = candidates[LETTERS.index(letter) if letter in LETTERS else 0]
    verb = partial(save_as_draft, version=version, candidate=candidate, by=request.user)
    draft = attempt(request, verb, said=_("The draft is made. It scores nobody until it is published.")).result
    return redirect("scoring:edit_plan", draft.pk) if draft else redirect("scoring:lab_of", pk)


def _fetch(request: AccountRequest, pk: int) -> PlanVersion:
    found: PlanVersion = get_object_or_404(PlanVersion.objects.visible_to(request.user), pk=pk)
    return found
