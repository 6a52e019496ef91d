"""What costs points now: of each indicator the facts that do, what can still be mended and what has happened.

Every gain is exact: the rules of SCORING §5 applied once again to the measure without that fact's fault.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Person
from reports import facts_page, wording
from reports.card_page import Addresses
from reports.facts_page import FactRow
from reports.inbox.deadlines import Due, in_words
from reports.wording import fixed, signed
from scoring import cards
from scoring.cards import CountedFact
from scoring.closing import parameters
from scoring.engine.card import Card, Line, Section
from scoring.engine.what_if import lost, with_numerator
from scoring.indicators.catalogue import indicators
from scoring.indicators.indicator import Chance, Running
from scoring.models import CardFact, ProvisionalCard
from scoring.saying import say

LISTED = 5
"""So many facts of an indicator are named; all of them are behind the link."""


@dataclass(frozen=True)
class Fault:
    """One fact that costs points: its row, what mending it gives (or, where it has happened, what it took), why, and
    until when it can be mended."""

    row: FactRow
    points: str
    why: str
    due: Due | None


@dataclass(frozen=True)
class Part:
    """Faults of one indicator that can still be mended, or that are lost for good, and their points together."""

    label: str
    tone: str
    points: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Loss:
    """One indicator that costs points. ``hint``: what mending makes; ``unlisted``: how many faults are not named."""

    dimension: str
    name: str
    measure: str
    lost: str
    parts: tuple[Part, ...]
    hint: str
    unlisted: int
    href: str

    @property
    def can_be_mended(self) -> bool:
        """Whether something of it can."""
        return bool(self.hint)


@dataclass(frozen=True)
class Losses:
    """All of them, the dearest first, and the sum in words."""

    all: tuple[Loss, ...]
    sum: str


class Mendable(NamedTuple):
    """A fact that costs points, and how it can still be mended."""

    fact: CountedFact
    chance: Chance | None


def of(stored: ProvisionalCard, card: Card, agent: Person) -> Losses:
    """What costs this agent points in the running month."""
    addresses = Addresses(card, agent, None)
    found = [
        (lost(card, line.code), _loss(stored, card, section, line, addresses))
        for section in card.sections
        for line in section.lines
        if lost(card, line.code) > 0
    ]
    found.sort(key=lambda each: -each[0])
    return Losses(tuple(loss for _lost, loss in found), _sum(card))


def _sum(card: Card) -> str:
    """``58.57 + 41.43 lost = 100.00``; empty where nothing carries the card."""
    if card.subtotal is None:
        return ""
    weights = sum((section.weight for section in card.sections), Decimal(0))
    parts = {"subtotal": fixed(card.subtotal), "lost": fixed(weights - card.subtotal), "all": fixed(weights)}
    return _("%(subtotal)s earned + %(lost)s lost = %(all)s") % parts


def _loss(stored: ProvisionalCard, card: Card, section: Section, line: Line, addresses: Addresses) -> Loss:
    faults = _faults(stored, card, line)
    open_ones = [each.fact for each in faults if each.chance]
    return Loss(
        dimension=say(section.name),
        name=say(line.name),
        measure=wording.measure(line),
        lost=signed(-lost(card, line.code)),
        parts=tuple(_parts(stored, card, line, faults)),
        hint=_hint(card, line, open_ones) or _one_more(stored, card, line),
        unlisted=max(0, len(faults) - LISTED),
        href=addresses.facts(line.code, "missed" if facts_page.is_rate(line) else "counted") if faults else "",
    )


def _parts(stored: ProvisionalCard, card: Card, line: Line, faults: list[Mendable]) -> Iterator[Part]:
    """What can still be mended first. Minutes that were waited are lost, though somebody still waits."""
    open_ones = [each.fact for each in faults if each.chance]
    saved = (_otherwise(card, line, open_ones) or Decimal(0)) if line.better == "higher" else Decimal(0)
    cutoff = stored.month.cutoff_at
    rows = facts_page.described(line, [each.fact for each in faults[:LISTED]], cutoff)
    told = [(each.chance, _told(card, line, row, each)) for row, each in zip(rows, faults[:LISTED], strict=True)]
    can, cannot = tuple(each for chance, each in told if chance), tuple(each for chance, each in told if not chance)
    if can:
        label = _("can still be saved") if line.better == "higher" else _("goes on costing points")
        yield Part(label, "ok" if saved else "warn", signed(saved) if saved else "", can)
    if cannot:
        gone = lost(card, line.code) - saved
        yield Part(_("lost for good"), "", signed(-gone) if gone else "", cannot)


def _told(card: Card, line: Line, row: FactRow, fault: Mendable) -> Fault:
    gain = _otherwise(card, line, [fault.fact]) or Decimal(0)
    minutes = row.contribution if line.better == "lower" else ""
    chance = fault.chance
    why = " · ".join(filter(None, (row.remark, minutes, chance.words if chance else "")))
    saves = chance is not None and line.better == "higher"
    due = in_words(chance.until, timezone.localtime()) if chance else None
    return Fault(row, signed(gain if saves else -gain) if gain else "", why, due)


def _faults(stored: ProvisionalCard, card: Card, line: Line) -> list[Mendable]:
    """Facts that cost points with how they can be mended: what can be first, then the dearest."""
    dear = [fact for fact in cards.facts(stored, line.code, counted=True) if _fault(line, fact)]
    found = cards.with_subjects(sorted(dear, key=lambda fact: -_fault(line, fact)))
    most = parameters(stored.plan).response_cap_minutes
    mended = [Mendable(fact, _chance(stored, line, fact, most)) for fact in found]
    return sorted(mended, key=lambda each: each.chance is None)


def _chance(stored: ProvisionalCard, line: Line, fact: CountedFact, most: int) -> Chance | None:
    known = indicators().get(line.code)
    if known is None or known.mend is None or fact.subject is None:
        return None
    running = Running(stored.counted_until, stored.month.cutoff_at, fact.contribution, most)
    return known.mend(fact.subject, running)


def _fault(line: Line, fact: CardFact | CountedFact) -> Fraction:
    """By how much the fact falls short of the best that it could have added; of minutes, of the target."""
    if line.denominator is None or not line.n:
        return Fraction(0)
    if line.better == "lower":
        return max(Fraction(0), fact.contribution - Fraction(line.target or 0))
    shares = getattr(fact, "shared_by", 1)
    return line.denominator / line.n / shares - fact.contribution


def _otherwise(card: Card, line: Line, faults: Iterable[CountedFact]) -> Decimal | None:
    more = sum((_fault(line, fault) for fault in faults), Fraction(0))
    numerator = (line.numerator or Fraction(0)) + (more if line.better == "higher" else -more)
    changed = with_numerator(card, line.code, numerator)
    return changed.gain if changed else None


def _gain_of(card: Card, line: Line, faults: Iterable[CountedFact]) -> str:
    gain = _otherwise(card, line, faults)
    return signed(gain) if gain else ""


def _hint(card: Card, line: Line, mendable: list[CountedFact]) -> str:
    """What mending one and all of them makes of the total; of an open wait only that it goes on."""
    if not mendable:
        return ""
    if line.better == "lower":
        return _("Answer the %(things)s that still wait: each minute goes on counting.") % {
            "things": wording.counted(line, len(mendable))
        }
    one, all_of_them = _gain_of(card, line, mendable[:1]), _gain_of(card, line, mendable)
    if len(mendable) == 1 or not one:
        return _("Mended, it makes %(gain)s.") % {"gain": all_of_them or one} if all_of_them or one else ""
    words = {"one": one, "number": len(mendable), "all": all_of_them}
    return _("One of them mended makes %(one)s, all %(number)s make %(all)s.") % words


def _one_more(stored: ProvisionalCard, card: Card, line: Line) -> str:
    """What one more of a count would make, while the month still runs."""
    known = indicators().get(line.code)
    if known is None or not known.one_more or stored.counted_until >= stored.month.ends_at:
        return ""
    changed = with_numerator(card, line.code, (line.numerator or Fraction(0)) + 1)
    words = {"what": known.one_more, "gain": signed(changed.gain)} if changed and changed.gain > 0 else None
    return _("%(what)s: %(gain)s") % words if words else ""
