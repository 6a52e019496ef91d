"""A final month is paid once, by two people; what was wrong is paid or taken back by a difference (SCORING §5, §9)."""

import csv
import hashlib
import io
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_portal.lib.company_connection import connection
from people.models import Account
from records import ledger
from records.models import AuditEntry, MonthRecord, MonthState
from records.months import company_zone
from reports.pay import batches, items
from reports.pay.due import MonthDue
from reports.pay.models import PayBatch, PayItem, PayRow
from scoring import adjustments, closing, publishing, reopening
from scoring.models import Card, ScoringSettings
from scoring.rechecking import recheck
from tests.months import bring_to, closer, finaliser, open_again, publisher, second_hr
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import OCTOBER, person
from tests.visiting import visitor

FIRST, DIFFERENCE = PayBatch.Kind.FIRST, PayBatch.Kind.DIFFERENCE
pytestmark = pytest.mark.usefixtures("final")


def hr() -> Account:
    return Account.objects.get(username="hr")


def other() -> Account:
    return Account.objects.filter(username="hr2").first() or second_hr()


def today() -> Any:
    return timezone.now().astimezone(company_zone()).date()


def handed_over(kind: str = FIRST, **scope: Any) -> PayBatch:
    batch = batches.make(month=OCTOBER, by=hr(), kind=kind, **scope)
    return batches.hand_over(batch=batch, by=hr(), note="看过")


def released(kind: str = FIRST, **scope: Any) -> PayBatch:
    batch = handed_over(kind, **scope)
    return batches.release(batch=batch, by=other(), seen=batch.checksum)


def paid(kind: str = FIRST, **scope: Any) -> PayBatch:
    return batches.mark_paid(batch=released(kind, **scope), by=other(), on=today())


def record() -> MonthRecord:
    return MonthRecord.objects.get(first_day=OCTOBER.first_day)


def item(amount: str, name: str = "王芳", kind: str = "commission", **given: Any) -> PayItem:
    return items.enter(
        agent=person(name), month=OCTOBER, by=hr(), kind=kind, amount=Decimal(amount), text="车位租赁", **given
    )


def owed() -> Decimal:
    cards = Card.objects.current().filter(month=record(), is_trial=False)
    sums = [card.pay or Decimal(0) for card in cards]
    return sum([*sums, *PayItem.objects.standing().values_list("amount", flat=True)], Decimal(0))


def given_out() -> Decimal:
    return sum((row.amount for row in PayRow.objects.all()), Decimal(0))


def test_two_people_pay_a_month_and_the_ledger_keeps_what() -> None:
    item("420.00")
    batch = released()
    assert (batch.people, batch.pay, batch.items) == (3, Decimal("1500.00"), Decimal("420.00"))
    assert batch.ledger_entry
    entry = (ledger.said(batch.ledger_entry) or {})["body"]
    assert (entry["file"], entry["pay"], entry["made_by"], entry["released_by"]) == (
        batch.checksum, "1500.00", "hr", "hr2",
    )  # fmt: skip
    assert record().state == MonthState.FINAL
    batches.mark_paid(batch=batch, by=hr(), on=today())
    assert record().state == MonthState.PAID_OUT
    assert ledger.verify().is_sound
    assert not recheck(OCTOBER).problems
    assert {"reports.release_pay_batch", "reports.pay_out_month"} <= set(
        AuditEntry.objects.values_list("verb", flat=True)
    )


