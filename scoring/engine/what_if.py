"""What a little more would have made of a card: the rules of SCORING §5 applied once again to one changed measure."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kpi_portal.lib.rounding import add_up, half_up
from scoring.engine.card import Card, Line, Section
from scoring.engine.rules import TowardTarget
from scoring.engine.totals import dimension_score, earned


@dataclass(frozen=True, slots=True)
class More:
    """``hits`` more of the counted ones: the value, points and total that they would have made."""

    hits: int
    value: Fraction
    points: Decimal
    total: Decimal
    gain: Decimal


def with_more_hits(card: Card, code: str, hits: int = 2) -> More | None:
    """As if up to ``hits`` of the misses of a rate had been hits; None where there are none or nothing would change."""
    section = next(part for part in card.sections if any(line.code == code for line in part.lines))
    line = next(line for line in section.lines if line.code == code)
    missed = _missed(line)
    if not missed or card.total is None or section.earned is None:
        return None
    better = _with_hits(line, min(hits, missed))
    gain = _gain(section, better)
    total = half_up(min(max(card.total + gain, Decimal(0)), card.ceiling), 2)
    if better.points is None or better.value is None or total <= card.total:
        return None
    return More(min(hits, missed), better.value, better.points, total, add_up([total, -card.total]))


def with_target(card: Card, code: str, rule: TowardTarget, target: Decimal) -> tuple[Decimal, Decimal] | None:
    """Points of the indicator and what its dimension earns, had ``rule`` been applied to the card's value with this
    ``target``; None where nothing was measured or the card's plan does not weigh the indicator."""
    section = next((part for part in card.sections if any(line.code == code for line in part.lines)), None)
    if section is None or section.earned is None:
        return None
    lines = [_under(line, rule, target) if line.code == code else line for line in section.lines]
    points = next(line.points for line in lines if line.code == code)
    gained = earned(section.weight, dimension_score(lines))
    return None if points is None or gained is None else (points, gained)


def _under(line: Line, rule: TowardTarget, target: Decimal) -> Line:
    measured = line.value is not None and line.evidence == "measured"
    points = half_up(rule.points(line.value, target), 2) if measured and line.value is not None else None
    return replace(line, points=points)


def _missed(line: Line) -> int:
    """Misses among the counted; none for what is no rate, was not measured or leans on the company's value."""
    if line.wilson is None or line.evidence != "measured" or line.prior_weight or line.numerator is None:
        return 0
    return int((line.denominator or Fraction(0)) - line.numerator)


def _with_hits(line: Line, hits: int) -> Line:
    numerator = (line.numerator or Fraction(0)) + hits
    value = line.scale * numerator / (line.denominator or Fraction(1))
    points = half_up(line.rule.points(value, line.target), 2)
    return replace(line, numerator=numerator, own=value, value=value, points=points)


def _gain(section: Section, better: Line) -> Decimal:
    lines = [better if line.code == better.code else line for line in section.lines]
    now = earned(section.weight, dimension_score(lines))
    return add_up([now or Decimal(0), -(section.earned or Decimal(0))])
