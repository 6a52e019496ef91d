"""Pages of the plans: which is in force, and what each says in words (SCORING §2, §5)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring import month_overview
from scoring.models import PlanReader, PlanVersion
from scoring.plans import diff, history, talk, wording
from scoring.plans import versions as plans
from scoring.saying import say


@require_safe
@verb_required("scoring.view_plans")
def plan_list(request: AccountRequest) -> HttpResponse:
    """Every version the account may see: drafts only for HR and administrators."""
    versions = PlanVersion.objects.visible_to(request.user).select_related("site").order_by("state", "code", "-version")
    rows = [(version, say(plans.read(version).name)) for version in versions]
    now = {version.pk for version in plans.in_force(month_overview.current_month()).by_scope.values()}
    return render(request, "scoring/plans/list.html", {"rows": rows, "in_force_now": now})


@require_safe
@verb_required("scoring.view_plans")
def changes(request: AccountRequest, pk: int) -> HttpResponse:
    """What differs from another version: the one it was copied from, or the one asked for."""
    versions = PlanVersion.objects.visible_to(request.user)
    version = get_object_or_404(versions, pk=pk)
    asked = request.GET.get("with", "")
    other = get_object_or_404(versions, pk=asked) if asked.isdecimal() else history.compared_with(version)
    plan = plans.read(version)
    context = {
        "version": version,
        "name": say(plan.name),
        "other": other,
        "other_name": say(plans.read(other).name) if other else "",
        "sections": diff.compare(plans.read(other), plan) if other else [],
        "choices": [(each, say(plans.read(each).name)) for each in versions.exclude(pk=pk)],
    }
    return render(request, "scoring/plans/changes.html", context)


@require_safe
@verb_required("scoring.view_plans")
def plan_page(request: AccountRequest, pk: int) -> HttpResponse:
    """One version in words: dimensions, weights, rules, grades."""
    version = get_object_or_404(PlanVersion.objects.visible_to(request.user), pk=pk)
    plan = plans.read(version)
    context = {
        "version": version,
        "plan": plan,
        "name": say(plan.name),
        "dimensions": wording.dimensions(plan),
        "goal": say(plan.goal) if plan.goal else "",
        "period": say(plan.period) if plan.period else "",
        "may_comment": talk.takes_comments(version) and request.user.has_perm("scoring.comment_on_plans"),
        "own": PlanReader.objects.filter(version=version, person=request.user.person_id).first(),
    }
    return render(request, "scoring/plans/page.html", context)
