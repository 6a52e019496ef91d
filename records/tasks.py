"""Doorbells of this room."""

from kpi_portal.celery import CompanyTask, FleetTask, app
from kpi_portal.lib.company_connection import connection
from records import outbox
from records.imports import running
from records.models import OutboxMessage
from tenants.models import Company


@app.task(base=FleetTask, name="kpi_portal.sweep_outboxes")  # type: ignore[untyped-decorator]
def sweep_outboxes() -> int:
    """Ring the sweeper of every company that has something due, found by one query."""
    companies = list(Company.objects.values_list("schema_name", flat=True))
    if not companies:
        return 0
    table = OutboxMessage._meta.db_table
    union = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name}.{table} WHERE done_at IS NULL AND due_at <= now())"
        for name in companies
    )
    with connection.cursor() as cursor:
        cursor.execute(union)
        due = [row[0] for row in cursor.fetchall()]
    for name in due:
        sweep_outbox.apply_async(headers={"_schema_name": name})
    return len(due)


@app.task(base=CompanyTask, name="records.sweep_outbox")  # type: ignore[untyped-decorator]
def sweep_outbox() -> int:
    """Ring what this company still has to do."""
    return outbox.sweep()


@app.task(base=CompanyTask, name="records.run_import")  # type: ignore[untyped-decorator]
def run_import(message_id: int) -> None:
    """Check or store the file that was promised. A second delivery finds it over, or in other hands."""
    message = outbox.waiting(message_id)
    if message is not None:
        running.work(message.payload["run"])
