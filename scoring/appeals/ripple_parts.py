"""The parts of the ripple that are on the card: measures and points, total, grade, rank, pay."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import printed
from scoring.appeals.ripple import Line, Moves, Part, Tone
from scoring.engine import card as engine
from scoring.engine.definition import Text
from scoring.indicators.catalogue import definitions
from scoring.models import Card
from scoring.plans.versions import read
from scoring.saying import indicator_name, say


def _points(moves: Moves) -> Iterator[Line]:
    """Value, points and earned of what moved on the cards that got a new version."""
    for before, after in moves.pairs():
        if after.agent_id not in moves.touched:
            continue
        trees = engine.Card.from_frozen(before.frozen), engine.Card.from_frozen(after.frozen)
        was = {line.code: line for line in trees[0].lines}
        for line in trees[1].lines:
            old = was.get(line.code)
            if old is not None and old.value != line.value:
                yield _value(after, old, line)
            if old is not None and old.points != line.points:
                yield _moved(after, "points", f"points:{line.code}", old.points, line.points)
        yield from _earned(after, *trees)


def _value(card: Card, old: engine.Line, line: engine.Line) -> Line:
    tone: Tone = ""
    if old.value is not None and line.value is not None and old.value != line.value:
        tone = "up" if (line.value > old.value) is (line.better == "higher") else "down"
    before, after = ("" if value is None else printed(value) for value in (old.value, line.value))
    return _line(card, "points", f"value:{line.code}", before, after, tone)


def _earned(card: Card, before: engine.Card, after: engine.Card) -> Iterator[Line]:
    was = {section.code: section.earned for section in before.sections}
    for section in after.sections:
        if was.get(section.code) != section.earned:
            names = f"{section.name.zh}|{section.name.en}"
            yield _moved(card, "points", f"earned:{names}", was.get(section.code), section.earned)


def _total(moves: Moves) -> Iterator[Line]:
    for before, after in moves.pairs():
        if before.total != after.total:
            yield _moved(after, "card", "total", before.total, after.total)
        if before.grade != after.grade:
            yield _line(after, "card", "grade", before.grade, after.grade, _better(before, after))
        if before.coefficient != after.coefficient:
            yield _moved(after, "card", "coefficient", before.coefficient, after.coefficient)


def _rank(moves: Moves) -> Iterator[Line]:
    for before, after in moves.pairs():
        if before.rank != after.rank:
            old, new = before.rank or 0, after.rank or 0
            tone: Tone = "" if not (old and new) else "up" if new < old else "down"
            yield _line(after, "rank", "rank", _text(before.rank), _text(after.rank), tone)


def _pay(moves: Moves) -> Iterator[Line]:
    for before, after in moves.pairs():
        if before.pay != after.pay:
            yield _moved(after, "pay", "pay", before.pay, after.pay, is_money=True)


def _label(line: Line) -> str:
    figure, _colon, code = line.what.partition(":")
    words = {
        "value": lambda: _measured(code),
        "points": lambda: _("Points, %(name)s") % {"name": indicator_name(code)},
        "earned": lambda: _("Earned, %(name)s") % {"name": say(Text(*code.split("|")))},
        "total": lambda: _("Total"),
        "grade": lambda: _("Grade"),
        "coefficient": lambda: _("Coefficient"),
        "rank": lambda: _("Rank"),
        "pay": lambda: _("Performance pay"),
    }
    return words[figure]() if figure in words else line.what


def _measured(code: str) -> str:
    known = definitions().get(code)
    words = {"name": indicator_name(code), "unit": say(known.unit) if known else ""}
    return _("%(name)s (%(unit)s)") % words if known else code


def _moved(  # noqa: PLR0913 — one argument for each field
    card: Card, part: str, what: str, before: Any, after: Any, *, is_money: bool = False
) -> Line:
    tone: Tone = "" if before is None or after is None else "up" if after > before else "down"
    return _line(card, part, what, _text(before), _text(after), tone, is_money=is_money)


def _line(  # noqa: PLR0913 — one argument for each field
    card: Card, part: str, what: str, before: str, after: str, tone: Tone, *, is_money: bool = False
) -> Line:  # fmt: skip
    figures = {"before": before, "after": after, "tone": tone, "is_money": is_money}
    return Line(part=part, what=what, agent=card.agent_id, name=card.label.name, **figures)  # type: ignore[arg-type]


def _text(figure: Any) -> str:
    """A figure with two decimals, a place as it is; empty for none."""
    if figure is None:
        return ""
    return printed(figure) if isinstance(figure, Decimal) else str(figure)


def _better(before: Card, after: Card) -> Tone:
    order = [grade.code for grade in read(after.plan).grades]  # the best first
    if not {before.grade, after.grade} <= set(order):
        return ""
    return "up" if order.index(after.grade) < order.index(before.grade) else "down"


POINTS = Part("points", _points, _label)
CARD = Part("card", _total, _label)
RANK = Part("rank", _rank, _label)
PAY = Part("pay", _pay, _label)
