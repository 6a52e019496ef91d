"""The printed card line by line: strings that fit their places, ready for the template.

Nothing wraps on paper: words that do not fit a place are cut with an ellipsis here, before they are laid out, so that a
card is one page whatever its names are (look of the printed card: rows of fixed height). Figures are never cut: they
get smaller letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import figure
from reports import explaining, late_targets, wording
from reports.card_view import Sheet
from reports.printed_page import LETTERS, ROW_HEIGHTS
from reports.wording import fixed, signed, valued
from scoring.engine.card import AdjustmentLine, Card, Line, Section
from scoring.saying import say

_WIDTHS = {"narrow": 0.3, "small": 0.52, "digit": 0.56, "large": 0.64}  # ems in the card's font, rather too wide
_ADJUSTMENTS = 3
_BETWEEN_WORDS = re.compile(r"(?<=[ 、，；])")


class Figure(NamedTuple):
    """A figure with its unit, and the class of its letters where it needs smaller ones."""

    text: str
    letters: str


@dataclass(frozen=True)
class Row:
    """One indicator as printed; figures of the dimension stand on its first line only."""

    dimension: str
    note: str
    indicator: str
    base: str
    shift: str
    weight: str
    measure: Figure
    value: Figure
    target: Figure
    points: str
    earned: str


@dataclass(frozen=True)
class SumRow:
    """One line of the sums; ``kind`` is subtotal, adjustment or total."""

    kind: str
    text: str
    figure: str


def fitted(text: str, ems: float) -> str:
    """``text`` cut with an ellipsis where it is wider than ``ems``; wide characters are one em, others about half."""
    text = " ".join(text.split())
    if sum(map(_width, text)) <= ems:
        return text
    room, kept = ems - 1, []
    for character in text:
        room -= _width(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def whole(text: str, ems: float) -> Figure:
    """``text`` in the largest letters in which all of it fits ``ems``; in the smallest if it fits in none."""
    wide = sum(map(_width, text))
    return Figure(text, next((name for name, size in LETTERS.items() if wide * size <= ems), [*LETTERS][-1]))


def row_height(rows: int) -> float:
    """Millimetres of one row. Raises Refused where they do not fit a page."""
    for most, height in ROW_HEIGHTS:
        if rows <= most:
            return height
    most = ROW_HEIGHTS[-1][0]
    sentence = gettext_lazy("A printed card has room for %(most)s indicators; this plan has %(rows)s.")
    raise Refused(sentence, code="too_many_indicators", params={"most": most, "rows": rows})


def rows(card: Card, widths: dict[str, float]) -> list[Row]:
    """The table's rows in plan order; ``widths`` in ems by column."""
    return [row for section in card.sections for row in _section(section, widths)]


def _section(section: Section, widths: dict[str, float]) -> Iterator[Row]:
    several = len(section.lines) > 1
    for index, line in enumerate(section.lines):
        first = index == 0
        name = say(line.name) + (f" ({figure(line.weight)} %)" if several else "")
        yield Row(
            dimension=fitted(say(section.name), widths["dimension"]) if first else "",
            note=fixed(section.score) if index == 1 else "",
            indicator=fitted(name, widths["indicator"]),
            base=fixed(section.base_weight) if first else "",
            shift=wording.shift(section.shift) if first else "",
            weight=fixed(section.weight) if first else "",
            measure=whole(wording.measure(line), widths["measure"]),
            value=whole(valued(line, line.value), widths["value"]),
            target=whole(_target(line), widths["value"]),
            points=fixed(line.points),
            earned=fixed(section.earned) if first else "",
        )


def sums(card: Card, width: float) -> list[SumRow]:
    """Subtotal, adjustments as counted, what the ceiling cut, total."""
    lines = [SumRow("subtotal", _("Subtotal"), fixed(card.subtotal))]
    lines += [SumRow("adjustment", fitted(text, width), signed(figure)) for text, figure in _adjustments(card)]
    if card.target_changes:
        lines.append(SumRow("adjustment", fitted(_late_targets(card), width), ""))
    if card.cut:
        limits = {"ceiling": fixed(card.ceiling)}
        text = _("A total is held between 0 and %(ceiling)s") % limits
        lines.append(SumRow("adjustment", fitted(text, width), signed(card.cut)))
    return [*lines, SumRow("total", _("Total"), fixed(card.total))]


def _adjustments(card: Card) -> list[tuple[str, Decimal]]:
    """Each entry where there is room, else one line per kind."""
    if len(card.adjustments) <= _ADJUSTMENTS:
        return [(_entry(entry), entry.counted) for entry in card.adjustments]
    kinds = dict.fromkeys(entry.kind for entry in card.adjustments)
    return [_together([entry for entry in card.adjustments if entry.kind == kind]) for kind in kinds]


