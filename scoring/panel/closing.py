"""Closing a panel: the outcome of each card takes the place of the first reviewer's adjustment (SCORING §5, step 6).

The outcome is the median of the votes: one member alone cannot pull it, and with two it is their mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import exact, half_up
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit
from scoring import adjustments, cards, effects, rechecking, standing
from scoring.engine import card as engine
from scoring.engine import facts
from scoring.engine.fingerprint import fingerprint
from scoring.models import Adjustment, Card, PanelCard, PanelOpinion, Review, ReviewPanel
from scoring.panel.verbs import held

SUPERVISOR = Adjustment.Kind.SUPERVISOR


def outcome(votes: Sequence[Decimal]) -> Decimal | None:
    """The median, to 0.01; None without a vote."""
    if not votes:
        return None
    ordered = sorted(map(exact, votes))
    middle = len(ordered) // 2
    both = (ordered[middle], ordered[middle] if len(ordered) % 2 else ordered[middle - 1])
    return half_up(sum(both, Fraction(0)) / 2, 2)


@dataclass(frozen=True)
class Figures:
    """What a card is with some points of the supervisor's kind. ``pay`` in yuan, None where there is none."""

    points: Decimal
    total: Decimal | None
    grade: str
    coefficient: Decimal | None
    pay: Decimal | None

    def as_texts(self) -> dict[str, str]:
        """For keeping; pay is left out, which bonus bases tell."""
        texts = {"points": str(self.points), "grade": self.grade}
        return texts | {"total": str(self.total or "–"), "coefficient": str(self.coefficient or "–")}


@dataclass(frozen=True)
class Settled:
    """One card before and after the panel."""

    looked: PanelCard
    votes: tuple[PanelOpinion, ...]
    before: Figures
    after: Figures

    @property
    def is_changed(self) -> bool:
        """Whether the panel came to other points than the first reviewer."""
        return self.before.points != self.after.points


def settled(looked: PanelCard) -> Settled | None:
    """What closing would make of the card; None below the quorum, or where the card is gone."""
    votes = tuple(one for one in looked.opinions.all() if one.points is not None)
    points = outcome([one.points for one in votes if one.points is not None])
    card = cards.card_for(looked.agent, looked.panel.month.month)
    if points is None or card is None or len(votes) < looked.panel.quorum:
        return None
    entries = effects.entered(card)
    first = sum((entry.points for entry in entries if entry.kind == SUPERVISOR), Decimal(0))
    before, after = (_figures(card, entries, each) for each in (first, points))
    return Settled(looked, votes, before, after)


def measured(card: Card, entries: Sequence[Adjustment] | None = None) -> engine.Card:
    """The card without any adjustment of the supervisor's kind: what members look at."""
    return _with(card, effects.entered(card) if entries is None else entries, Decimal(0))


def _with(card: Card, entries: Sequence[Adjustment], points: Decimal) -> engine.Card:
    others = [(entry.kind, entry.points, entry.text) for entry in entries if entry.kind != SUPERVISOR]
    wanted = [*others, (SUPERVISOR, points, "")] if points else others
    again = tuple(
        facts.Adjustment(place, kind, given, text, "", f"{place:064x}")  # type: ignore[arg-type]
        for place, (kind, given, text) in enumerate(wanted)
    )
    return rechecking.as_if(card, adjustments=again)


def _figures(card: Card, entries: Sequence[Adjustment], points: Decimal) -> Figures:
    tree = _with(card, entries, points)
    return Figures(points, tree.total, tree.grade or "", tree.coefficient, standing.due_pay(card, tree))


@transaction.atomic
def close(*, panel: ReviewPanel, by: Account) -> ReviewPanel:
    """Enter the outcome of every card. Raises Refused below the quorum, and to whoever a card belongs to."""
    panel = held(panel)
    looked = list(panel.cards.select_related("agent", "panel__month").prefetch_related("opinions__member__account"))
    refuse_for_oneself(by, *(one.agent_id for one in looked))
    found = [(one, settled(one)) for one in looked]
    short = [one.agent.name for one, result in found if result is None]
    if short:
        sentence = gettext_lazy("Below the quorum: %(names)s. Add a member who has a vote there, or wait.")
        raise Refused(sentence, code="below_quorum", params={"names": _(", ").join(short)})
    for one, result in found:
        assert result is not None
        _enter(one, result, by)
    panel.state, panel.ended_by, panel.ended_at = ReviewPanel.State.CLOSED, by, timezone.now()
    panel.save()
    audit.record(by=by, verb="scoring.close_panel", subject=panel, detail=_told(panel, [r for _, r in found if r]))
    return panel


def _enter(looked: PanelCard, result: Settled, by: Account) -> None:
    looked.outcome = result.after.points
    looked.figures = {"before": result.before.as_texts(), "after": result.after.as_texts()}
    if result.is_changed:
        looked.entry = _replace(looked, result, by)
    looked.save()


def _replace(looked: PanelCard, result: Settled, by: Account) -> Adjustment | None:
    month, text = looked.panel.month.month, _reason(result)
    before = Adjustment.objects.filter(agent=looked.agent_id, first_day=month.first_day, kind=SUPERVISOR, stands=True)
    for each in before:
        adjustments.withdraw(entry=each, reason=_("Replaced by the review panel."), by=by)
    new: Adjustment | None = None
    if result.after.points:
        new = adjustments.enter(
            agent=looked.agent, month=month, by=by, kind=SUPERVISOR, points=result.after.points, text=text
        )
    _tell_review(looked, new)
    return new


def _tell_review(looked: PanelCard, entry: Adjustment | None) -> None:
    """The first review stands as reviewed, with the panel's entry: nobody has to look at the card a third time."""
    review = Review.objects.filter(
        month=looked.panel.month, agent=looked.agent_id, state=Review.State.SUBMITTED
    ).first()
    card = cards.card_for(looked.agent, looked.panel.month.month)
    if review is None or card is None:
        return
    review.entry, review.fingerprint = entry, fingerprint(effects.of_adjustment(card, None).before)
    review.save(update_fields=["entry", "fingerprint"])


def _reason(result: Settled) -> str:
    told = _("Review panel, %(n)s opinions.") % {"n": len(result.votes)}
    reasons = [one.reason for one in result.votes if one.points and one.reason]
    return " ".join([told, *reasons])[:1000]


def _told(panel: ReviewPanel, found: Sequence[Settled]) -> dict[str, Any]:
    return {
        "month": panel.month.month,
        "members": [str(one.account) for one in panel.members.select_related("account__person")],
        "cards": [
            {
                "agent": one.looked.agent.name,
                "before": one.before.as_texts(),
                "after": one.after.as_texts(),
                "votes": {str(vote.member.account): str(vote.points) for vote in one.votes},
            }
            for one in found
        ],
    }
