"""The page of the scheduled close."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring.models import CloseSchedule
from scoring.scheduled_close import verbs
from scoring.scheduled_close.forms import ScheduleForm


@require_http_methods(["GET", "POST"])
@verb_required("scoring.close_month")
def change(request: AccountRequest) -> HttpResponse:
    """Show when months close by themselves, and change it in one's own name."""
    form = ScheduleForm(request.POST if request.method == "POST" else None, instance=CloseSchedule.of_the_company())
    page = FormPage(
        title=_("Months close by themselves"),
        explanation=_(
            "A month is then closed in your name, as if you had pressed “Close now”, unless somebody did before. Where "
            "something blocks the close, HR is told and it is tried again each day. It holds for months that are due "
            "from now on."
        ),
        back=reverse("scoring:months"),
        done=_("The scheduled close is recorded."),
    )
    return page.answer(request, form, partial(verbs.set_schedule, by=request.user))
