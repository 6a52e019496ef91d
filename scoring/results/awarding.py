"""Deciding the awards of a final month: the rule proposes, people decide, nobody for themselves (SCORING §1, §8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import largest_remainder, printed
from people.models import Account
from people.self_acting import refuse_for_oneself
from people.visibility import people_seen
from records import audit, ledger
from records.models import LedgerEntry
from scoring.models import Award, AwardComment, AwardDecision, AwardKind
from scoring.results.candidates import Proposal, is_final, proposal


@dataclass(frozen=True)
class Choice:
    """What is decided: who gets it (several share it, none is nobody), the money, and why not as proposed."""

    agents: Sequence[int]
    amount: Decimal
    reason: str = ""


@transaction.atomic
def decide(*, kind: AwardKind, month: Month, choice: Choice, by: Account) -> AwardDecision:
    """Give the award; a decision that stands is replaced. Raises Refused.

    Another choice than the rule's, and another decision than the one that stands, needs a reason.
    """
    ledger.lock_chain()
    _refuse_not_final(month)
    found = proposal(kind, month)
    before = AwardDecision.objects.filter(first_day=month.first_day, kind=kind, ended_at=None)
    had = list(Award.objects.filter(decision__in=before).values_list("agent", flat=True))
    refuse_for_oneself(by, *choice.agents, *found.proposed, *had)
    _refuse_choice(found, choice, replaces=before.exists())
    now = timezone.now()
    before.update(ended_at=now)
    made = AwardDecision.objects.create(
        first_day=month.first_day,
        kind=kind,
        proposal=found.stored(),
        by_rule=sorted(choice.agents) == found.proposed,
        reason=choice.reason.strip(),
        amount=choice.amount,
        decided_by=by,
        decided_at=now,
        ledger_entry=_enter(found, month, choice, by),
    )
    _give(made, found, choice)
    detail = {"month": month, "reason": made.reason}
    audit.record(by=by, verb="scoring.decide_award", subject=made, detail=detail)
    return made


@transaction.atomic
def comment(*, kind: AwardKind, month: Month, words: str, by: Account) -> AwardComment:
    """A word about the candidates for HR to read. Raises Refused."""
    _refuse_not_final(month)
    if not words.strip():
        raise Refused(_("Write something."), code="no_words", field="words")
    made = AwardComment.objects.create(first_day=month.first_day, kind=kind, words=words.strip(), by=by)
    audit.record(by=by, verb="scoring.comment_on_award", subject=made, detail={"month": month})
    return made


def _refuse_not_final(month: Month) -> None:
    if not is_final(month):
        sentence = _("%(month)s is not final; awards are decided from final months.")
        raise Refused(sentence, code="not_final", params={"month": month})


def _refuse_choice(found: Proposal, choice: Choice, *, replaces: bool) -> None:
    if set(choice.agents) - found.cards.keys():
        raise Refused(_("Choose among the cards of the month."), code="no_card", field="agents")
    if any(found.cards[agent].total is None for agent in choice.agents):
        raise Refused(_("A card without total gets no award."), code="no_total", field="agents")
    if choice.reason.strip():
        return
    if sorted(choice.agents) != found.proposed:
        raise Refused(_("Another choice than the rule's needs a reason."), code="no_reason", field="reason")
    if replaces:
        raise Refused(_("Say why the decision that stands is replaced."), code="no_reason", field="reason")


def _enter(found: Proposal, month: Month, choice: Choice, by: Account) -> LedgerEntry:
    body = {
        "award": found.kind.value,
        "cards": sorted(found.cards[agent].fingerprint for agent in choice.agents),
        "proposed": sorted(found.cards[agent].fingerprint for agent in found.proposed),
        "amount": printed(choice.amount),
        "by": by.username,
    }
    return ledger.append(kind="award", month=str(month), body=body)


def _give(made: AwardDecision, found: Proposal, choice: Choice) -> None:
    agents = sorted(choice.agents)
    gains = {one.candidate.agent: one.candidate.gain for one in found.placed}
    shares = split(choice.amount, len(agents))
    Award.objects.bulk_create(
        Award(decision=made, agent_id=agent, card=found.cards[agent], amount=share, gain=gains[agent])
        for agent, share in zip(agents, shares, strict=True)
    )


def split(amount: Decimal, among: int) -> list[Decimal]:
    """Equal parts to the cent that add up to the amount; what is left over goes to the first."""
    return largest_remainder([Fraction(1)] * among, amount) if among else []


def may_comment(account: Account, month: Month) -> bool:
    """Who leads somebody that month, and HR."""
    return account.has_perm("scoring.comment_on_award") and people_seen(account, month).exists()
