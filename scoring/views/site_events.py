"""The site calendar: what is announced for a month, and the forms that announce, change and withdraw it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring import month_overview
from scoring.models import SiteEvent
from scoring.site_calendar import forms, verbs
from scoring.site_calendar import page as site_event_page
from scoring.site_calendar.forms import SiteEventForm, WithdrawEventForm

MONTHS_AHEAD = 12


@require_safe
@verb_required("scoring.view_months")
def current(request: AccountRequest) -> HttpResponse:
    """The next month: what can still be announced."""
    return redirect("scoring:site_events_of", month_overview.current_month().next)


@require_safe
@verb_required("scoring.view_months")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """The month's events, its days, and what becomes of the weights."""
    now = month_overview.current_month()
    context = {
        "month": month,
        "newest": now.plus(MONTHS_AHEAD),
        "has_begun": month <= now,
        "page": site_event_page.page(month, request.user),
    }
    return render(request, "scoring/site_calendar/page.html", context)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.plan_events")
def enter(request: AccountRequest) -> HttpResponse:
    """Announce an event."""
    form = SiteEventForm(request.POST if request.method == "POST" else None)
    return _form_page(None).answer(request, form, partial(verbs.enter_event, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("scoring.plan_events")
def change(request: AccountRequest, pk: int) -> HttpResponse:
    """Announce it otherwise."""
    event = _fetch(request, pk)
    form = SiteEventForm(request.POST if request.method == "POST" else None, event=event)
    verb = partial(verbs.change_event, event, by=request.user)
    return _form_page(event).answer(request, form, verb)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.plan_events")
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Take it back, after saying why."""
    event = _fetch(request, pk)
    form_page = FormPage(
        title=_("Withdraw “%(event)s”") % {"event": event.title},
        explanation=_("The weights of its months become those of the plan again. What was announced stays to be read."),
        back=_back(event),
        done=_("The event is withdrawn."),
        action=_("Withdraw"),
        dangerous=True,
    )
    form = WithdrawEventForm(request.POST if request.method == "POST" else None)
    return form_page.answer(request, form, partial(verbs.withdraw_event, event, by=request.user))


def _fetch(request: AccountRequest, pk: int) -> SiteEvent:
    event: SiteEvent = get_object_or_404(SiteEvent.objects.visible_to(request.user), pk=pk)
    return event


def _form_page(event: SiteEvent | None) -> FormPage:
    return FormPage(
        title=forms.title(event),
        explanation=_(
            "For a handover, the renewal of contracts or whatever makes one thing matter more for a while. Agents see "
            "it on their card page before the month begins; then it is frozen."
        ),
        back=_back(event),
        done=_("The event is announced."),
        action=_("Announce"),
    )


def _back(event: SiteEvent | None) -> str:
    month = Month.of_day(event.first_day) if event else month_overview.current_month().next
    return reverse("scoring:site_events_of", args=[month])
