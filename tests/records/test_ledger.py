"""PROMISES 11: tampering shows, up to the last head given out."""

import hashlib
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from kpi_portal.lib.company_connection import connection
from records import ledger
from records.models import LedgerEntry
from tenants.models import Company


def written(count: int) -> list[LedgerEntry]:
    with transaction.atomic():
        return [ledger.append(kind="act", month="2026-10", body={"n": n}) for n in range(count)]


def as_an_intruder(statement: str) -> None:
    """Whoever keeps the server (fixture `superuser`) can switch triggers off; the chain must show it all the same."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_ledger_that_nobody_touched_is_sound(company: Company) -> None:
    entries = written(5)

    verdict = ledger.verify(entries[2].head)

    assert verdict.is_sound
    assert verdict.entries == 5


@pytest.mark.usefixtures("superuser")
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE records_ledgerentry SET body = replace(body, '\"n\":1', '\"n\":9') WHERE position = 2",
        "UPDATE records_ledgerentry SET kind = 'other' WHERE position = 2",
        "UPDATE records_ledgerentry SET month = '2026-09' WHERE position = 2",
        "UPDATE records_ledgerentry SET head = 'KPI1.2.00.2026-10.AA' WHERE position = 2",
        "DELETE FROM records_ledgerentry WHERE position = 2",
        "UPDATE records_ledgerentry SET position = CASE position WHEN 2 THEN 9 ELSE 2 END WHERE position IN (2,3)",
    ],
)
def test_an_edited_deleted_or_moved_entry_is_found(company: Company, tampering: str) -> None:
    written(4)

    as_an_intruder(tampering)

    assert not ledger.verify().is_sound


@pytest.mark.usefixtures("superuser")
@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        "[]",
        "null",
        "7",
        '"text"',
        "{}",
        '{"body":{"n":1},"kind":"act","month":"2026-10","position":true}',
        '{"body":{"n":1},"kind":"act","month":"2026-10","position":"2"}',
        '{"body":{"n":1},"kind":["act"],"month":null,"position":2}',
        '{"body":{"n":1.5},"kind":"act","month":"2026-10","position":2}',
        '{"body":{"n":"\\u0000"},"kind":"act","month":"2026-10","position":2}',
        '{"body":{"n":"\\ud800"},"kind":"act","month":"2026-10","position":2}',
        '{"body":{"n":' + "9" * 5000 + "}}",
        "[" * 100_000,
    ],
    ids=range(15),
)
@pytest.mark.parametrize("rehashed", [False, True])
def test_whatever_a_body_holds_the_broken_entry_is_named(company: Company, body: str, rehashed: bool) -> None:
    previous = written(4)[1].previous_hash
    digest = hashlib.sha256(bytes.fromhex(previous) + body.encode()).hexdigest()
    hashes = f", entry_hash = '{digest}', head = 'KPI1'" if rehashed else ""

    as_an_intruder(f"UPDATE records_ledgerentry SET body = $body${body}$body${hashes} WHERE position = 2")

    found = ledger.verify().problems
    assert any(" 2 " in problem for problem in found)
    assert not any(" 1 " in problem or " 4 " in problem for problem in found)


@pytest.mark.usefixtures("superuser")
def test_an_entry_of_another_chain_is_named(company: Company) -> None:
    written(3)
    as_an_intruder(
        "UPDATE records_ledgerentry SET previous_hash = repeat('0', 64), entry_hash = repeat('1', 64) "
        "WHERE position = 3"
    )

    with pytest.raises(CommandError):
        call_command("verify_ledger", "acme", stdout=(out := StringIO()))

    assert " 3 " in out.getvalue()
    assert " 2 " not in out.getvalue()


@pytest.mark.usefixtures("superuser")
def test_a_tail_cut_off_is_found_by_a_head_printed_before(company: Company) -> None:
    printed = written(4)[-1].head

    as_an_intruder("DELETE FROM records_ledgerentry WHERE position > 2")

    assert ledger.verify().is_sound
    assert not ledger.verify(printed).is_sound


@pytest.mark.usefixtures("superuser")
def test_a_chain_rewritten_from_the_start_is_found_by_a_head_printed_before(company: Company) -> None:
    printed = written(3)[-1].head
    as_an_intruder("DELETE FROM records_ledgerentry")
    with transaction.atomic():
        for n in range(3):
            ledger.append(kind="act", month="2026-10", body={"n": n + 100})

    assert ledger.verify().is_sound
    assert not ledger.verify(printed).is_sound


@pytest.mark.usefixtures("superuser")
def test_the_chain_of_another_company_is_not_taken_for_ones_own(company: Company) -> None:
    written(2)

    as_an_intruder("INSERT INTO birch.records_ledgerentry SELECT * FROM acme.records_ledgerentry")
    connection.set_tenant(Company.objects.get(schema_name="birch"))

    assert not ledger.verify().is_sound


def test_a_head_with_one_changed_character_is_refused(company: Company) -> None:
    head = written(1)[0].head
    flipped = head[:10] + ("0" if head[10] != "0" else "1") + head[11:]

    assert not ledger.verify(flipped).is_sound
    assert not ledger.verify("KPI1.nonsense").is_sound


def test_sixteen_writers_at_once_make_one_chain(own_database: str) -> None:
    companies = Company.objects.get(schema_name="acme")

    def write() -> None:
        connection.set_tenant(companies)
        with transaction.atomic():
            ledger.append(kind="act", body={"thread": threading.current_thread().name})
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.set_tenant(companies)

    verdict = ledger.verify()
    assert verdict.is_sound
    assert verdict.entries == 16


def test_writing_outside_a_transaction_is_refused(own_database: str) -> None:
    connection.set_tenant(Company.objects.get(schema_name="acme"))

    with pytest.raises(transaction.TransactionManagementError):
        ledger.append(kind="act", body={})
