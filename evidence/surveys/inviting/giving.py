"""Links are given out by whoever leads, never by whom the answer counts for, and found again by their hash.

Older links of an invitation stay: a slip in the letter box and a code on a screen both work. Each works once, and one
answer of an invitation counts whichever it came by.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit

from .models import Invitation, InvitationLink, InvitationQuerySet

BYTES = 16
"""128 bits."""
MOST_SLIPS = 80
PLACES = ("order", "site", "building")
SLIP, REMINDER = InvitationLink.Given.SLIP, InvitationLink.Given.REMINDER


class Given(NamedTuple):
    """A link with its token, known only to whom it is given now."""

    link: InvitationLink
    token: str


@transaction.atomic
def give_links(invitations: Iterable[Invitation], *, given: str, by: Account, at: datetime) -> list[Given]:
    """A new link for each invitation. Raises Refused for one's own, for what is answered, and for what has expired."""
    made = []
    for invitation in invitations:
        refuse_for_oneself(by, invitation.agent_id)
        _refuse_over(invitation, at)
        token = secrets.token_urlsafe(BYTES)
        link = InvitationLink(invitation=invitation, token_hash=hash_of(token), given=given, made_at=at, made_by=by)
        link.save(force_insert=True)
        audit.record(by=by, verb="evidence.give_link", subject=invitation, detail={"how": link.get_given_display()})
        made.append(Given(link, token))
    return made


def hand_out(invitations: InvitationQuerySet, *, by: Account, at: datetime) -> list[Given]:
    """Slips for those that wait, of a few at a time the oldest; a second slip is a reminder. None for one's own. Raises
    Refused where none waits."""
    waiting = invitations.waiting(at).exclude(agent=by.person_id)
    chosen = list(waiting.select_related(*PLACES).order_by("invited_at", "pk")[:MOST_SLIPS])
    if not chosen:
        raise Refused(_("No invitation waits for a slip here."), code="none_waits")
    had = set(InvitationLink.objects.filter(invitation__in=chosen).values_list("invitation", flat=True))
    first = give_links([each for each in chosen if each.pk not in had], given=SLIP, by=by, at=at)
    return [*first, *give_links([each for each in chosen if each.pk in had], given=REMINDER, by=by, at=at)]


def hash_of(token: str) -> str:
    """What is kept of a token. Without salt: nobody guesses 128 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def found(token: str) -> InvitationLink | None:
    """The link of this company that has this token."""
    links = InvitationLink.objects.select_related("invitation__order", "invitation__site", "invitation__building")
    return links.filter(token_hash=hash_of(token)).first()


def _refuse_over(invitation: Invitation, at: datetime) -> None:
    if invitation.answered_at is not None:
        raise Refused(_("This invitation is answered already."), code="answered")
    if invitation.expires_at <= at:
        raise Refused(_("This invitation has expired."), code="expired")
