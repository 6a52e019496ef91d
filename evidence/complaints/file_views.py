"""Files of a complaint leave only to who is in charge of it."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib import attachments
from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from workorders.photos.forms import RemovalForm

from . import attaching
from .forms import FileForm
from .models import ComplaintFile
from .page import Board
from .views import fetch


@require_POST
@verb_required("evidence.handle_complaints")
@sent_once
def add(request: AccountRequest, pk: int) -> HttpResponse:
    """Add one; refused, the page stands with the reason."""
    complaint, form = fetch(request, pk), FileForm(request.POST, request.FILES)
    if attempt(request, partial(attaching.attach, complaint, by=request.user), form=form, said=_("The file is kept.")):
        return redirect("evidence:complaint", pk)
    context = Board(complaint, request.user, {"file": form}).context()
    return render(request, "evidence/complaints/complaint.html", context)


@require_safe
@verb_required("evidence.handle_complaints")
def file(request: AccountRequest, pk: int, piece: int) -> HttpResponse:
    """The file itself."""
    found = _fetch(request, pk, piece)
    return attachments.given_out(found.file, found.content_type, name=found.file_name)


@require_http_methods(["GET", "POST"])
@verb_required("evidence.handle_complaints")
def remove(request: AccountRequest, pk: int, piece: int) -> HttpResponse:
    """Take it away for good."""
    found = _fetch(request, pk, piece)
    page = FormPage(
        title=_("Delete %(name)s") % {"name": found.file_name},
        explanation=_("The file is deleted for good; that it was there, who deleted it and why stays in the audit."),
        action=_("Delete"),
        back=reverse("evidence:complaint", args=[pk]),
        done=_("The file is deleted."),
        dangerous=True,
    )
    form = RemovalForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(attaching.remove, file=found, by=request.user))


def _fetch(request: AccountRequest, pk: int, piece: int) -> ComplaintFile:
    complaint = fetch(request, pk)
    found = get_object_or_404(ComplaintFile.objects.select_related("complaint"), pk=piece, complaint=complaint)
    if not Board(complaint, request.user).is_in_charge:
        raise Http404
    return found
