"""A panel for HR and its members: the list of a month, convening, the panel, adding a member, closing, giving up."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Account
from scoring import cards, month_overview
from scoring.models import ReviewPanel
from scoring.panel import closing, picking, verbs
from scoring.panel import page as pages
from scoring.panel.forms import ConveneForm, EndForm, MemberForm

CONVENE, SIT = "scoring.convene_panel", "scoring.sit_on_panel"


@require_safe
@verb_required(SIT)
def current(request: AccountRequest) -> HttpResponse:
    """The month of the newest panel, else the newest month with cards."""
    newest = ReviewPanel.objects.visible_to(request.user).select_related("month").order_by("-month__first_day").first()
    month = newest.month.month if newest else cards.newest_month()
    return redirect("scoring:panels_of", month or month_overview.current_month())


@require_safe
@verb_required(SIT)
def of_month(request: AccountRequest, month: Month) -> HttpResponse:
    """The panels of the month."""
    return render(request, "scoring/panel/list.html", pages.of_month(month, request.user))


@require_http_methods(["GET", "POST"])
@verb_required(CONVENE)
def convene(request: AccountRequest, month: Month) -> HttpResponse:
    """Choose cards and members."""
    form = ConveneForm(request.POST if request.method == "POST" else None, month=month, account=request.user)
    done = attempt(request, partial(_convene, month, request.user), form=form, said=_("The panel is convened."))
    if done and done.result is not None:
        return redirect("scoring:panel", done.result.pk)
    return render(request, "scoring/panel/convene.html", {"month": month, "form": form})


def _convene(month: Month, by: Account, **asked: object) -> ReviewPanel:
    by_hand = [person.pk for person in asked["by_hand"]]  # type: ignore[attr-defined]
    picked = picking.pick(month, rules=asked["rules"], by_hand=by_hand, sample=asked["sample"])  # type: ignore[arg-type]
    members, quorum = list(asked["members"]), asked["quorum"]  # type: ignore[call-overload]
    return verbs.convene(month=month, members=members, quorum=quorum, picked=picked, by=by)  # type: ignore[arg-type]


@require_safe
@verb_required(SIT)
def panel(request: AccountRequest, pk: int) -> HttpResponse:
    """Its cards, as far as the reader may read them."""
    return _page(request, _panel(request, pk))


@require_POST
@verb_required(CONVENE)
def add_member(request: AccountRequest, pk: int) -> HttpResponse:
    """Seat one more."""
    found = _panel(request, pk)
    form = MemberForm(request.POST, free=verbs.who_may_sit())
    if attempt(request, partial(verbs.add_member, panel=found, by=request.user), form=form, said=_("Added.")):
        return redirect("scoring:panel", pk)
    return _page(request, found, form)


@require_http_methods(["GET", "POST"])
@verb_required(CONVENE)
def close(request: AccountRequest, pk: int) -> HttpResponse:
    """Before and after of every card, then the outcome is entered."""
    found = _panel(request, pk)
    shown = pages.shown(found, request.user)
    if request.method == "POST" and attempt(
        request, partial(closing.close, panel=found, by=request.user), said=_closed(len(shown.rows))
    ):
        return redirect("scoring:panel", pk)
    return render(request, "scoring/panel/close.html", {"month": found.month.month, "shown": shown})


@require_http_methods(["GET", "POST"])
@verb_required(CONVENE)
def give_up(request: AccountRequest, pk: int) -> HttpResponse:
    """End it without an outcome."""
    found = _panel(request, pk)
    page = FormPage(
        title=_("Give the panel up?"),
        explanation=_("Opinions given so far are kept and count for nothing; what the first reviewers said stands."),
        back=reverse("scoring:panel", args=[pk]),
        done=_("The panel is given up."),
        action=_("Give it up"),
        dangerous=True,
    )
    form = EndForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(verbs.give_up, panel=found, by=request.user))


def _closed(number: int) -> str:
    sentence = ngettext(
        "The panel is closed: %(n)s card. Close the month again, so that the cards count what it found.",
        "The panel is closed: %(n)s cards. Close the month again, so that the cards count what it found.",
        number,
    )
    return sentence % {"n": number}


def _panel(request: AccountRequest, pk: int) -> ReviewPanel:
    panels = ReviewPanel.objects.visible_to(request.user).select_related("month", "convened_by__person").distinct()
    found: ReviewPanel = get_object_or_404(panels, pk=pk)
    return found


def _page(request: AccountRequest, found: ReviewPanel, form: MemberForm | None = None) -> HttpResponse:
    shown = pages.shown(found, request.user)
    may_add = found.is_open and request.user.has_perm(CONVENE)
    seated = {member.account_id for member in shown.members}
    free = [account for account in verbs.who_may_sit() if account.pk not in seated] if may_add else []
    context = {
        "month": found.month.month,
        "shown": shown,
        "form": form or (MemberForm(free=free) if free else None),
        "whom": pages.whom_to_add(shown) if may_add and shown.short else [],
    }
    return render(request, "scoring/panel/panel.html", context)
