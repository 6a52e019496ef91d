"""What the pages of pay show: rows with the reason of their change, sums, checks, what may be done next."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Account
from records.months import company_zone
from reports.pay import awards, batches, file, gates, notes
from reports.pay.due import Before, Due, MonthDue, release_until
from reports.pay.models import ZERO, PayBatch, PayItem, PayRow
from scoring.models import ScoringSettings


@dataclass(frozen=True)
class Shown:
    """One row of a table: what is due, and ``before``, with which it is compared: the month before, or what was paid
    of this one already."""

    agent: int
    labels: Mapping[str, Any]
    pay: Decimal
    items: Decimal
    before: Decimal | None
    reasons: tuple[str, ...]
    asks: bool

    @property
    def amount(self) -> Decimal:
        """Pay and items."""
        return self.pay + self.items

    @property
    def change(self) -> Decimal | None:
        """Against ``before``; None for who is new."""
        return None if self.before is None else self.amount - self.before

    @property
    def size(self) -> Decimal:
        """How much there is to see: the change; of who is new all of it."""
        return abs(self.amount if self.change is None else self.change)

    @classmethod
    def of_due(cls, due: Due) -> "Shown":
        """What the month owes somebody, paid or not."""
        reasons = tuple(_reasons(due.lines, due.notes, of=gates.counted))
        before = due.before.amount if due.before else None
        return cls(due.agent.pk, due.labels, due.pay, due.items, before, reasons, notes.asks(due.notes))

    @classmethod
    def of_row(cls, row: PayRow, last: Mapping[int, Before]) -> "Shown":
        """A row of a batch; ``last``: the month before."""
        told = [(code, named) for code, named in row.notes]
        known, paid = last.get(row.agent_id), row.before_pay + row.before_items
        before = paid if row.place > 1 else known.amount if known else None
        pay, items = row.pay + row.before_pay, row.items + row.before_items
        reasons = tuple(_reasons(row.lines, told))
        return cls(row.agent_id, row.labels, pay, items, before, reasons, notes.asks(told))


Figure = Callable[[gates.Line], Decimal]


def _reasons(lines: Iterable[gates.Line], told: Iterable[notes.Note], *, of: Figure = gates.change) -> Iterator[str]:
    yield from (notes.said(note) for note in told)
    for line in lines:
        if figure := of(line):
            yield f"{line['reason']} {figure:,.2f}".replace("-", "−")


class Sums:
    """What rows come to, for the tiles."""

    def __init__(self, rows: Iterable[Shown]) -> None:
        self.rows = sorted(rows, key=lambda row: -row.size)

    @property
    def people(self) -> int:
        return len(self.rows)

    @property
    def pay(self) -> Decimal:
        return sum((row.pay for row in self.rows), ZERO)

    @property
    def items(self) -> Decimal:
        return sum((row.items for row in self.rows), ZERO)

    @property
    def amount(self) -> Decimal:
        return self.pay + self.items

    @property
    def change(self) -> Decimal | None:
        """Against what the rows are compared with; None where there is nothing before."""
        known = [row for row in self.rows if row.before is not None]
        return self.amount - sum((row.before or ZERO for row in known), ZERO) if known else None

    @property
    def grades(self) -> list[tuple[str, int]]:
        """How many have each grade, the best coefficient first."""
        best = {row.labels["grade"]: row.labels.get("coefficient", "") for row in self.rows if row.labels.get("grade")}
        counted = Counter(row.labels.get("grade") for row in self.rows)
        order = sorted(best, key=lambda grade: (-Decimal(best[grade] or 0), grade))
        return [(grade, counted[grade]) for grade in order]

    @property
    def to_look_at(self) -> int:
        """Rows with a reason to look."""
        return sum(row.asks for row in self.rows)


class MonthPage:
    """A final month: what it owes, its batches, what can be done. ``known``: its batches and the latest of all."""

    def __init__(self, due: MonthDue, known: Iterable[PayBatch]) -> None:
        self.due, self.record, self.known = due, due.record, list(known)
        self.sums = Sums(map(Shown.of_due, due.everybody))

    @cached_property
    def batches(self) -> list[PayBatch]:
        """Those of the month that were not withdrawn, the latest first."""
        own = [batch for batch in self.known if batch.month_id == self.record.pk]
        return [batch for batch in own if batch.state != PayBatch.State.WITHDRAWN]

    @property
    def under_way(self) -> bool:
        """Whether a batch is made or waits for its release."""
        return any(batch.is_open for batch in self.batches)

    @property
    def unpaid(self) -> int:
        """People of whom nothing was paid."""
        return len(self.due.first)

    @property
    def differing(self) -> int:
        """People who were paid something else than is due."""
        return len(self.due.differences)

    @property
    def paid(self) -> Decimal:
        """What all released batches of the month pay together."""
        return sum((due.paid.pay + due.paid.items for due in self.due.everybody), ZERO)

    @property
    def is_settled(self) -> bool:
        """Nothing is owed, and nobody has said yet that the month is paid out."""
        waits = any(batch.state == PayBatch.State.RELEASED for batch in self.batches)
        return not (self.unpaid or self.differing or waits)

    @cached_property
    def awards(self) -> awards.Offered:
        """Award money that was decided and is no item yet, and items of awards that were decided anew."""
        return awards.offered(self.due.month)

    @property
    def items(self) -> list["OfReason"]:
        return of_reasons((line for due in self.due.everybody for line in due.lines), of=gates.counted)


@dataclass(frozen=True)
class OfReason:
    """Items of one kind and reason together."""

    kind: str
    reason: str
    number: int
    amount: Decimal
    gate: str


def of_reasons(lines: Iterable[gates.Line], *, of: Figure = gates.change) -> list[OfReason]:
    """As HR thinks of them: one line for what several get for the same; paid now, or all that counts."""
    groups: dict[tuple[str, str, str], list[Decimal]] = {}
    for line in lines:
        gate = gates.compared(line) if "gate" in line else ""
        groups.setdefault((line["kind"], line["reason"], gate), []).append(of(line))
    labels = dict(PayItem.Kind.choices)
    return [
        OfReason(str(labels.get(kind, kind)), reason, len(sums), sum(sums, ZERO), gate)
        for (kind, reason, gate), sums in groups.items()
    ]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at before a release."""

    sentence: str
    is_good: bool = True
    detail: str = ""


