"""The card as other programs read it (SCORING §10): stable keys, decimals as strings with their scale."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from kpi_portal.lib.canonical import decimal_text
from kpi_portal.lib.rounding import plain, printed
from scoring.engine.card import AdjustmentLine, Card, Line, Section
from scoring.engine.facts import CalendarEvent, RedLine, TargetChange


def export_card(card: Card, *, agent: str, name: str, version: int, fingerprint: str) -> dict[str, Any]:
    """One element of ``cards``. ``agent``: staff number, else the name as in the source; ``version``: of the card."""
    exported = {
        "agent": agent,
        "name": name,
        "version": version,
        "plan": card.plan,
        "plan_version": card.plan_version,
        "trial": card.trial,
        "posted_days": card.posted_days,
        "month_days": card.month_days,
        "dimensions": [_dimension(section) for section in card.sections],
        "subtotal": _text(card.subtotal),
        "adjustments": [_adjustment(entry) for entry in card.adjustments],
        "total": _text(card.total),
        "red_lines": [_red_line(red_line) for red_line in card.red_lines],
        "grade": card.grade,
        "coefficient": _text(card.coefficient),
        "rank": card.rank,
        "ranked": card.ranked,
        "fingerprint": fingerprint,
    }
    rare = {
        "target_changes": [_target_change(change) for change in card.target_changes],
        "events": [_event(event) for event in card.events],
    }
    return {**exported, **{name: lines for name, lines in rare.items() if lines}}


def _dimension(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "base_weight": _text(section.base_weight),
        "shift": _text(section.shift),
        "weight": _text(section.weight),
        "score": _text(section.score),
        "earned": _text(section.earned),
        "indicators": [_indicator(line) for line in section.lines],
    }


def _indicator(line: Line) -> dict[str, Any]:
    exported = {
        "code": line.code,
        "weight": printed(Fraction(line.weight)),
        "numerator": _exact(line.numerator),
        "denominator": _exact(line.denominator),
        "value": None if line.value is None else printed(line.value, 4),
        "unit": line.unit.en,
        "target": None if line.target is None else plain(Fraction(line.target)),
        "points": _text(line.points),
        "counted": line.n,
        "excluded": dict(line.excluded),
        "evidence": line.evidence,
    }
    rare = {"policy": line.policy if line.evidence == "policy" else None, "of": line.of if line.of == "led" else None}
    return {**exported, **{name: word for name, word in rare.items() if word is not None}}


def _adjustment(entry: AdjustmentLine) -> dict[str, Any]:
    figures = {"entered": _text(entry.entered), "counted": _text(entry.counted)}
    return {"kind": entry.kind, **figures, "reason": entry.reason, "by": entry.by}


def _red_line(red_line: RedLine) -> dict[str, Any]:
    return {"key": red_line.key, "what": red_line.what, "day": red_line.day}


def _target_change(change: TargetChange) -> dict[str, Any]:
    about = {"indicator": change.indicator, "level": change.level}
    figures = {"before": _text(change.before), "value": _text(change.value)}
    people = {"asked_by": change.asked_by, "confirmed_by": change.confirmed_by}
    return {**about, **figures, "day": change.day, "reason": change.reason, **people}


def _event(event: CalendarEvent) -> dict[str, Any]:
    days = {"first_day": event.first_day, "last_day": event.last_day}
    moves = {move.dimension: _text(move.points) for move in event.moves}
    return {"name": event.name.zh, "site": event.site, **days, "moves": moves}


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else decimal_text(figure)


def _exact(figure: Fraction | None) -> str | None:
    return None if figure is None else plain(figure, 6)
