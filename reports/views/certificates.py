"""The certificate of an award, for who may read the award."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from reports import certificates
from scoring.models import Award


@require_safe
@verb_required("scoring.view_awards")
def certificate(request: AccountRequest, pk: int) -> HttpResponse:
    """As PDF, in the reader's language first; of an award that stands."""
    seen = Award.objects.standing().visible_to(request.user).select_related("card", "decision__ledger_entry")
    award = get_object_or_404(seen, pk=pk)
    language = "en" if get_language() == "en" else "zh-hans"
    file = attempt(request, partial(certificates.printed, award, language)).result
    if file is None:
        return redirect("scoring:awards")
    return downloads.attachment(file, f"{award.number}.pdf", "application/pdf")
