"""A batch from its making to paid: one person makes it, another releases it, and from then on it stands (SCORING §9).

Acts that move pay queue behind each other by the ledger's lock. What the second person releases is what the maker
handed over, to the byte: where the month or an item changed in between, it goes back.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Site, Team
from people.self_acting import refuse_for_oneself
from records import audit, ledger, months
from records.models import MonthRecord, MonthState
from reports.pay import file, notes
from reports.pay.due import MonthDue
from reports.pay.models import ZERO, PayBatch, PayRow

State = PayBatch.State


@transaction.atomic
def make(*, month: Month, by: Account, kind: str, site: Site | None = None, team: Team | None = None) -> PayBatch:
    """Begin a batch of a final month: of everybody in it who was not paid, or of differences. Raises Refused."""
    record = _final(month)
    number = record.pay_batches.aggregate(last=Max("number"))["last"] or 0
    batch = PayBatch(month=record, number=number + 1, kind=kind, site=site, team=team, made_by=by)
    _refuse_empty(MonthDue(record).rows(batch))
    batch.save()
    audit.record(by=by, verb="reports.make_pay_batch", subject=batch, detail={"month": month})
    return batch


@transaction.atomic
def say(*, batch: PayBatch, agent: int, words: str, by: Account) -> PayBatch:
    """A word of one row, for the second person, the file and the agent; an empty one takes it back. Raises Refused."""
    batch = _held(batch, State.DRAFT)
    if batch.made_by_id != by.pk:
        raise Refused(_("Who made the batch writes in it."), code="not_maker")
    refuse_for_oneself(by, agent)
    if all(row.agent_id != agent for row in MonthDue(batch.month).rows(batch)):
        raise Refused(_("That person is not in the batch."), code="not_in_it")
    kept = {key: said for key, said in batch.row_words.items() if key != str(agent)}
    batch.row_words = kept | ({str(agent): words.strip()} if words.strip() else {})
    batch.save(update_fields=["row_words"])
    audit.record(by=by, verb="reports.note_pay_row", subject=batch, detail={"reason": words.strip()})
    return batch


@transaction.atomic
def hand_over(*, batch: PayBatch, by: Account, note: str = "") -> PayBatch:
    """Give it to the second person, in the company's columns of now. Raises Refused."""
    batch = _held(batch, State.DRAFT)
    if batch.made_by_id != by.pk:
        raise Refused(_("Who made the batch hands it over."), code="not_maker")
    _final(batch.month.month)
    rows = MonthDue(batch.month).rows(batch)
    _refuse_empty(rows)
    if any(notes.asks(row.notes) for row in rows) and not note.strip():
        raise Refused(_("Say something of the rows that are to be looked at."), code="no_note", field="note")
    batch.state, batch.note, batch.sent_back = State.WAITING, note.strip(), ""
    batch.handed_over_at, batch.columns = timezone.now(), file.columns()
    _sum_up(batch, rows)
    batch.save()
    audit.record(by=by, verb="reports.hand_over_pay_batch", subject=batch, detail=_told(batch))
    return batch


@transaction.atomic
def send_back(*, batch: PayBatch, by: Account, reason: str) -> PayBatch:
    """Back to its maker, with a reason; the maker takes it back the same way. Raises Refused."""
    batch = _held(batch, State.WAITING)
    if not reason.strip():
        raise Refused(_("Say why it goes back."), code="no_reason", field="reason")
    batch.state, batch.sent_back = State.DRAFT, reason.strip()
    batch.save(update_fields=["state", "sent_back"])
    audit.record(by=by, verb="reports.send_back_pay_batch", subject=batch, detail={"reason": batch.sent_back})
    return batch


@transaction.atomic
def withdraw(*, batch: PayBatch, by: Account) -> PayBatch:
    """Give it up; nothing was paid by it. Raises Refused."""
    batch = _held(batch, State.DRAFT, State.WAITING)
    batch.state = State.WITHDRAWN
    batch.save(update_fields=["state"])
    audit.record(by=by, verb="reports.withdraw_pay_batch", subject=batch)
    return batch


@transaction.atomic
def release(*, batch: PayBatch, by: Account, seen: str) -> PayBatch:
    """Freeze the rows and enter the ledger, as the second person, who has ``seen`` this checksum. Raises Refused."""
    batch = _held(batch, State.WAITING)
    if batch.made_by_id == by.pk:
        raise Refused(_("You made this batch yourself; a second person releases it."), code="second_person")
    _final(batch.month.month)
    rows = MonthDue(batch.month).rows(batch)
    refuse_for_oneself(by, *(row.agent_id for row in rows))
    if not rows or seen != batch.checksum or is_changed(batch, rows):
        sentence = _("The amounts are not those that were handed over any more. Send the batch back to its maker.")
        raise Refused(sentence, code="changed")
    PayRow.objects.bulk_create(rows)
    batch.state, batch.released_by, batch.released_at = State.RELEASED, by, timezone.now()
    batch.ledger_entry = ledger.append(kind="pay", month=str(batch.month.month), body=_sealed(batch, by))
    batch.save(update_fields=["state", "released_by", "released_at", "ledger_entry"])
    audit.record(by=by, verb="reports.release_pay_batch", subject=batch, detail=_told(batch))
    return batch


