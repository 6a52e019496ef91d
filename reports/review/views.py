"""The review of one card (SCORING §9): look, keep a draft, submit and go on, send back, take back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.lib.form_page import Attempt, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports.calibration import page as calibration
from reports.review.forms import ReviewForm
from reports.review.page import ReviewPage
from scoring.models import Review
from scoring.review import verbs


@require_http_methods(["GET", "POST"])
@verb_required("scoring.review")
def card(request: AccountRequest, month: Month, agent: int) -> HttpResponse:
    """One card with its evidence, and what its reviewer says of it."""
    page = ReviewPage(month, request.user, agent, request.GET.get("evidence", ""))
    if part := _part(request, page):
        return part
    form = _form(page, request.POST if request.method == "POST" else None)
    do = request.POST.get("do", "")
    if request.method == "POST" and do != "look" and _done(request, page, form):
        return _onward(page, do)
    if do == "look" and _is_fetched(request):
        return render(request, "scoring/review/effect.html", {"form": form, **page.effect(form)})
    return render(request, "reports/review/card.html", {"form": form, **page.context(), **page.effect(form)})


def _is_fetched(request: AccountRequest) -> bool:
    return "HX-Request" in request.headers


def _part(request: AccountRequest, page: ReviewPage) -> HttpResponse | None:
    """What is fetched into the page: the evidence of one indicator, the reader's own grades, the month's complaints."""
    if not _is_fetched(request) or request.method != "GET":
        return None
    seen = {"month": page.month, "card": page.card, "drawer": page.drawer}
    if "complaints" in request.GET:
        return render(request, "reports/review/complaints.html", seen)
    if "drift" in request.GET:
        own = calibration.own(page.month, request.user)
        return render(request, "reports/review/drift.html", seen | own)
    return render(request, "reports/review/drawer.html", seen) if page.drawer else None


@require_POST
@verb_required("scoring.review")
def take_back(request: AccountRequest, month: Month, agent: int) -> HttpResponse:
    """Make a submitted review a draft again."""
    page = ReviewPage(month, request.user, agent)
    verb = partial(verbs.take_back, agent=page.card.agent, month=month, by=request.user)
    attempt(request, verb, said=_("The review is a draft again."))
    return redirect("reports:review", month, agent)


def _form(page: ReviewPage, data: Any) -> ReviewForm:
    return ReviewForm(data, review=page.review, cap=page.limits.supervisor, version=page.card.version)


ACTS: dict[str, tuple[Callable[..., Review], tuple[str, ...]]] = {
    "send_back": (verbs.send_back, ("missing", "version")),
    "submit": (verbs.submit, ("points", "reason", "comment", "version")),
    "draft": (verbs.save_draft, ("points", "reason", "comment", "version")),
}
"""What the buttons do, and with which fields."""


def _done(request: AccountRequest, page: ReviewPage, form: ReviewForm) -> Attempt[Review]:
    """Run the act of the button that was pressed."""
    verb, asked = ACTS.get(request.POST.get("do", ""), ACTS["draft"])
    act = partial(verb, agent=page.card.agent, month=page.month, by=request.user)
    said = {
        verbs.send_back: _("It is sent back; HR is asked for the evidence."),
        verbs.submit: _submitted(page),
        verbs.save_draft: _("The draft is kept."),
    }
    return attempt(request, lambda **typed: act(**{name: typed[name] for name in asked}), form=form, said=said[verb])


def _submitted(page: ReviewPage) -> str:
    address = reverse("reports:review", args=[page.month, page.card.agent_id])
    told = _("The review of %(name)s is submitted.") % {"name": page.card.label.name}
    return format_html('{} <a href="{}">{}</a>', told, address, _("Look again or take it back"))


def _onward(page: ReviewPage, do: str) -> HttpResponseRedirect:
    """After a submission the next card that waits; the list where none does."""
    after = page.queue.next_after(page.card.agent_id) if do in ("submit", "send_back") else page.card
    if after is None:
        return HttpResponseRedirect(reverse("scoring:reviews_of", args=[page.month]))
    return HttpResponseRedirect(reverse("reports:review", args=[page.month, after.agent_id]))
