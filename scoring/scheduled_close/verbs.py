"""Switching the scheduled close on and off, in one's own name."""

from datetime import time
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from people import audited_save
from people.models import Account
from scoring.models import CloseSchedule


class Choice(TypedDict):
    """Fields of ``CloseSchedule`` that people choose."""

    is_on: bool
    wait: int
    unit: str
    at: time


@transaction.atomic
def set_schedule(*, by: Account, **choice: Unpack[Choice]) -> CloseSchedule:
    """Choose when months close by themselves. From now on they close in the name of ``by``, who answers for it.

    Months that would have closed before now stay to be closed by hand. Raises Refused for what a field refuses.
    """
    row, _made = CloseSchedule.objects.get_or_create(pk=1)
    row = audited_save.change(row, {**choice, "set_by": by}, verb="scoring.set_close_schedule", by=by)
    row.set_at = timezone.now()
    row.save(update_fields=["set_at"])
    return row
