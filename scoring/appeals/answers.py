"""Accept the own card, comment on it. Both move no figure, so they are the own person's and nobody else's."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit
from scoring.appeals import window
from scoring.appeals.window import Window
from scoring.models import Adjustment, Appeal, Card, CardAnswer, ProvisionalCard

Kind = CardAnswer.Kind


@transaction.atomic
def accept(card: Card, *, by: Account) -> CardAnswer:
    """The person concerned agrees with this version. Raises Refused for anybody else, outside the window, and twice."""
    card = _own(card, by)
    window.refuse_shut(card, timezone.now())
    if card.answers.filter(kind=Kind.ACCEPTED).exists():
        raise Refused(_("You have accepted this card already."), code="twice")
    return _noted(card, by, verb="scoring.accept_card", kind=Kind.ACCEPTED)


@transaction.atomic
def comment(card: Card, *, words: str, by: Account) -> CardAnswer:
    """A word about the own card, also later; whoever sees the card reads it. Raises Refused."""
    card = _own(card, by)
    if card.is_trial or not card.month.is_shown_to_agents:
        raise Refused(_("Only a published card is commented on."), code="not_published")
    if not words.strip():
        raise Refused(_("Write something."), code="no_words", field="words")
    return _noted(card, by, verb="scoring.comment_on_card", kind=Kind.COMMENT, words=words.strip())


def _own(card: Card, by: Account) -> Card:
    """The version in this act's hands, for whom it is about."""
    if card.agent_id != by.person_id:
        raise Refused(_("Only whose card it is says this."), code="not_own")
    found: Card = Card.objects.select_for_update(of=("self",)).select_related("month").get(pk=card.pk)
    return found


def _noted(card: Card, by: Account, *, verb: str, **values: str) -> CardAnswer:
    said = CardAnswer.objects.create(card=card, by=by, **values)
    audit.record(by=by, verb=verb, subject=card, detail={"month": card.month.month})
    return said


@dataclass(frozen=True)
class Said:
    """What was said of a version, and what this reader may still say: ``window`` is None where nothing is asked."""

    accepted: CardAnswer | None
    comments: tuple[CardAnswer, ...]
    window: Window | None
    is_open: bool
    is_own: bool
    entries: tuple[Adjustment, ...] = ()
    appeals: tuple[Appeal, ...] = ()

    @property
    def may_appeal(self) -> bool:
        """Whether what is on the card may be appealed now."""
        return self.is_own and self.is_open

    @property
    def may_accept(self) -> bool:
        """Whether the button is offered."""
        return self.is_own and self.is_open and self.accepted is None


def said_of(card: Card, account: Account) -> Said:
    """For the page of the card, which comes with its month. ``entries``: points that may be appealed; ``appeals``: what
    was appealed of the month."""
    found = list(card.answers.select_related("by__person"))
    asked = window.of(card) if card.is_current else None
    is_own = _is_own(card, account)
    is_open = asked is not None and asked.is_open(timezone.now())
    return Said(
        accepted=next((one for one in found if one.kind == Kind.ACCEPTED), None),
        comments=tuple(one for one in found if one.kind == Kind.COMMENT),
        window=asked,
        is_open=is_open,
        is_own=is_own,
        entries=tuple(_entries(card)) if is_own and is_open else (),
        appeals=tuple(Appeal.objects.filter(agent=card.agent_id, first_day=card.month.first_day)) if is_own else (),
    )


def may_appeal(card: Card | ProvisionalCard, account: Account) -> bool:
    """Whether this account may appeal what is on this version now."""
    if not isinstance(card, Card) or not card.is_current or not _is_own(card, account):
        return False
    asked = window.of(card)
    return asked is not None and asked.is_open(timezone.now())


def _is_own(card: Card, account: Account) -> bool:
    shown = card.agent_id == account.person_id and card.month.is_shown_to_agents
    return shown and account.has_perm("scoring.answer_card")


def _entries(card: Card) -> QuerySet[Adjustment]:
    """Points beside the figures, each of which can be appealed."""
    return Adjustment.objects.filter(agent=card.agent_id, first_day=card.month.first_day, stands=True).order_by("pk")
