"""What lists say of a card beside its columns, as types: the database takes it out of the tree when that is frozen.

A tree is about 30 KB; a list of 1,000 cards that builds 1,000 trees takes a second. Lists ask for ``without_tree()``
and read ``summary``, a generated column (migration ``0008``); a page or a PDF of one card reads ``cards.tree``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scoring.engine.definition import Text

if TYPE_CHECKING:
    from scoring.models import Card, ProvisionalCard


@dataclass(frozen=True, slots=True)
class LineSummary:
    """One indicator's figures. ``is_measured``: the points come from evidence of its own, and enough of it."""

    code: str
    points: Decimal | None
    numerator: Fraction | None
    denominator: Fraction | None
    scale: int
    n: int
    is_measured: bool
    name: Text


@dataclass(frozen=True, slots=True)
class CardSummary:
    """One card; the lines are made when somebody asks for them. ``red_lines``: what each says; ``target_changes``: how
    many targets were changed after the freeze."""

    coefficient: Decimal | None
    has_posting: bool
    has_evidence: bool
    needs_decision: bool
    red_lines: tuple[str, ...]
    target_changes: int
    scores: Mapping[str, Decimal]
    _lines: tuple[list[Any], ...]

    def points(self) -> Iterator[tuple[str, Decimal]]:
        """Codes and points of the indicators that have some."""
        return ((line[0], Decimal(line[1])) for line in self._lines if line[1] is not None)

    def line(self, code: str) -> LineSummary | None:
        """The indicator of this code; None where the card's plan does not weigh it."""
        return next((_line(line) for line in self._lines if line[0] == code), None)

    def unmeasured(self) -> tuple[Text, ...]:
        """Names of the indicators without evidence or with too little."""
        return tuple(Text(**line[7]) for line in self._lines if not line[6])


def summary(card: "Card | ProvisionalCard") -> CardSummary:
    """The stored summary of a card, read once."""
    found = card.__dict__.get("_told")
    if found is None:
        found = card.__dict__["_told"] = _read(card.summary)
    return found


def _read(told: Mapping[str, Any]) -> CardSummary:
    sections = told["sections"] or ()
    return CardSummary(
        coefficient=_decimal(told["coefficient"]),
        has_posting=told["has_posting"],
        has_evidence=not told["no_evidence"],
        needs_decision=bool(told["needs_decision"]),
        red_lines=tuple(told["red_lines"]),
        target_changes=told["target_changes"],
        scores={code: Decimal(score) for code, score, _lines in sections if score is not None},
        _lines=tuple(line for _code, _score, lines in sections for line in lines or ()),
    )


def _line(told: list[Any]) -> LineSummary:
    code, points, numerator, denominator, scale, n, is_measured, name = told
    figures = _decimal(points), _fraction(numerator), _fraction(denominator)
    return LineSummary(code, *figures, scale, n, is_measured, Text(**name))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
