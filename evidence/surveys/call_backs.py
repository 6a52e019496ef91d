"""The resident of a completed order is called within a day (回访), by somebody else than who was responsible.

The rating becomes an answer of the order's one invitation, under the rules of ``satisfaction`` (SCORING §3).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit
from workorders import lifecycle, reopening
from workorders.models import Handling, WorkOrder
from workorders.own_work import was_of

from .verbs import Rated, record_answer

NEEDS_WORDS = 2
"""A rating this low says why."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the resident said. ``rating`` 1–5, or none where the resident gives none."""

    is_done: bool
    rating: int | None = None
    words: str = ""


@transaction.atomic
def call_back(order: WorkOrder, *, said: Said, by: Account, at: datetime) -> None:
    """The resident was reached: done, and the order is filed; or not done after all, and it is open again
    (long after its completion as a new order)."""
    _lock(order)
    refuse_own(order, by)
    if said.rating is not None and said.rating <= NEEDS_WORDS and not said.words.strip():
        raise Refused(_("With 1 or 2, write down what the resident said."), code="no_words", field="words")
    if not said.is_done and not said.words.strip():
        raise Refused(_("Write down what is not done."), code="no_words", field="words")
    lifecycle.call_back(order, by=by, at=at)
    if said.rating is not None:
        rated = Rated(Decimal(said.rating))
        record_answer(by=by, order=order, answered_at=at, rated=rated, comment=said.words, channel="phone")
    if said.is_done or reopening.reopen(order, reason=said.words, by=by, at=at) != order:
        lifecycle.archive(order, by=by, at=at)


@transaction.atomic
def note_missed(order: WorkOrder, *, by: Account, at: datetime) -> None:
    """Nobody answered, or it was no good moment: the order waits on, and the try is counted."""
    refuse_own(order, by)
    if order.state != WorkOrder.State.COMPLETED:
        raise Refused(_("Only completed orders are called back."), code="wrong_state")
    Handling.objects.filter(pk=order.pk).update(calls_missed=F("calls_missed") + 1, call_missed_at=at)
    audit.record(by=by, verb="evidence.call_missed", subject=order)


def _lock(order: WorkOrder) -> None:
    """Two who call at once: the second is told."""
    if Handling.objects.select_for_update().get(pk=order.pk).called_back_at is not None:
        raise Refused(_("Somebody has called back already."), code="called_back")


def refuse_own(order: WorkOrder, by: Account) -> None:
    """Whoever is or was responsible, and whoever completed it, does not call the resident about it."""
    own = WorkOrder.objects.filter(was_of(by.person_id), pk=order.pk)
    refuse_for_oneself(by, by.person_id if own.exists() else None)
