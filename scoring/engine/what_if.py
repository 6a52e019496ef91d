"""What a little more would have made of a card: the rules of SCORING §5 applied once again to one changed measure."""

from collections.abc import Callable
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
    total = _total(card, section, better)
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


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The value, points and total that another numerator would have made, and how much more that total is."""

    value: Fraction
    points: Decimal
    total: Decimal
    gain: Decimal


def with_numerator(card: Card, code: str, numerator: Fraction) -> Otherwise | None:
    """As if this indicator's numerator were another one; None where it has no measure of its own to be changed."""
    section = next(part for part in card.sections if any(line.code == code for line in part.lines))
    line = next(line for line in section.lines if line.code == code)
    if card.total is None or section.earned is None or line.evidence != "measured" or line.prior_weight:
        return None
    changed = _with_numerator(line, numerator)
    total = _total(card, section, changed)
    if changed.points is None or changed.value is None:
        return None
    return Otherwise(changed.value, changed.points, total, add_up([total, -card.total]))


def lost(card: Card, code: str) -> Decimal:
    """How much more the total would be if this indicator had all of its points; 0 where it has none to lose."""
    section = next(part for part in card.sections if any(line.code == code for line in part.lines))
    line = next(line for line in section.lines if line.code == code)
    if card.total is None or section.earned is None or line.points is None:
        return Decimal("0.00")
    return add_up([_total(card, section, replace(line, points=Decimal("100.00"))), -card.total])


def _total(card: Card, section: Section, better: Line) -> Decimal:
    return half_up(min(max((card.total or Decimal(0)) + _gain(section, better), Decimal(0)), card.ceiling), 2)


def _missed(line: Line) -> int:
    """Misses among the counted; none for what is no rate, was not measured or leans on the company's value."""
    if line.wilson is None or line.evidence != "measured" or line.prior_weight or line.numerator is None:
        return 0
    return int((line.denominator or Fraction(0)) - line.numerator)


def _with_hits(line: Line, hits: int) -> Line:
    return _with_numerator(line, (line.numerator or Fraction(0)) + hits)


def _with_numerator(line: Line, numerator: Fraction) -> Line:
    value = line.scale * numerator / (line.denominator or Fraction(1))
    points = half_up(line.rule.points(value, line.target), 2)
    return replace(line, numerator=numerator, own=value, value=value, points=points)


def _gain(section: Section, better: Line) -> Decimal:
    lines = [better if line.code == better.code else line for line in section.lines]
    now = earned(section.weight, dimension_score(lines))
    return add_up([now or Decimal(0), -(section.earned or Decimal(0))])


def between(card: Card) -> tuple[Decimal, Decimal] | None:
    """The total with every rate at the worse, and at the better, end of its 95 % Wilson interval, all else as it is;
    None without a total. A rate that leans on the company's value stays as it is."""
    if card.total is None:
        return None
    ends = [tuple(_at_an_end(section, take) for section in card.sections) for take in (min, max)]
    low, high = (half_up(min(max(card.total + add_up(end), Decimal(0)), card.ceiling), 2) for end in ends)
    return low, high


def _at_an_end(section: Section, take: Callable[[Decimal, Decimal], Decimal]) -> Decimal:
    """What the section earns more with its rates at that end."""
    if section.earned is None:
        return Decimal(0)
    score = dimension_score([_line_at_an_end(line, take) for line in section.lines])
    return add_up([earned(section.weight, score) or Decimal(0), -section.earned])


def _line_at_an_end(line: Line, take: Callable[[Decimal, Decimal], Decimal]) -> Line:
    if line.wilson is None or line.evidence != "measured" or line.prior_weight:
        return line
    low, high = (
        half_up(line.rule.points(Fraction(end), line.target), 2) for end in (line.wilson.low, line.wilson.high)
    )
    return replace(line, points=take(low, high))