@transaction.atomic
def mark_paid(*, batch: PayBatch, by: Account, on: date) -> PayBatch:
    """Payroll has paid it on this day; where nothing of the month is left, the month is paid out. Raises Refused."""
    batch = _held(batch, State.RELEASED)
    zone, released = months.company_zone(), batch.released_at or timezone.now()
    if not released.astimezone(zone).date() <= on <= timezone.now().astimezone(zone).date():
        raise Refused(_("It was paid between its release and today."), code="wrong_day", field="on")
    batch.state, batch.paid_on, batch.paid_by = State.PAID, on, by
    batch.save(update_fields=["state", "paid_on", "paid_by"])
    audit.record(by=by, verb="reports.mark_pay_batch", subject=batch, detail={"at": on})
    record = MonthRecord.objects.select_for_update().get(pk=batch.month_id)
    if record.state == MonthState.FINAL and not owed(MonthDue(record)):
        _pay_out(record, by)
    return batch


@transaction.atomic
def settle(*, month: Month, by: Account) -> MonthRecord:
    """Everything of a final month is paid already, like of one that was opened again and changed nothing: it is paid
    out. Raises Refused."""
    record = _final(month)
    if record.state != MonthState.FINAL or owed(MonthDue(record)):
        sentence = _("Something of %(month)s is not paid yet.")
        raise Refused(sentence, code="not_paid", params={"month": month})
    return _pay_out(record, by)


def owed(due: MonthDue) -> bool:
    """Whether somebody waits for pay of the month: nobody paid yet, a difference, or a released batch that is not."""
    waiting = due.record.pay_batches.filter(state=State.RELEASED).exists()
    return waiting or bool(due.first) or bool(due.differences)


def rows_of(batch: PayBatch, due: MonthDue | None = None) -> list[PayRow]:
    """The frozen rows; before the release what the batch would pay now."""
    if batch.is_frozen:
        return list(batch.rows.select_related("agent", "batch", "month").order_by("line"))
    return (due or MonthDue(batch.month)).rows(batch) if batch.is_open else []


def is_changed(batch: PayBatch, rows: list[PayRow]) -> bool:
    """Whether the rows are not those that were handed over, or not those that were released."""
    return (file.checksum(batch, rows), file.rows_hash(rows)) != (batch.checksum, batch.rows_hash)


def _pay_out(record: MonthRecord, by: Account) -> MonthRecord:
    record.state = MonthState.PAID_OUT
    record.save(update_fields=["state"])
    audit.record(by=by, verb="reports.pay_out_month", subject=record, detail={"month": record.month})
    return record


def _final(month: Month) -> MonthRecord:
    """The month's row in this act's hands, behind any other act of the ledger, where it is final."""
    ledger.lock_chain()
    record = MonthRecord.objects.select_for_update().filter(first_day=month.first_day).first()
    if record is None or not record.is_closed:
        raise Refused(
            _("%(month)s is not final; only final months are paid."), code="not_final", params={"month": month}
        )
    return record


def _held(batch: PayBatch, *states: str) -> PayBatch:
    ledger.lock_chain()
    found: PayBatch = PayBatch.objects.select_for_update(of=("self",)).select_related("month").get(pk=batch.pk)
    if found.state not in states:
        sentence = _("The batch is “%(state)s” by now.")
        raise Refused(sentence, code="wrong_state", params={"state": found.get_state_display()})
    return found


def _refuse_empty(rows: list[PayRow]) -> None:
    if not rows:
        raise Refused(_("There is nothing to pay in it."), code="empty")


def _sum_up(batch: PayBatch, rows: list[PayRow]) -> None:
    batch.people = len(rows)
    batch.pay, batch.items = sum((row.pay for row in rows), ZERO), sum((row.items for row in rows), ZERO)
    batch.checksum, batch.rows_hash = file.checksum(batch, rows), file.rows_hash(rows)


def _told(batch: PayBatch) -> dict[str, Any]:
    return {"people": batch.people, "amount": batch.amount, "checksum": batch.checksum}


def _sealed(batch: PayBatch, by: Account) -> dict[str, Any]:
    """What the ledger keeps: who, how many, how much, and both checksums. No names of who is paid."""
    return {
        "batch": batch.number,
        "kind": batch.kind,
        "made_by": batch.made_by.username,
        "released_by": by.username,
        "people": batch.people,
        "pay": Decimal(batch.pay),
        "items": Decimal(batch.items),
        "file": batch.checksum,
        "rows": batch.rows_hash,
    }
