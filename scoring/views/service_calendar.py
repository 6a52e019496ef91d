"""When the company serves: a month of days, the versions, and the forms that change them."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import service_time
from records.models import ServiceCalendar, ServiceDay
from scoring import month_overview
from scoring.service_calendar import verbs
from scoring.service_calendar.forms import CalendarForm, DayForm
from scoring.service_calendar.page import in_force, weeks


@require_safe
@verb_required("scoring.view_plans")
def current(request: AccountRequest) -> HttpResponse:
    """The calendar of the current month."""
    return redirect("scoring:calendar_of", month_overview.current_month())


@require_safe
@verb_required("scoring.view_plans")
def page(request: AccountRequest, month: Month) -> HttpResponse:
    """The days of a month with their times, what holds from when, and the special days."""
    context = {
        "month": month,
        "newest": month_overview.current_month().plus(12),
        "weeks": weeks(month),
        "in_force": in_force(month),
        "versions": ServiceCalendar.objects.all(),
        "special": ServiceDay.objects.filter(day__year=month.year),
        "is_known": service_time.knows_holidays_of(month.year),
    }
    return render(request, "scoring/service_calendar/page.html", context)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.change_settings")
def change(request: AccountRequest) -> HttpResponse:
    """Enter a version, beginning with the one in force."""
    month = month_overview.current_month()
    present = ServiceCalendar.objects.filter(from_first_day__lte=month.first_day).first()
    form = CalendarForm(
        request.POST if request.method == "POST" else None, present=present, initial={"month": str(month)}
    )
    form_page = FormPage(
        title=_("Times of service"),
        explanation=_(
            "Response times count only while the company serves; emergencies count around the clock. A month that is "
            "over keeps the times that it had."
        ),
        back=reverse("scoring:calendar"),
        done=_("The times of service are recorded."),
    )
    return form_page.answer(request, form, partial(verbs.set_calendar, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("scoring.change_settings")
def special_day(request: AccountRequest) -> HttpResponse:
    """Enter a day that is not as the calendar says."""
    form = DayForm(request.POST if request.method == "POST" else None)
    form_page = FormPage(
        title=_("A special day"),
        explanation=_("For one day other times, or none: a move, a storm, a day off of the company's own."),
        back=reverse("scoring:calendar"),
        done=_("The day is recorded."),
    )
    return form_page.answer(request, form, partial(verbs.set_day, by=request.user))


@require_POST
@verb_required("scoring.change_settings")
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Take a version back."""
    version = get_object_or_404(ServiceCalendar, pk=pk)
    attempt(request, partial(verbs.withdraw_calendar, version, by=request.user), said=_("It is withdrawn."))
    return redirect("scoring:calendar")


@require_POST
@verb_required("scoring.change_settings")
def withdraw_day(request: AccountRequest, pk: int) -> HttpResponse:
    """Take a special day back."""
    special = get_object_or_404(ServiceDay, pk=pk)
    attempt(request, partial(verbs.withdraw_day, special, by=request.user), said=_("It is withdrawn."))
    return redirect("scoring:calendar")
