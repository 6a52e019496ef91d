"""Targets that were changed after the freeze, in words: the same on page, paper and payroll (SCORING §5)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from reports.wording import valued
from scoring.engine.card import Card, Line
from scoring.engine.facts import TargetChange
from scoring.saying import say


@dataclass(frozen=True)
class LateTarget:
    """One change: of which indicator, from what to what, for whom, why, and by which two people."""

    indicator: str
    change: str
    level: str
    reason: str
    people: str


def changes(card: Card) -> list[LateTarget]:
    """Those of the card, in the order in which they were made."""
    lines = {line.code: line for line in card.lines}
    return [_late(change, lines[change.indicator]) for change in card.target_changes]


def _late(change: TargetChange, line: Line) -> LateTarget:
    who = {"asked_by": change.asked_by, "confirmed_by": change.confirmed_by, "day": change.day}
    return LateTarget(
        indicator=say(line.name),
        change=f"{_value(line, change.before)} → {_value(line, change.value)}",
        level={"agent": _("agent"), "team": _("team"), "site": _("site")}[change.level],
        reason=change.reason,
        people=_("asked for by %(asked_by)s, confirmed by %(confirmed_by)s on %(day)s") % who,
    )


def _value(line: Line, value: Decimal | None) -> str:
    return _("none") if value is None else valued(line, value)
