"""Pictures of an order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from people.models import Account
from records import audit
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
