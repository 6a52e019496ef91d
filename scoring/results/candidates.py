"""The cards of a final month as candidates for its awards, in the order of the rule (SCORING §8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import printed
from people.posts import Post
from records.models import MonthRecord, MonthState
from scoring.card_summary import LineSummary, summary
from scoring.engine import awards
from scoring.engine import card as engine
from scoring.engine.awards import Candidate, Placed
from scoring.models import AwardKind, Card
from scoring.plans import versions

FINAL = (MonthState.FINAL, MonthState.PAID_OUT)
LOOKED_BACK = 12
"""Own final months of the year before are the measure of progress, the latest three of them."""
RULES = {AwardKind.STAR: awards.star, AwardKind.PROGRESS: awards.progress}


@dataclass(frozen=True)
class Proposal:
    """What the rule makes of a month: everybody in the order of the rule, with the cards by agent."""

    kind: AwardKind
    placed: Sequence[Placed]
    cards: Mapping[int, Card]

    @property
    def proposed(self) -> list[int]:
        """The agents whom the rule proposes; nobody where nobody qualifies, several where they are equal."""
        return sorted(one.candidate.agent for one in self.placed if one.is_proposed)

    def stored(self, most: int = 5) -> list[dict[str, str | int]]:
        """The first places as a decision keeps them."""
        first = [one for one in self.placed if one.place is not None and one.place <= most]
        return [
            {
                "agent": one.candidate.agent,
                "place": one.place or 0,
                "total": _text(one.candidate.total),
                "gain": _text(one.candidate.gain),
            }
            for one in first
        ]


def is_final(month: Month) -> bool:
    """Only a final month has awards."""
    return MonthRecord.objects.filter(first_day=month.first_day, state__in=FINAL).exists()


def proposal(kind: AwardKind, month: Month) -> Proposal:
    """From the standing cards of the month."""
    return of_cards(kind, month, standing(month))


def standing(month: Month) -> list[Card]:
    """The cards of agents; leading posts have plans of their own, whose totals are no match."""
    cards = Card.objects.current().filter(month__first_day=month.first_day, is_trial=False)
    return list(cards.filter(plan__post__in=("", Post.AGENT)).select_related("plan", "month").without_tree().by_name())


def of_cards(kind: AwardKind, month: Month, cards: Iterable[Card]) -> Proposal:
    """From these cards of the month, stored or not."""
    by_agent = {card.agent_id: card for card in cards}
    before = _earlier(month, by_agent)
    candidates = [_candidate(card, before.get(agent, ())) for agent, card in by_agent.items()]
    return Proposal(kind, RULES[kind](candidates), by_agent)


def _earlier(month: Month, agents: Iterable[int]) -> Mapping[int, tuple[Decimal, ...]]:
    """Totals of final months of the year before, by agent, the latest first."""
    first = month.plus(-LOOKED_BACK).first_day
    rows = Card.objects.current().filter(
        Q(month__state__in=FINAL, month__first_day__gte=first, month__first_day__lt=month.first_day),
        is_trial=False,
        agent__in=agents,
    )
    found: dict[int, list[Decimal]] = defaultdict(list)
    for agent, total in rows.exclude(total=None).order_by("-month__first_day").values_list("agent", "total"):
        found[agent].append(total)
    return {agent: tuple(totals) for agent, totals in found.items()}


def _candidate(card: Card, earlier: tuple[Decimal, ...]) -> Candidate:
    told, plan = _told(card), versions.read(card.plan)
    heavy = [part.code for part in plan.dimensions if part.weight >= awards.HEAVY]
    return Candidate(
        agent=card.agent_id,
        total=card.total,
        posted_days=card.posted_days,
        minimum_days=plan.ranking_minimum_days,
        red_line=told.red_line,
        lacking=tuple(code for code in heavy if code not in told.scored),
        satisfaction=told.satisfaction,
        completed=told.completed,
        earlier=earlier,
    )


@dataclass(frozen=True)
class _Told:
    red_line: bool
    scored: frozenset[str]
    satisfaction: Decimal | None
    completed: Fraction


def _told(card: Card) -> _Told:
    """From the stored summary; of a card that an appeal would make, from its tree."""
    if card.pk is None:
        tree = engine.Card.from_frozen(card.frozen)
        lines: dict[str, engine.Line | LineSummary | None] = {line.code: line for line in tree.lines}
        scored = {part.code for part in tree.sections if part.score is not None}
        return _of(bool(tree.red_lines), scored, lines.get("satisfaction"), lines.get("completion_rate"))
    told = summary(card)
    return _of(bool(told.red_lines), told.scores, told.line("satisfaction"), told.line("completion_rate"))


def _of(
    red_line: bool,
    scored: Iterable[str],
    satisfied: engine.Line | LineSummary | None,
    completed: engine.Line | LineSummary | None,
) -> _Told:
    done = (completed.numerator if completed else None) or Fraction(0)
    return _Told(red_line, frozenset(scored), satisfied.points if satisfied else None, done)


def _text(figure: Decimal | None) -> str:
    return "" if figure is None else printed(figure)