def test_the_maker_releases_nothing_and_nobody_their_own() -> None:
    batch = handed_over()
    with refused("second_person"):
        batches.release(batch=batch, by=hr(), seen=batch.checksum)
    own = Account.objects.get(username="agent")
    with refused("for_oneself"):
        batches.release(batch=batch, by=own, seen=batch.checksum)
    with refused("for_oneself"):
        items.enter(agent=own.person, month=OCTOBER, by=own, kind="other", amount=Decimal(1), text="自己")
    for column, value in (("released_by_id", batch.made_by_id), ("released_by_id", other().pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            PayBatch.objects.filter(pk=batch.pk).update(state="released", released_at=timezone.now(), **{column: value})


def test_only_what_was_handed_over_is_released() -> None:
    batch = handed_over()
    item("10.00")
    with refused("changed"):
        batches.release(batch=batch, by=other(), seen=batch.checksum)
    back = batches.send_back(batch=batch, by=other(), reason="佣金后补")
    again = batches.hand_over(batch=back, by=hr(), note="已补")
    assert again.items == 10
    with refused("changed"):
        batches.release(batch=again, by=other(), seen=batch.checksum)
    assert batches.release(batch=again, by=other(), seen=again.checksum).state == "released"


def test_what_was_handed_over_is_not_released_while_the_month_is_open_again() -> None:
    batch, second = handed_over(), other()
    open_again(OCTOBER)
    with refused("not_final"):
        batches.release(batch=batch, by=second, seen=batch.checksum)
    release = {"state": "released", "released_at": timezone.now(), "released_by": second}
    with pytest.raises(DatabaseError, match="Only a final month"), transaction.atomic():
        PayBatch.objects.filter(pk=batch.pk).update(**release)


def test_a_month_is_not_paid_twice() -> None:
    twin = handed_over()
    paid()
    with refused("changed"):
        batches.release(batch=twin, by=other(), seen=twin.checksum)
    for kind in PayBatch.Kind.values:
        with refused("empty"):
            batches.make(month=OCTOBER, by=hr(), kind=kind)
    row = PayRow.objects.get(agent__name="王芳")
    for changes in ({}, {"place": 2}, {"place": 2, "before_pay": row.pay}):
        row.pk, row.batch = None, twin
        for name, value in changes.items():
            setattr(row, name, value)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)


def test_what_is_released_stands_whoever_tries() -> None:
    batch = released()
    row = batch.rows.get(agent__name="王芳")
    statements = (
        "UPDATE reports_payrow SET pay = 1", "DELETE FROM reports_payrow", "TRUNCATE reports_payrow CASCADE",
        "UPDATE reports_paybatch SET pay = 1", "UPDATE reports_paybatch SET state = 'draft'",
        "DELETE FROM reports_paybatch", "UPDATE reports_paybatch SET released_by_id = NULL, state = 'waiting'",
    )  # fmt: skip
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    row.pay = Decimal(1)
    for act in (row.save, lambda: PayRow.objects.bulk_update([row], ["pay"]), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    columns = "batch_id, month_id, agent_id, place, line, labels, pay, items, before_pay, before_items, lines, notes"
    values = [row.batch_id, row.month_id, row.agent_id, 2, 9, "{}", 1, 0, row.pay, row.items, "[]", "[]"]
    with (
        pytest.raises(psycopg.Error, match="when it is released"),
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY reports_payrow ({columns}) FROM STDIN") as copy,
    ):
        copy.write_row(values)
    assert batch.rows.count() == 3


def test_a_month_is_paid_out_only_when_all_is_paid() -> None:
    with refused("not_paid"):
        batches.settle(month=OCTOBER, by=hr())
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthRecord.objects.filter(pk=record().pk).update(state=MonthState.PAID_OUT)
    batch = released()
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthRecord.objects.filter(pk=record().pk).update(state=MonthState.PAID_OUT)
    with refused("wrong_day"):
        batches.mark_paid(batch=batch, by=hr(), on=OCTOBER.first_day)


def test_a_paid_month_is_opened_by_two_and_only_the_difference_is_paid() -> None:
    item("100.00", kind="award")
    paid()
    before = Card.objects.current().get(agent__name="王芳").pay
    reopening.ask_to_reopen(month=OCTOBER, by=hr(), reason="申诉成立")
    reopening.confirm_reopening(month=OCTOBER, by=finaliser())
    with refused("not_final"):
        batches.make(month=OCTOBER, by=hr(), kind=DIFFERENCE)
    adjustments.enter(
        agent=person("王芳"), month=OCTOBER, by=hr(), kind="bonus", points=Decimal(5), text="补登", evidence="表扬信"
    )
    ScoringSettings.objects.update_or_create(pk=1, defaults={"confirm_grades": False})
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    after = Card.objects.current().get(agent__name="王芳")
    assert (after.version, after.pay) == (2, Decimal("1650.00"))
    taken = PayItem.objects.get()
    items.take_back(item=taken, by=hr(), reason="奖项改发他人")
    batch = paid(DIFFERENCE)
    row = batch.rows.get()
    assert (row.place, row.pay, row.items) == (2, after.pay - before, Decimal("-100.00"))
    assert given_out() == owed() == Decimal("1650.00")
    assert record().state == MonthState.PAID_OUT
    assert ledger.verify().is_sound
    assert not recheck(OCTOBER).problems


ACTS = st.lists(
    st.tuples(st.sampled_from(["item", "back", "again", "first", "difference"]), st.integers(-3, 9)), max_size=8
)


@settings(max_examples=8)
@given(acts=ACTS)
def test_what_was_paid_is_what_is_due_whatever_the_order(acts: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        hr_, other_ = hr(), other()
        for act, figure in [*acts, ("first", 0), ("difference", 0)]:
            _do(act, figure)
        assert given_out() == owed()
        due = MonthDue(record())
        assert [each.amount for each in due.everybody] == [each.paid.pay + each.paid.items for each in due.everybody]
        assert hr_ != other_
        transaction.set_rollback(True)


def _do(act: str, figure: int) -> None:
    name = ("王芳", "李静", "周倩")[figure % 3]
    if act == "item":
        item(f"{figure or 1}.05", name)
    elif act == "back":
        found = PayItem.objects.standing().first()
        if found:
            items.take_back(item=found, by=hr(), reason="不发")
    elif act == "again":
        open_again(OCTOBER)
        Card.objects.current().filter(agent=person(name)).update(pay=Decimal(100 * figure + 500), bonus_base=1)
        bring_to(MonthState.FINAL, OCTOBER)
    else:
        due = MonthDue(record())
        if due.first if act == "first" else due.differences:
            paid(act)


def test_the_csv_has_the_checksum_and_no_cell_that_runs() -> None:
    said = {"kind": "other", "amount": Decimal(5), "text": "=cmd|' /C calc'!A0"}
    items.enter(agent=person("周倩"), month=OCTOBER, by=hr(), **said)  # type: ignore[arg-type]
    batch = released()
    client = visitor("hr")
    data = client.get(f"/payroll/batches/{batch.pk}/file/?format=csv").content
    assert hashlib.sha256(data).hexdigest() == batch.checksum
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["工号", "姓名", "月份", "绩效工资（元）", "其他项目合计（元）", "应发（元）", "备注"]
    assert next(row[-1] for row in rows if row[1] == "周倩").startswith("'=cmd")


def test_the_pages_lead_two_people_from_a_final_month_to_paid() -> None:
    other()
    maker, second = visitor("hr"), visitor("hr2")
    page = words(maker.get("/payroll/2026-10/").content)
    assert "3 people were not paid for this month yet." in page
    answer = maker.post("/payroll/2026-10/batch/", {"kind": "first"})
    address = answer.headers["Location"]
    assert "Say something of the rows" in words(maker.post(f"{address}hand-over/", {"note": ""}).content)
    maker.post(f"{address}hand-over/", {"note": "李静无证据"})
    assert "You made it, so somebody else of HR releases it." in words(maker.get(address).content)
    batch = PayBatch.objects.get()
    page = words(second.get(address).content)
    assert [part for part in (batch.checksum, "Release 1,500.00 yuan", "李静无证据") if part not in page] == []
    assert "Tick that you have checked it." in words(
        second.post(f"{address}release/", {"seen": batch.checksum}).content
    )
    second.post(f"{address}release/", {"seen": batch.checksum, "checked": "on"})
    second.post(f"{address}paid/", {"on": str(today())})
    assert "Paid out" in words(maker.get("/payroll/2026-10/").content)
    assert words(maker.get("/payroll/batches/").content).count("2026-10, batch 1") == 1
