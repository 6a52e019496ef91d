"""A talk about a card was held."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from reports import talks


@require_POST
@verb_required("reports.hold_talk")
def held(request: AccountRequest, month: Month, agent: int) -> HttpResponse:
    """Note it, and go home, where the next task is."""
    person = get_object_or_404(Person.objects.visible_in(month, request.user), pk=agent)
    said = _("The talk with %(name)s is noted.") % {"name": person}
    attempt(request, partial(talks.hold, by=request.user, agent=person, month=month), said=said)
    return redirect("reports:home")
