"""The editor of a draft (SCORING §2–§8)."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring.models import PlanVersion
from scoring.plans import versions
from scoring.plans.drafts import acknowledge as acknowledged
from scoring.plans.drafts import change_draft
from scoring.plans.editor.page import Editor
from scoring.plans.editor.rules_form import RulesForm
from scoring.plans.editor.shown import beside, shown
from scoring.saying import say


@require_http_methods(["GET", "POST"])
@verb_required("scoring.edit_plans")
def edit(request: AccountRequest, pk: int) -> HttpResponse:
    """Dimensions, indicators and weights; one indicator open below. What cannot be kept is shown again as typed."""
    draft = _draft(request, pk)
    if draft is None:
        return redirect("scoring:plan", pk)
    if request.method != "POST":
        editor = Editor(draft, key=request.GET.get("edit", ""), asked=request.GET.get("value", ""))
        return render(request, "scoring/plans/editor/page.html", shown(editor))
    sent = request.POST
    editor = Editor(draft, key=sent.get("edit", ""), asked=sent.get("value", ""), sent=sent)
    act = sent.get("do", "save")
    if act != "look" and _save(request, editor, act):
        return redirect(_next(pk, act, sent.get("edit", "")))
    return render(request, "scoring/plans/editor/page.html", shown(editor))


@require_http_methods(["GET", "POST"])
@verb_required("scoring.edit_plans")
def rules(request: AccountRequest, pk: int) -> HttpResponse:
    """What holds for the whole plan: words, grades, caps, red lines, measuring, follow-up."""
    draft = _draft(request, pk)
    if draft is None:
        return redirect("scoring:plan", pk)
    plan = versions.read(draft)
    form = RulesForm(request.POST or None, plan=plan)

    def change(**_cleaned: object) -> PlanVersion:
        return change_draft(draft=draft, by=request.user, change=form.apply)

    if attempt(request, change, form=form, said=_("The draft is saved.")):
        return redirect("scoring:plan_rules", pk)
    context = {"version": draft, "name": say(plan.name), "form": form, "part": "rules"}
    context |= beside(draft)
    return render(request, "scoring/plans/editor/rules.html", context)


@require_POST
@verb_required("scoring.edit_plans")
def acknowledge(request: AccountRequest, pk: int) -> HttpResponse:
    """Keep the reason why something a check speaks of stays as it is."""
    draft = _draft(request, pk)
    if draft is not None:
        said = {name: request.POST.get(name, "")[:500] for name in ("check", "subject", "reason")}
        attempt(request, partial(acknowledged, draft=draft, by=request.user, **said), said=_("The draft is saved."))
    return redirect("scoring:edit_plan", pk)


def _save(request: AccountRequest, editor: Editor, act: str) -> bool:
    if not editor.is_valid():
        messages.error(request, _("Nothing is saved yet; correct what is marked."))
        return False
    verb = partial(editor.save, by=request.user, act=act, sent=request.POST)
    return bool(attempt(request, verb, said=_("The draft is saved.")))


def _next(pk: int, act: str, opened: str) -> str:
    """Where the page goes on: at the indicator that was asked for, else where it was."""
    verb, _colon, key = act.partition(":")
    if verb == "remove" and opened.startswith(key):
        opened = ""
    address = reverse("scoring:edit_plan", args=[pk])
    if verb == "open":
        return f"{address}?edit={key}#edit"
    return f"{address}?edit={opened}" if opened else address


def _draft(request: AccountRequest, pk: int) -> PlanVersion | None:
    """The draft; None where the version is published, which only has a page to be read."""
    found: PlanVersion = get_object_or_404(PlanVersion.objects.visible_to(request.user), pk=pk)
    return found if found.is_draft else None
