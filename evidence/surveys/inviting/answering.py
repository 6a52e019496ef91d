"""A resident answers by a link: once, while it holds, and whatever the answer is, nobody of the company enters it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.surveys.models import SurveyAnswer
from evidence.surveys.verbs import Rated, record_answer
from kpi_portal.lib.refusals import Refused
from people import last_address
from workorders import reopening
from workorders.models import WorkOrder

from .models import Invitation, InvitationLink


class Standing(Enum):
    """Where a link stands."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    BEING_DONE = "being_done"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the resident said. ``turn`` is how often it was said before that it is not done: what is sent twice is
    refused. A rating may be missing where it is not done yet."""

    turn: int
    rating: int | None = None
    apart: Mapping[str, int] = field(default_factory=dict)
    recommend: int | None = None
    tags: tuple[str, ...] = ()
    comment: str = ""
    is_not_done: bool = False


def standing_of(link: InvitationLink, at: datetime) -> Standing:
    """Whether the link can be answered now."""
    if link.used_at is not None:
        return Standing.USED
    if link.invitation.expires_at <= at:
        return Standing.EXPIRED
    order = link.invitation.order
    if link.invitation.not_done and order and order.state != WorkOrder.State.COMPLETED:
        return Standing.BEING_DONE
    return Standing.OPEN


@transaction.atomic
def answer(link: InvitationLink, *, said: Said, at: datetime, address: str = "") -> SurveyAnswer | None:
    """Record what the resident said; where it is not done yet, the order is open again. ``address``: from where it was
    sent; kept is only whether the agent whom it counts for was there too.

    None: no rating yet; the same link takes it once the order is completed again. Raises Refused where the link was
    used, or its time is over, or this was said already.
    """
    invitation = Invitation.objects.select_for_update(of=["self"]).select_related("order").get(pk=link.invitation_id)
    locked = InvitationLink.objects.select_for_update().get(pk=link.pk)
    locked.invitation = invitation
    if standing_of(locked, at) is not Standing.OPEN or said.turn != invitation.not_done:
        raise Refused(gettext_lazy("This link has been used already, or its time is over."), code="over")
    if said.rating is None and not said.is_not_done:
        raise Refused(gettext_lazy("Tap a face."), code="no_rating", field="rating")
    entered = _enter(locked, said, at, address) if said.rating is not None else None
    if said.is_not_done:
        _reopen(invitation, said.comment, at)
    return entered


def _enter(link: InvitationLink, said: Said, at: datetime, address: str) -> SurveyAnswer:
    rated = Rated(Decimal(said.rating or 0), apart=said.apart, recommend=said.recommend, tags=said.tags)
    order = link.invitation.order
    assert order is not None
    entered = record_answer(by=None, order=order, answered_at=at, rated=rated, comment=said.comment, channel="link")
    from_agent = last_address.is_of(link.invitation.agent_id, address)
    InvitationLink.objects.filter(pk=link.pk).update(used_at=at, answer=entered, from_agents_address=from_agent)
    Invitation.objects.filter(pk=link.invitation_id, answered_at=None).update(answered_at=at)
    return entered


def _reopen(invitation: Invitation, words: str, at: datetime) -> None:
    """The order is done once more by whoever is responsible; an order that is open already stays so."""
    Invitation.objects.filter(pk=invitation.pk).update(not_done=F("not_done") + 1)
    order = invitation.order
    if order and order.state == WorkOrder.State.COMPLETED:
        reopening.reopen(order, by=None, at=at, reason=words or _("The resident says that it is not done yet."))
