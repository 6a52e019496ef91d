"""A picture leaves only to who may see its order."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from workorders.models import OrderPhoto, WorkOrder
from workorders.photos.fields import BEGINNINGS


@require_safe
@verb_required("workorders.open")
def photo(request: AccountRequest, pk: int, photo: int) -> HttpResponse:
    """The picture itself."""
    order = get_object_or_404(WorkOrder.objects.visible_to(request.user), pk=pk)
    found = get_object_or_404(OrderPhoto, pk=photo, order=order)
    try:
        with found.file.open() as stored:
            data = stored.read()
    except FileNotFoundError as gone:
        raise Http404 from gone
    kind = found.content_type if found.content_type in BEGINNINGS else "application/octet-stream"
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": "private, max-age=3600"})
