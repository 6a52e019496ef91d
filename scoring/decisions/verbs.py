"""What HR decides where evidence lacks (SCORING §3, §5): points for a held indicator, or a coefficient for the card.

Only a card that waits for a decision takes one, and only as long as evidence lacks: what comes in later takes its place
with the next close (``engine.score``).
"""

import secrets
import uuid
from decimal import Decimal
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import plain
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit
from scoring import cards
from scoring.engine import card as engine
from scoring.entry_guard import refuse_entry
from scoring.models import Card, Decision
from scoring.plans.versions import read

SALT_BYTES = 16
MOST_POINTS = Decimal(100)


class Wanted(TypedDict, total=False):
    """What is decided: about an indicator (none: the card), points or coefficient, and why."""

    indicator: str
    figure: Required[Decimal]
    text: Required[str]


@transaction.atomic
def decide(*, agent: Person, month: Month, by: Account, **wanted: Unpack[Wanted]) -> Decision:
    """Give an indicator points (0–100), or the card (no indicator) a coefficient; one that stands is replaced.

    Counts from the month's next close. Raises Refused, also where the card waits for no such decision.
    """
    refuse_for_oneself(by, agent.pk)
    refuse_entry(month, by)
    card, indicator, figure = _card(agent, month), wanted.get("indicator", ""), wanted["figure"]
    _refuse_undue(cards.tree(card), indicator)
    _refuse_figure(card, indicator, figure)
    for standing in Decision.objects.of_month(month).filter(agent=agent, indicator=indicator).select_for_update():
        _void(standing, str(_("Replaced by another decision.")))
    decision = Decision.objects.create(
        number=uuid.uuid4().hex[:16],
        agent=agent,
        first_day=month.first_day,
        indicator=indicator,
        points=figure if indicator else None,
        coefficient=None if indicator else figure,
        text=wanted["text"].strip(),
        author=by.person,
        salt=secrets.token_hex(SALT_BYTES),
        recorded_by=by,
    )
    detail = {"month": month, "indicator": indicator, "figure": figure, "reason": decision.text}
    audit.record(by=by, verb="scoring.decide", subject=decision, detail=detail)
    return decision


@transaction.atomic
def withdraw(*, decision: Decision, reason: str, by: Account) -> Decision:
    """Take a decision back; it stays readable with the reason. Raises Refused."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    refuse_for_oneself(by, decision.agent_id)
    refuse_entry(Month.of_day(decision.first_day), by)
    if not decision.stands:
        raise Refused(_("This decision was withdrawn or replaced already."), code="withdrawn")
    _void(decision, reason)
    audit.record(by=by, verb="scoring.withdraw_decision", subject=decision, detail={"reason": reason})
    return decision


def open_to_decision(card: engine.Card) -> tuple[str, ...]:
    """The indicators of a card that are held, and those that a decision gave points; ``""`` where a coefficient can be
    decided: an indicator is held or nothing carries the card."""
    held = tuple(line.code for line in card.lines if line.held or line.policy == "decision")
    lacks = card.no_evidence or any(line.held for line in card.lines) or _decided_whole(card)
    return (*held, "") if lacks else held


def _decided_whole(card: engine.Card) -> bool:
    return any(decision.coefficient is not None for decision in card.decisions)


def _void(decision: Decision, reason: str) -> None:
    decision.stands, decision.voided_at, decision.reason = False, timezone.now(), reason
    decision.save(update_fields=["stands", "voided_at", "reason"])


def _card(agent: Person, month: Month) -> Card:
    """The standing card of somebody."""
    found = Card.objects.current().filter(agent=agent, month__first_day=month.first_day, is_trial=False).first()
    if found is None:
        sentence = _("%(name)s has no card of %(month)s yet; close the month first.")
        raise Refused(sentence, code="no_card", params={"name": agent.name, "month": month})
    card: Card = found
    return card


def _refuse_undue(card: engine.Card, indicator: str) -> None:
    if indicator not in open_to_decision(card):
        raise Refused(_("Nothing waits for this decision: there is evidence."), code="nothing_waits")


def _refuse_figure(card: Card, indicator: str, figure: Decimal) -> None:
    most = MOST_POINTS if indicator else max(grade.coefficient for grade in read(card.plan).grades)
    if not 0 <= figure <= most:
        sentence = _("Between 0 and %(most)s.")
        raise Refused(sentence, code="out_of_range", params={"most": plain(most)}, field="figure")
