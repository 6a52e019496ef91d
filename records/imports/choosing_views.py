"""Saying who is meant by the names of a file that nobody has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from records.models import Batch

from . import choosing, uploads
from .causes import Mend
from .views import batch_of

if TYPE_CHECKING:
    from people.access import AccountRequest


@require_POST
@verb_required("records.import_evidence")
def choose(request: AccountRequest, pk: int) -> HttpResponse:
    """Keep what was chosen in the mapping, and check the file again; what could not be kept is said."""
    batch, what = batch_of(request, pk), request.POST.get("what", "")
    if what not in choosing.WHAT.values() or batch.state not in (Batch.State.JUDGED, Batch.State.REFUSED):
        raise Http404
    posted = (request.POST.getlist(part) for part in ("name", "choice", "who"))
    found, problems = choosing.read(batch, what, map(choosing.Answer, *posted))
    for problem in problems:
        messages.error(request, problem)
    if not found:
        return redirect("records:import", pk)
    change = Mend("choose", _("As chosen"), partial(choosing.chosen, what=what, found=found))
    asked = attempt(request, partial(uploads.mend, batch, change, by=request.user))
    return redirect("records:import_progress" if asked else "records:import", pk)
