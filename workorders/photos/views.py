"""A picture leaves only to who may see its order, and goes only by whose it is."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib import attachments
from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from workorders.models import OrderPhoto, WorkOrder
from workorders.photos import verbs
from workorders.photos.forms import RemovalForm


@require_safe
@verb_required("workorders.open")
def photo(request: AccountRequest, pk: int, photo: int) -> HttpResponse:
    """The picture itself."""
    found = _fetch(request, pk, photo)
    return attachments.given_out(found.file, found.content_type)


@require_http_methods(["GET", "POST"])
@verb_required("workorders.answer")
def remove(request: AccountRequest, pk: int, photo: int) -> HttpResponse:
    """Take it away for good."""
    found = _fetch(request, pk, photo)
    page = FormPage(
        title=_("Delete the picture"),
        explanation=_("The file is deleted for good; that it was there, who deleted it and why stays in the audit."),
        action=_("Delete"),
        back=found.order.get_absolute_url(),
        done=_("The picture is deleted."),
        dangerous=True,
    )
    form = RemovalForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(verbs.remove, photo=found, by=request.user))


def _fetch(request: AccountRequest, pk: int, photo: int) -> OrderPhoto:
    order = get_object_or_404(WorkOrder.objects.visible_to(request.user), pk=pk)
    return get_object_or_404(OrderPhoto.objects.select_related("order"), pk=photo, order=order)
