"""A signed record as PDF."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from reports import printed_talk
from scoring.models import Talk


@require_safe
@verb_required("scoring.view_talks")
def talk(request: AccountRequest, pk: int) -> HttpResponse:
    """Of a talk that the account may see and that whoever leads has signed; 404 for any other."""
    seen = Talk.objects.visible_to(request.user).exclude(state__in=[Talk.State.DUE, Talk.State.EXPLAINED])
    found: Talk = get_object_or_404(seen.select_related("agent", "month", "card", "signed_by__person"), pk=pk)
    file = attempt(request, partial(printed_talk.printed, found)).result
    if file is None:
        return redirect(found)
    name = f"{found.month.month}-talk-{found.card.label.code}.pdf" if found.card else f"{found.month.month}-talk.pdf"
    return downloads.attachment(file, name, "application/pdf")
