"""One suggestion: what is said about it, the decision, when it was carried out, what that changed."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest

from . import talk, verbs
from .forms import ImplementationForm, NoteForm
from .models import Suggestion

FIELDS = ("done_on", "words", "before", "after")


@require_safe
@verb_required("evidence.view")
def page(request: AccountRequest, pk: int) -> HttpResponse:
    """One suggestion; an address of a former revision leads to what stands."""
    idea = _fetch(request, pk)
    return redirect(idea) if idea.pk != pk else _show(request, idea, NoteForm())


@require_POST
@verb_required("evidence.discuss")
@sent_once
def discuss(request: AccountRequest, pk: int) -> HttpResponse:
    """Say something about it."""
    idea, form = _fetch(request, pk), NoteForm(request.POST)
    if attempt(request, partial(talk.discuss, idea, by=request.user), form=form, said=_("It is noted.")):
        return redirect(idea)
    return _show(request, idea, form)


@require_http_methods(["GET", "POST"])
@verb_required("evidence.record")
def implement(request: AccountRequest, pk: int) -> HttpResponse:
    """When and how it was carried out, and what that changed."""
    idea = _fetch(request, pk)
    known = talk.implementation_of(idea)
    initial = {name: getattr(known, name) for name in FIELDS} if known else {}
    form_page = FormPage(
        title=_("“%(title)s” was carried out") % {"title": idea.title},
        explanation=_("The effect may be filled in later, when it can be seen."),
        back=idea.get_absolute_url(),
        done=_("It is noted."),
    )
    form = ImplementationForm(request.POST if request.method == "POST" else None, initial=initial)
    return form_page.answer(request, form, partial(talk.implement, idea, by=request.user))


def _fetch(request: AccountRequest, pk: int) -> Suggestion:
    visible = Suggestion.objects.visible_to(request.user).select_related("agent", "recorded_by__person")
    idea: Suggestion = get_object_or_404(visible.now_of(pk))
    return idea


def _show(request: AccountRequest, idea: Suggestion, form: NoteForm) -> HttpResponse:
    done = talk.implementation_of(idea)
    leads = request.user.has_perm("evidence.record") and idea.agent_id != request.user.person_id
    context: dict[str, Any] = {"idea": idea, "notes": talk.notes_of(idea), "done": done, "leads": leads, "form": form}
    context["change"] = talk.change(done) if done else ""
    context["decides"] = leads and not verbs.is_left_to_others(idea, by=request.user, at=timezone.now())
    return render(request, "evidence/suggestions/suggestion.html", context)
