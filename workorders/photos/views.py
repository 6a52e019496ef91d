"""A picture leaves only to who may see its order."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kpi_portal.lib import attachments
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from workorders.models import OrderPhoto, WorkOrder


@require_safe
@verb_required("workorders.open")
def photo(request: AccountRequest, pk: int, photo: int) -> HttpResponse:
    """The picture itself."""
    order = get_object_or_404(WorkOrder.objects.visible_to(request.user), pk=pk)
    found = get_object_or_404(OrderPhoto, pk=photo, order=order)
    return attachments.given_out(found.file, found.content_type)
