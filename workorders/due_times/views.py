"""The page of the company's due times: the table as it holds, its versions, and the form that makes the next one."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from workorders.due_times import verbs
from workorders.due_times.forms import DueTimesForm
from workorders.models import DueTimes


@require_http_methods(["GET", "POST"])
@verb_required("workorders.set_due_times")
def due_times(request: AccountRequest) -> HttpResponse:
    """Look at the table in force and change it from a day on."""
    today = timezone.localdate()
    versions = list(DueTimes.objects.all())
    present = next((version for version in versions if version.from_day <= today), versions[-1] if versions else None)
    form = DueTimesForm(
        request.POST if request.method == "POST" else None, present=present, initial={"from_day": today}
    )
    if attempt(request, partial(verbs.set_due_times, by=request.user), form=form, said=_("The due times are saved.")):
        return redirect("workorders:due_times")
    return render(request, "workorders/due_times.html", {"form": form, "versions": versions, "present": present})
