"""What a talk is about, proposed from the card: the weakest dimension, the largest fall and rise, where most points are
to be had, where there is no evidence. Each leads to what it was counted from; nothing here is scored anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from scoring import cards
from scoring.card_summary import summary
from scoring.engine import card as engine
from scoring.engine.card import Line, Section
from scoring.engine.what_if import lost, with_more_hits
from scoring.models import Card
from scoring.plans.versions import read

FEW = 2
"""So many more hits of a rate are shown."""


@dataclass(frozen=True, slots=True)
class Point:
    """One proposal without words of a language, so that it can be kept: ``kind`` is weakest, fall, rise, gain or none;
    ``zh``, ``en`` name what it is about; ``indicator`` leads to the evidence; ``figures`` are decimals as strings."""

    kind: str
    code: str
    zh: str
    en: str
    indicator: str
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name in forms."""
        return f"{self.kind}:{self.code}"


def proposed(card: Card, before: Card | None = None) -> list[Point]:
    """The points of a card (with its month and plan), the most urgent first."""
    tree, team = cards.tree(card), cards.team_means(card)
    then = summary(before).scores if before else {}
    scored = [section for section in tree.sections if section.score is not None]
    return [
        *_weakest(scored, team),
        *_moved(scored, then),
        *_to_gain(tree, card),
        *_without_evidence(tree.sections, then, before),
    ]


def month_before(card: Card) -> Card | None:
    """The same agent's standing card of the month before."""
    found: Card | None = cards.listed(card.month.month.previous).filter(agent=card.agent_id).first()
    return found


def kept(points: Sequence[Mapping[str, Any]]) -> list[Point]:
    """As they stood at the signature."""
    return [Point(**point) for point in points]


def to_keep(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The same for the row."""
    return [asdict(point) for point in points]


def _weakest(scored: Sequence[Section], team: Mapping[str, Decimal]) -> Iterator[Point]:
    weakest = min(scored, key=lambda section: section.score or Decimal(0), default=None)
    if weakest is None or weakest.score is None or weakest.score >= 100:
        return
    figures = {"score": str(weakest.score), "weight": str(weakest.weight), "earned": str(weakest.earned)}
    if weakest.code in team:
        figures["team"] = str(team[weakest.code])
    yield _of_section("weakest", weakest, figures)


def _moved(scored: Sequence[Section], then: Mapping[str, Decimal]) -> Iterator[Point]:
    moves = [
        (section.score - then[section.code], section)
        for section in scored
        if section.score is not None and section.code in then
    ]
    fall, rise = (pick(moves, key=lambda move: move[0], default=None) for pick in (min, max))
    for kind, move in (("fall", fall), ("rise", rise)):
        if move is not None and (move[0] < 0 if kind == "fall" else move[0] > 0):
            change, section = move
            figures = {"then": str(then[section.code]), "score": str(section.score), "change": str(change)}
            yield _of_section(kind, section, figures)


def _to_gain(tree: engine.Card, card: Card) -> Iterator[Point]:
    line = max(tree.lines, key=lambda line: lost(tree, line.code), default=None)
    gain = lost(tree, line.code) if line is not None else Decimal(0)
    if line is None or gain <= 0 or tree.total is None:
        return
    total = tree.total + gain
    figures = {"gain": str(gain), "total": str(total), "grade": _grade(card, total)}
    more = with_more_hits(tree, line.code, FEW)
    if more is not None:
        figures |= {"hits": str(more.hits), "hits_gain": str(more.gain), "hits_total": str(more.total)}
    yield Point("gain", line.code, line.name.zh, line.name.en, line.code, figures)


def _grade(card: Card, total: Decimal) -> str:
    """The band that this total reaches; empty where a red line holds the grade."""
    reached = [grade for grade in read(card.plan).grades if grade.lower <= total]
    return max(reached, key=lambda grade: grade.lower).code if reached and not summary(card).red_lines else ""


def _without_evidence(sections: Sequence[Section], then: Mapping[str, Decimal], before: Card | None) -> Iterator[Point]:
    for section in sections:
        if section.score is None:
            twice = before is not None and section.code not in then
            figures = {"weight": str(section.base_weight + section.shift), "months": "2" if twice else "1"}
            yield _of_section("none", section, figures)


def _of_section(kind: str, section: Section, figures: Mapping[str, str]) -> Point:
    return Point(kind, section.code, section.name.zh, section.name.en, _weakest_line(section).code, figures)


def _weakest_line(section: Section) -> Line:
    """Where its evidence opens: the indicator with the fewest points, else the first."""
    pointed = [line for line in section.lines if line.points is not None]
    return min(pointed, key=lambda line: line.points or Decimal(0), default=section.lines[0])
