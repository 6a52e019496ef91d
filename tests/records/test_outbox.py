"""PROMISES 7: what is promised in a transaction is done once, whatever the broker loses."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from records import outbox
from records.models import OutboxMessage
from tenants.models import Company


def promised(key: str = "k") -> OutboxMessage:
    return outbox.promise(task="records.sweep_outbox", key=key, payload={})


def test_the_same_key_is_the_same_promise(company: Company) -> None:
    assert promised().pk == promised().pk
    assert OutboxMessage.objects.count() == 1


def test_a_kept_promise_is_not_taken_again(company: Company) -> None:
    message = promised()
    with outbox.taken(message.pk) as first:
        assert first is not None

    with outbox.taken(message.pk) as second:
        assert second is None


def test_a_promise_whose_work_fails_is_due_again_with_its_error(company: Company) -> None:
    message = promised()

    with pytest.raises(RuntimeError), outbox.taken(message.pk):
        raise RuntimeError("printer on fire")

    message.refresh_from_db()
    assert message.done_at is None
    assert "printer on fire" in message.error


def test_a_promise_of_a_transaction_that_rolls_back_was_never_made(company: Company) -> None:
    with transaction.atomic():
        promised()
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()


def test_the_sweeper_rings_only_what_is_due(company: Company) -> None:
    promised("later")
    due = promised("due")
    OutboxMessage.objects.filter(pk=due.pk).update(due_at=timezone.now() - timedelta(seconds=1))

    assert outbox.sweep() == 1
    assert outbox.sweep() == 0


def test_two_workers_with_the_same_message_do_its_work_once(own_database: str) -> None:
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    message = promised()
    other = connection.copy()
    other.set_tenant(Company.objects.get(schema_name="acme"))

    with outbox.taken(message.pk) as mine, other.cursor() as cursor:
        assert mine is not None
        cursor.execute("SELECT id FROM records_outboxmessage FOR UPDATE SKIP LOCKED")
        assert cursor.fetchall() == []
    other.close()
