"""What a month owes everybody: the standing card's pay and the items, less what was paid (SCORING §5, step 9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Subquery, Sum

from kpi_portal.lib.month import Month
from people.models import Person
from people.querysets import chinese_order
from records.models import MonthRecord
from records.months import company_zone
from reports.pay import file, gates, notes
from reports.pay.gates import Line
from reports.pay.models import ZERO, PayBatch, PayRow
from reports.pay.notes import Note
from reports.wording import coefficient
from scoring import cards
from scoring.card_summary import summary
from scoring.models import Appeal, Card, ScoringSettings


class Paid(NamedTuple):
    """What earlier batches paid of the month; ``lines``: the items as the last of them had them."""

    pay: Decimal = ZERO
    items: Decimal = ZERO
    times: int = 0
    lines: tuple[Line, ...] = ()


class Before(NamedTuple):
    """The month before: what it pays, and the grade."""

    amount: Decimal
    grade: str


@dataclass(frozen=True)
class Due:
    """What one agent is owed. ``before``: the month before, where there is one."""

    agent: Person
    card: Card | None
    lines: tuple[Line, ...]
    paid: Paid
    before: Before | None
    notes: tuple[Note, ...]

    @property
    def pay(self) -> Decimal:
        """Performance pay of the standing card; nothing where there is no card, no base or no coefficient."""
        return (self.card.pay if self.card else None) or ZERO

    @cached_property
    def items(self) -> Decimal:
        """The items that are paid."""
        return sum((Decimal(line["counted"]) for line in self.lines), ZERO)

    @property
    def amount(self) -> Decimal:
        """Both together."""
        return self.pay + self.items

    @property
    def change(self) -> Decimal | None:
        """Against the month before."""
        return None if self.before is None else self.amount - self.before.amount

    @property
    def is_first(self) -> bool:
        """Nothing of the month was paid to the agent."""
        return self.paid.times == 0

    @property
    def differs(self) -> bool:
        """Paid, and not what is due now."""
        return not self.is_first and (self.pay, self.items) != (self.paid.pay, self.paid.items)

    @property
    def labels(self) -> dict[str, Any]:
        """The words and figures that it is printed with."""
        return _labels(self.agent, self.card)

    def row(self, batch: PayBatch, line: int) -> PayRow:
        """As the batch pays it; not stored."""
        made = PayRow(
            batch=batch,
            month=batch.month,
            agent=self.agent,
            place=self.paid.times + 1,
            line=line,
            card=self.card,
            labels=self.labels,
            pay=self.pay - self.paid.pay,
            items=self.items - self.paid.items,
            before_pay=self.paid.pay,
            before_items=self.paid.items,
            lines=list(self.lines),
            notes=[list(note) for note in (*self.notes, *_said(batch, self.agent.pk))],
        )
        made.remark = file.remark(made)
        return made


class MonthDue:
    """A month and what it owes, read once."""

    def __init__(self, record: MonthRecord) -> None:
        self.record, self.month = record, record.month

    @cached_property
    def everybody(self) -> list[Due]:
        """Who has a card, in Chinese order of names, then who has an item, or was paid already, without one."""
        carded = [card.agent for card in self._cards.values()]
        others = {*self._lines, *self._paid} - self._cards.keys()
        people = Person.objects.filter(pk__in=others).order_by(chinese_order("name"), "pk") if others else ()
        return [self._due(person) for person in (*carded, *people)]

    @cached_property
    def first(self) -> list[Due]:
        """Whose month was not paid yet."""
        return [due for due in self.everybody if due.is_first]

    @cached_property
    def differences(self) -> list[Due]:
        """Who was paid something else than is due."""
        return [due for due in self.everybody if due.differs]

    def of(self, batch: PayBatch) -> list[Due]:
        """Who is in the batch as the month stands now."""
        found = self.first if batch.kind == PayBatch.Kind.FIRST else self.differences
        return [due for due in found if _is_in(batch, due.card)]

    def rows(self, batch: PayBatch) -> list[PayRow]:
        """What the batch would pay now."""
        return [due.row(batch, line) for line, due in enumerate(self.of(batch), 1)]

    def _due(self, person: Person) -> Due:
        card, before = self._cards.get(person.pk), self.before.get(person.pk)
        paid = self._paid.get(person.pk, Paid())
        lines = tuple(gates.beside(self._lines.get(person.pk, ()), paid.lines))
        found = self._notes(person.pk, card, lines, None if paid.times else before)
        return Due(person, card, lines, paid, before, tuple(found))

    def _notes(self, agent: int, card: Card | None, lines: tuple[Line, ...], before: Before | None) -> Iterator[Note]:
        yield from self._notes_of_card(card, before.grade if before else "") if card else [("no_card", {})]
        if agent in self._appealing:
            yield "appeal", {}
        for line in lines:
            yield from gates.missed(line)

    def _notes_of_card(self, card: Card, grade_before: str) -> Iterator[Note]:
        yield from notes.of_card(card, self.month.days)
        if grade_before and card.grade and grade_before != card.grade:
            yield "grade", {"before": grade_before, "after": card.grade}
        if card.version > 1:
            yield "version", {"version": str(card.version)}

    @cached_property
    def _cards(self) -> Mapping[int, Card]:
        found = cards.listed(self.month).select_related("plan", "agent").by_name()
        return {card.agent_id: card for card in found}

    @cached_property
    def _lines(self) -> Mapping[int, list[Line]]:
        return gates.lines(self.month)

    @cached_property
    def _paid(self) -> Mapping[int, Paid]:
        found: dict[int, Paid] = {}
        rows = PayRow.objects.filter(month=self.record).order_by("place")
        for agent, pay, items, lines in rows.values_list("agent", "pay", "items", "lines"):
            last = found.get(agent, Paid())
            found[agent] = Paid(last.pay + pay, last.items + items, last.times + 1, tuple(lines))
        return found

    @cached_property
    def before(self) -> Mapping[int, Before]:
        """The month before: what was paid of it, else the standing cards' pay."""
        last = self.month.previous
        paid = PayRow.objects.filter(month=OuterRef("month"), agent=OuterRef("agent")).order_by().values("agent")
        sums = paid.annotate(sum=Sum(F("pay") + F("items"))).values("sum")
        known = cards.listed(last).annotate(paid=Subquery(sums)).values_list("agent", "pay", "grade", "paid")
        return {agent: Before(pay or ZERO if paid is None else paid, grade) for agent, pay, grade, paid in known}

    @cached_property
    def _appealing(self) -> set[int]:
        waiting = Appeal.objects.waiting().filter(first_day=self.month.first_day)
        return set(waiting.values_list("agent", flat=True))


