"""Talks: the three steps of a month, one talk, its record and its signatures."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from scoring import month_overview
from scoring.models import Talk
from scoring.talks import steps, verbs, who
from scoring.talks.forms import WordsForm, with_one_more
from scoring.talks.page import TalkPage, Typed

SAVE, ADD = "save", "add"


@require_safe
@verb_required("scoring.hold_talk")
def current(request: AccountRequest) -> HttpResponse:
    """The latest published month."""
    month = steps.latest_month(request.user) or month_overview.current_month().previous
    return redirect("scoring:talks_of", month)


@require_safe
@verb_required("scoring.hold_talk")
def of_month(request: AccountRequest, month: Month) -> HttpResponse:
    """Where everybody stands, the most urgent first; ``?show=`` a tab."""
    found = steps.Steps(request.user, month)
    show = request.GET.get("show", "")
    page = numbered(found.shown(show), request.GET.get("page"))
    context = {"month": month, "found": found, "show": show, "page": page, "tabs": found.tabs()}
    context["this_month"] = month_overview.current_month()
    return render(request, "scoring/talks/list.html", context)


@require_safe
@verb_required("scoring.answer_card")
def mine(request: AccountRequest) -> HttpResponse:
    """The talks about one's own cards."""
    own = Talk.objects.visible_to(request.user).filter(agent=request.user.person_id)
    rows = own.select_related("month", "signed_by__person").order_by("-month__first_day")
    return render(request, "scoring/talks/mine.html", {"talks": rows})


@require_safe
@verb_required("scoring.view_talks")
def about(request: AccountRequest, month: Month, agent: int) -> HttpResponse:
    """From a card to its talk; where there is none to read yet, to the list in which it will stand."""
    person = get_object_or_404(Person.objects.visible_in(month, request.user), pk=agent)
    found = Talk.objects.visible_to(request.user).filter(agent=person, month__first_day=month.first_day).first()
    if found is not None:
        return redirect(found)
    return redirect("scoring:my_talks") if person == request.user.person else redirect("scoring:talks_of", month)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.view_talks")
def talk(request: AccountRequest, pk: int) -> HttpResponse:
    """One talk; posted, whoever holds it keeps the draft, adds a row to the plan, or signs."""
    found = visible(request, pk)
    page = TalkPage(found, request.user)
    if request.method != "POST":
        return _shown(request, page)
    if not request.user.has_perm(who.HOLDS):
        raise PermissionDenied
    return _add(request, page) if request.POST.get("do") == ADD else _keep(request, page)


def _add(request: AccountRequest, page: TalkPage) -> HttpResponse:
    return _shown(request, page, page.forms(with_one_more(request.POST, page.talk)))


def _keep(request: AccountRequest, page: TalkPage) -> HttpResponse:
    is_draft = request.POST.get("do") == SAVE
    typed = page.forms(request.POST)
    assert typed.talk is not None
    assert typed.items is not None
    said = _("Your draft is kept; nobody else reads it.") if is_draft else _("Signed; the agent is asked to sign.")
    quiet = "HX-Request" in request.headers
    if typed.items.is_valid() and typed.talk.is_valid():
        verb = partial(verbs.save if is_draft else verbs.sign, page.talk, by=request.user, items=typed.items.planned())
        if attempt(request, verb, form=typed.talk, said="" if quiet else said):
            return _kept(request) if quiet else redirect(page.talk)
    return HttpResponse(status=204) if quiet else _shown(request, page, typed)


def _kept(request: AccountRequest) -> HttpResponse:
    return render(request, "scoring/talks/kept.html", {"saved_at": timezone.now()})


@require_POST
@verb_required("scoring.hold_talk")
def explain(request: AccountRequest, pk: int) -> HttpResponse:
    """A card that needs no plan was explained."""
    found = visible(request, pk)
    said = _("Noted: the card of %(name)s is explained.") % {"name": found.agent}
    done = attempt(request, partial(verbs.explain, found, by=request.user), said=said)
    return redirect("scoring:talks_of", found.month.month) if done else redirect(found)


@require_POST
@verb_required("scoring.answer_card")
def answer(request: AccountRequest, pk: int) -> HttpResponse:
    """The agent signs, or does not (``do=decline``)."""
    found = visible(request, pk)
    form = WordsForm(request.POST)
    declines = request.POST.get("do") == "decline"
    verb: Any = verbs.decline if declines else verbs.confirm
    said = _("Noted that you do not sign, with your words.") if declines else _("You have signed.")
    if attempt(request, partial(verb, found, by=request.user), form=form, said=said):
        return redirect(found)
    return _shown(request, TalkPage(found, request.user), Typed(words=form))


def visible(request: AccountRequest, pk: int) -> Talk:
    """A talk that the account may see; 404 for any other."""
    seen = Talk.objects.visible_to(request.user).select_related("agent", "month", "signed_by__person")
    found: Talk = get_object_or_404(seen.select_related("card__plan", "card__month", "card__team"), pk=pk)
    return found


def _shown(request: AccountRequest, page: TalkPage, typed: Typed | None = None) -> HttpResponse:
    return render(request, "scoring/talks/talk.html", page.context(typed))
