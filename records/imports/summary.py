"""What storing a file does, in numbers, said before it is stored (IMPORTS §4, 15): one summary for page and command."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from records.models import Batch, MonthRecord

from .kinds import all_kinds, matters_of, riders
from .matters import ERROR, LEFT_OUT, UNCHANGED, WAITS, Matter
from .workbooks import CODE

NAMES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """So many rows of one matter; ``batch`` is where they are listed."""

    matter: Matter
    number: int
    batch: int
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What the import makes up: people, sites, … by name."""

    label: str | Promise
    number: int
    names: Sequence[str]
    more: Sequence[str]

    @property
    def untold(self) -> int:
        """How many have no name here."""
        return self.number - len(self.names) - len(self.more)


@dataclass(frozen=True, slots=True)
class Touched:
    """A month, where it stands, and what of it moves."""

    month: Month
    record: MonthRecord | None
    rows: int
    waiting: int
    cards: int

    @property
    def sentences(self) -> Sequence[str]:
        """How many rows and cards of it move, how many rows wait."""
        told = (
            (self.rows, ngettext("%(n)s row", "%(n)s rows", self.rows)),
            (self.waiting, ngettext("%(n)s row waits", "%(n)s rows wait", self.waiting)),
            (self.cards, ngettext("%(n)s card changes", "%(n)s cards change", self.cards)),
        )
        return [sentence % {"n": number} for number, sentence in told if number]

    @property
    def state(self) -> str:
        """In words; a month of which rows are and nothing was recorded collects them."""
        return str((self.record or MonthRecord()).get_state_display())


@dataclass(frozen=True, slots=True)
class Summary:
    """The sentences that matter most, what becomes of rows, what is made up, which months are touched."""

    sentences: Sequence[str]
    moved: Sequence[Moved]
    made: Sequence[Made]
    months: Sequence[Touched]
    pay: Decimal
    """By how much the pay of all cards of closed months changes, in yuan."""

    @property
    def cards(self) -> int:
        """How many cards of closed months come out otherwise."""
        return sum(month.cards for month in self.months)

    @property
    def waits(self) -> bool:
        """Whether rows wait for a person to decide."""
        return any(month.waiting for month in self.months)

    @property
    def alarms(self) -> bool:
        """Whether cards of closed months change, or rows wait."""
        return any(month.cards or month.waiting for month in self.months)


def summary(batch: Batch, kinds: Collection[str] | None = None) -> Summary | None:
    """Of a file that was judged, or of a workbook with all its sheets of these kinds; None for one that was judged
    before there was one."""
    batches = list(batch.parts.order_by("pk")) if batch.kind == CODE else [batch]
    batches = [one for one in batches if kinds is None or one.kind in kinds]
    told = [(one, one.detail["told"]) for one in batches if "told" in one.detail]
    if not told:
        return None
    lines = [line for one, _document in told for line in moved(one)]
    months = _months([document["months"] for _one, document in told], batch.detail.get("moved", []))
    sentences = _sentences(lines, months, judged=not batch.stored_at)
    return Summary(sentences, lines, _made(told), months, _pay(batch.detail.get("moved", [])))


def moved(batch: Batch) -> list[Moved]:
    """What a file does to its rows, with how many there are of each."""
    kind = all_kinds()[batch.kind]
    numbers = batch.detail.get("told", {}).get("numbers", {})
    every = matters_of([kind, *riders(kind)])
    sheet = batch.profile.get("sheet", "") if batch.part_of_id else ""
    return [Moved(matter, numbers[matter.code], batch.pk, sheet) for matter in every if numbers.get(matter.code)]


def _made(told: Sequence[tuple[Batch, dict[str, Any]]]) -> list[Made]:
    numbers, names = Counter[str](), defaultdict[str, list[str]](list)
    for _one, document in told:
        for label, (number, called) in document["made"].items():
            numbers[label] += number
            names[label] += called
    return [
        Made(
            apps.get_model(label)._meta.verbose_name_plural or label,
            number,
            names[label][:NAMES_SHOWN],
            names[label][NAMES_SHOWN:],
        )
        for label, number in numbers.items()
    ]


def _months(told: Sequence[dict[str, Sequence[int]]], cards: Sequence[dict[str, Any]]) -> list[Touched]:
    """Latest first. A month of which cards move may have no row in the file: who is posted where moves them too."""
    rows, waiting = Counter[str](), Counter[str]()
    for document in told:
        for month, (moving, late) in document.items():
            rows[month] += moving
            waiting[month] += late
    moving_cards = Counter(str(card["month"]) for card in cards)
    months = [Month.parse(text) for text in sorted({*rows, *waiting, *moving_cards}, reverse=True)]
    records = {
        record.month: record for record in MonthRecord.objects.filter(first_day__in=[m.first_day for m in months])
    }
    return [
        Touched(month, records.get(month), rows[str(month)], waiting[str(month)], moving_cards[str(month)])
        for month in months
    ]


def _pay(cards: Sequence[dict[str, Any]]) -> Decimal:
    """Of the cards that come out otherwise; no card, or one without pay, is paid nothing."""
    paid = {
        side: [Decimal(card[side][2]) for card in cards if card[side] and card[side][2]] for side in ("before", "after")
    }
    return sum(paid["after"], Decimal()) - sum(paid["before"], Decimal())


def _sentences(lines: Sequence[Moved], months: Sequence[Touched], *, judged: bool) -> list[str]:
    """What matters most first: cards that come out otherwise, rows that wait, rows of nobody."""
    found = [_cards(month, judged=judged) for month in months if month.cards]
    waiting = sum(line.number for line in lines if line.matter is WAITS)
    if waiting:
        found.append(
            ngettext(
                "%(rows)s row waits: it would change a final month.",
                "%(rows)s rows wait: they would change a final month.",
                waiting,
            )
            % {"rows": waiting}
        )
    if not found and not any(line.number for line in lines if line.matter not in (UNCHANGED, LEFT_OUT)):
        found.append(_("This file says what stands already; nothing changes."))
    elif not found and judged and not any(line.matter is ERROR for line in lines):
        found.append(_("No card of a closed month changes."))
    return found


def _cards(month: Touched, *, judged: bool) -> str:
    params = {"cards": month.cards, "month": month.month, "state": month.state}
    if not judged:
        sentence = ngettext(
            "It moved %(cards)s card of %(month)s (%(state)s).",
            "It moved %(cards)s cards of %(month)s (%(state)s).",
            month.cards,
        )
        return sentence % params
    sentence = ngettext(
        "This file changes %(cards)s card of %(month)s, a month that is closed (%(state)s).",
        "This file changes %(cards)s cards of %(month)s, a month that is closed (%(state)s).",
        month.cards,
    )
    return sentence % params