def _said(batch: PayBatch, agent: int) -> Iterator[Note]:
    words = batch.row_words.get(str(agent))
    if words:
        yield "said", {"words": words}


def release_until(month: Month) -> datetime | None:
    """The end of the company's day of release; None where it named none."""
    day = ScoringSettings.of_the_company().pay_day
    return month.next.end_of_day(day, company_zone()) if day else None


def _is_in(batch: PayBatch, card: Card | None) -> bool:
    """Whether somebody belongs to what the batch is about; a batch of a site or team has those posted there."""
    if batch.site_id is None and batch.team_id is None:
        return True
    return card is not None and batch.site_id in (None, card.site_id) and batch.team_id in (None, card.team_id)


def _labels(person: Person, card: Card | None) -> dict[str, Any]:
    """The words and figures that a row is printed with, as the card was."""
    if card is None:
        return {"name": person.name, "staff_number": person.staff_number or ""}
    label = card.label
    return {
        "name": label.name,
        "staff_number": label.staff_number,
        "site": label.site,
        "team": label.team,
        "post": label.post,
        "plan": label.plan.get("zh", ""),
        "total": "" if card.total is None else f"{card.total:.2f}",
        "grade": card.grade,
        "coefficient": "" if card.coefficient is None else coefficient(summary(card).coefficient),
        "base": "" if card.bonus_base is None else f"{card.bonus_base:.2f}",
        "posted_days": card.posted_days,
        "version": card.version,
        "fingerprint": card.fingerprint,
    }
