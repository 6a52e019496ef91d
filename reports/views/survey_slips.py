"""Printing what the list of invitations shows as slips to hand over."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evidence.surveys.inviting import giving
from evidence.surveys.inviting.filters import InvitationFilter
from evidence.surveys.inviting.models import Invitation
from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from reports import survey_slips


@never_cache
@require_POST
@verb_required("evidence.invite")
def print_slips(request: AccountRequest) -> HttpResponse:
    """A fresh link on each slip; where the page cannot be printed, none was given out."""
    seen = Invitation.objects.visible_to(request.user)
    wanted = InvitationFilter(request.GET, queryset=seen, request=request)

    @transaction.atomic
    def printed() -> bytes:
        return survey_slips.printed(giving.hand_out(wanted.qs, by=request.user, at=timezone.now()))

    file = attempt(request, printed).result
    if file is None:
        return HttpResponseRedirect(f"{reverse('evidence:invitations')}?{request.GET.urlencode()}")
    return downloads.attachment(file, f"slips-{timezone.localdate()}.pdf", "application/pdf")
