"""The evidence of one indicator beside the card under review: not met, left out with the reason, counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports import charts, explaining, facts_page, wording
from reports.facts_page import FactRow
from scoring import cards
from scoring.cards import FactCounts
from scoring.engine.card import Line, Section
from scoring.models import Card, CardFact
from scoring.saying import say

LISTED = 6
"""So many facts of each part are named; all of them are one click away."""


@dataclass(frozen=True)
class Piece:
    """One part of the evidence; ``rows`` are its first facts, ``show`` names it in the address of the whole list."""

    label: str
    show: str
    number: int
    rows: tuple[FactRow, ...]


@dataclass(frozen=True)
class Drawer:
    """``split`` draws what ``told`` says; ``beside``: code and name of every indicator of the same dimension, where
    there are several."""

    dimension: str
    code: str
    name: str
    measure: str
    value: str
    points: str
    rule: str
    split: SafeString
    told: str
    missing: str
    number: int
    pieces: tuple[Piece, ...]
    beside: tuple[tuple[str, str], ...]


def drawer_of(card: Card, section: Section, line: Line, listed: int = LISTED) -> Drawer:
    """What this line of the card was made of, by the stored facts."""
    found = cards.facts_of_line(card, line.code)
    counts = FactCounts.of(found)
    return Drawer(
        dimension=section.code,
        code=line.code,
        name=say(line.name),
        measure=wording.measure(line),
        value=wording.valued(line, line.value),
        points=wording.fixed(line.points),
        rule=explaining.rule(line),
        split=_split(line, counts),
        told=_told(line, counts),
        missing=explaining.missing(line),
        number=len(found),
        pieces=tuple(_pieces(card, line, found, listed)),
        beside=tuple((each.code, say(each.name)) for each in section.lines) if len(section.lines) > 1 else (),
    )


def _split(line: Line, counts: FactCounts) -> SafeString:
    """Nothing where there is only one part to draw."""
    met, missed = (counts.hit, counts.missed) if facts_page.is_rate(line) else (counts.counted, 0)
    parts = (met, missed, sum(counts.excluded.values()))
    if sum(map(bool, parts)) < 2:
        return SafeString("")
    return charts.split("evidence", (say(line.name), _told(line, counts)), parts)


def _told(line: Line, counts: FactCounts) -> str:
    """``46 met, 4 not met; not counted: 2 cancelled``."""
    parts = []
    if facts_page.is_rate(line):
        parts.append(_("%(hit)s met, %(missed)s not met") % {"hit": counts.hit, "missed": counts.missed})
    else:
        parts.append(_("%(n)s counted") % {"n": counts.counted})
    if counts.excluded:
        parts.append(_("not counted: %(left_out)s") % {"left_out": wording.excluded(counts.excluded)})
    return _("; ").join(parts)


def _pieces(card: Card, line: Line, stored: Sequence[CardFact], listed: int) -> Iterator[Piece]:
    """Read together: the subjects of all parts cost one statement for each kind of fact."""
    parts = (("missed", _("Not met")), ("excluded", _("Not counted")), ("hit", _("Met")))
    if not facts_page.is_rate(line):
        parts = (("counted", _("Counted")), ("excluded", _("Not counted")), ("", ""))
    found: list[tuple[str, str, list[CardFact]]] = [
        (show, label, facts_page.part(stored, line.code, show)) for show, label in parts if label
    ]
    shown = [fact for _show, _label, facts in found for fact in facts[:listed]]
    rows = iter(facts_page.rows(line, shown, card.counted_until))
    for show, label, facts in found:
        if facts:
            yield Piece(label, show, len(facts), tuple(next(rows) for _fact in facts[:listed]))