class BatchPage:
    """One batch as it stands."""

    def __init__(self, batch: PayBatch, account: Account) -> None:
        self.batch, self.account = batch, account
        due = MonthDue(batch.month)
        self.rows = batches.rows_of(batch, due)
        before = due.before
        self.sums = Sums(Shown.of_row(row, before) for row in self.rows)

    @property
    def pay(self) -> Decimal:
        """What the batch pays of performance pay now."""
        return sum((row.pay for row in self.rows), ZERO)

    @property
    def items(self) -> Decimal:
        """What it pays of items now."""
        return sum((row.items for row in self.rows), ZERO)

    @property
    def amount(self) -> Decimal:
        """Both."""
        return self.pay + self.items

    @property
    def of_reasons(self) -> list[OfReason]:
        """Its items by reason."""
        return [one for one in of_reasons(line for row in self.rows for line in row.lines) if one.amount or one.gate]

    @property
    def is_maker(self) -> bool:
        """Whether the reader made it, and so releases nothing."""
        return self.batch.made_by_id == self.account.pk

    @cached_property
    def is_changed(self) -> bool:
        """Handed over, and not the same any more."""
        return bool(self.batch.checksum) and batches.is_changed(self.batch, self.rows)

    @property
    def until(self) -> datetime | None:
        """Until when it is to be released; None once it is, or where the company named no day."""
        return release_until(self.batch.month.month) if self.batch.is_open else None

    @property
    def checks(self) -> Iterator[Check]:
        """What a second person would ask first."""
        record, number = self.batch.month, len(self.rows)
        cards = ngettext("%(n)s row, from final cards", "%(n)s rows, from final cards", number) % {"n": number}
        final_on = record.finalised_at and record.finalised_at.astimezone(company_zone())
        yield Check(cards, record.is_closed, f"{final_on:%m-%d}" if final_on else "")
        if self.batch.kind == PayBatch.Kind.FIRST:
            yield Check(_("None of them was paid for this month"))
        else:
            yield Check(_("Each row is what is due less what was paid"))
        lines = [line for row in self.rows for line in row.lines if gates.change(line)]
        if lines:
            told = ngettext("%(n)s item, with its reason", "%(n)s items, each with its reason", len(lines))
            yield Check(told % {"n": len(lines)})
        if self.sums.to_look_at:
            told = ngettext("%(n)s row to look at", "%(n)s rows to look at", self.sums.to_look_at)
            yield Check(told % {"n": self.sums.to_look_at}, is_good=False)
        if record.month < ScoringSettings.of_the_company().live_since:
            yield Check(_("The month is from before the company was live: was it paid elsewhere?"), is_good=False)
        if self.is_changed:
            yield Check(_("Amounts or notes changed since it was handed over"), is_good=False)

    @property
    def preview(self) -> list[list[str]]:
        """Headings and the first three rows of the file."""
        chosen = self.batch.columns or file.columns()
        return file.table(self.rows[:3], chosen)
