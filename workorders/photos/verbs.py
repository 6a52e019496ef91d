"""Pictures of an order."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib import attachments
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit
from records.final_month_guard import containing, refuse_if_final
from workorders.models import OrderPhoto, WorkOrder
from workorders.photos.fields import Picture

Stage = OrderPhoto.Stage


@transaction.atomic
def attach(
    order: WorkOrder, photos: Sequence[Picture], *, stage: str = Stage.REQUEST, by: Account, at: datetime
) -> None:
    """Keep the pictures with the order, under names that tell nothing."""
    for photo in photos:
        OrderPhoto.objects.create(
            order=order, stage=stage, file=photo, content_type=photo.content_type or "", by=by, at=at
        )
    if photos:
        detail = {"number": len(photos)}
        audit.record(by=by, verb="workorders.attach_photos", subject=order, detail=detail)


def may_remove(photo: OrderPhoto, by: Account) -> bool:
    """Whether it is theirs: who added it, and who decides about the order."""
    return photo.by_id == by.pk or by.has_perm("workorders.decide")


@transaction.atomic
def remove(*, photo: OrderPhoto, reason: str, by: Account) -> None:
    """Take a picture away for good, with its file. Raises Refused where the order counted in a month that is final: it
    shows what was paid for."""
    if not may_remove(photo, by):
        raise Refused(_("Who added it, or a supervisor, takes it away."), code="not_theirs")
    order, stage = photo.order, photo.get_stage_display()
    counted = (order.created_at, order.first_dispatched_at, order.completed_at)
    refuse_if_final(reduce(or_, (containing(at) for at in counted if at)))
    attachments.remove(photo, photo.file)
    audit.record(by=by, verb="workorders.remove_photo", subject=order, detail={"what": stage, "reason": reason})
