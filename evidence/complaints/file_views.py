"""Files of a complaint leave only to who is in charge of it."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib import attachments
from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from .attaching import attach
from .forms import FileForm
from .models import ComplaintFile
from .page import Board
from .views import fetch


@require_POST
@verb_required("evidence.handle_complaints")
def add(request: AccountRequest, pk: int) -> HttpResponse:
    """Add one; refused, the page stands with the reason."""
    complaint, form = fetch(request, pk), FileForm(request.POST, request.FILES)
    if attempt(request, partial(attach, complaint, by=request.user), form=form, said=_("The file is kept.")):
        return redirect("evidence:complaint", pk)
    context = Board(complaint, request.user, {"file": form}).context()
    return render(request, "evidence/complaints/complaint.html", context)


@require_safe
@verb_required("evidence.handle_complaints")
def file(request: AccountRequest, pk: int, piece: int) -> HttpResponse:
    """The file itself."""
    complaint = fetch(request, pk)
    found = get_object_or_404(ComplaintFile, pk=piece, complaint=complaint)
    if not Board(complaint, request.user).is_in_charge:
        raise Http404
    return attachments.given_out(found.file, found.content_type, name=found.file_name)