def _late_targets(card: Card) -> str:
    """One line, for which there is always room; several changes stand among the notes, and on the page."""
    changes = late_targets.changes(card)
    if len(changes) > 1:
        return _("%(number)s targets were changed after the freeze, see the page") % {"number": len(changes)}
    [late] = changes
    change = {"indicator": late.indicator, "change": late.change}
    said = _("Target changed after the freeze: %(indicator)s %(change)s") % change
    return f"{said} · {late.people}"


def _entry(entry: AdjustmentLine) -> str:
    """What was entered stands before the words, which may have to be cut."""
    entered = "" if entry.entered == entry.counted else _entered(entry.entered)
    return " · ".join(filter(None, (wording.kind_of_adjustment(entry.kind), entered, entry.reason, entry.by)))


def _together(entries: list[AdjustmentLine]) -> tuple[str, Decimal]:
    entered = sum((entry.entered for entry in entries), Decimal(0))
    counted = sum((entry.counted for entry in entries), Decimal(0))
    text = _("%(kind)s, %(number)s entries, see the page") % {
        "kind": wording.kind_of_adjustment(entries[0].kind),
        "number": len(entries),
    }
    return (text if entered == counted else f"{text} · {_entered(entered)}"), counted


def _entered(points: Decimal) -> str:
    return _("entered %(points)s, held by its limit") % {"points": signed(points)}


def notes(sheet: Sheet, room: int, width: float) -> list[tuple[str, str]]:
    """(head, text) line by line: first what a reader must know, then how the points came about, as far as there is
    room. A text that is too long for its line goes on in the next one, without a head, where there is room for all."""
    told = list(_notes(sheet))
    lines = [line for head, text in told for line in _broken(head, text, width)]
    if len(lines) > room:
        lines = [(head, fitted(text, width - sum(map(_width, head)) - 1)) for head, text in told]
    return lines[:room]


def _broken(head: str, text: str, width: float) -> Iterator[tuple[str, str]]:
    """As many lines as the text needs, broken at blanks and after the marks of lists."""
    line, left = "", width - sum(map(_width, head)) - 1
    for word in _BETWEEN_WORDS.split(" ".join(text.split())):
        if line and sum(map(_width, line + word)) > left:
            yield head, fitted(line, left)
            head, line, left = "", "", width - 1
        line += word
    yield head, fitted(line, left)


def _notes(sheet: Sheet) -> Iterator[tuple[str, str]]:
    card = sheet.card
    if card.no_evidence:
        yield _("No total"), _("No evidence in this month; HR decides about the pay.")
    yield from ((_("Appeal upheld"), told) for told in [sheet.upheld] if told)
    yield from ((_("Red line"), red_line.what) for red_line in card.red_lines)
    yield from ((_("Target"), _late(change)) for change in late_targets.changes(card))
    yield from ((_("Weights moved"), explaining.event(event)) for event in card.events)
    yield from ((_("Shares of grades"), told) for told in [explaining.shares(card, sheet.grades)] if told)
    yield from ((_("Decision"), f"{decision.reason} · {decision.by}") for decision in card.decisions)
    yield from ((say(line.name), explaining.missing(line)) for line in card.lines if line.evidence != "measured")
    yield from ((say(line.name), explaining.led(line)) for line in card.lines if line.of == "led")
    for line in card.lines:
        if clock := explaining.clock(line, sheet.service_hours):
            yield say(line.name), clock
        if line.excluded:
            yield say(line.name), _("not counted: %(reasons)s") % {"reasons": wording.excluded(line.excluded)}
    for section in card.sections:
        yield from _computed(section)


def _late(change: late_targets.LateTarget) -> str:
    return " · ".join((f"{change.indicator} {change.change}", change.reason, change.people))


def _computed(section: Section) -> Iterator[tuple[str, str]]:
    """Points of each line; for several, the score of the dimension."""
    for line in section.lines:
        if explaining.points(line):
            parts = (explaining.points(line), explaining.target_source(line), explaining.prior(line))
            yield say(line.name), " · ".join(filter(None, parts))
    if explaining.score(section):
        yield say(section.name), f"{explaining.score(section)} = {fixed(section.score)}"


def _target(line: Line) -> str:
    if line.target is not None:
        return valued(line, line.target)
    steps = getattr(line.rule, "steps", ())
    best = max(steps, key=lambda step: step.points, default=None)
    return valued(line, best.threshold) if best else wording.NOTHING


def _width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA" and ord(character) > 0x2100:
        return 1.0
    if character in " .,:;'|/()!ijl":
        return _WIDTHS["narrow"]
    if character.islower():
        return _WIDTHS["small"]
    return _WIDTHS["large" if character.isupper() else "digit"]
