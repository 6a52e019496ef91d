"""Of two answers to one invitation at one instant the lower number counts: the number is shut with its month."""

from importlib import import_module

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable

BEFORE = next(
    guard
    for guard in import_module("evidence.migrations.0004_revisions_are_shut").GUARDS
    if guard.table == "evidence_surveyanswer"
)
GUARD = Guard(
    "evidence_surveyanswer",
    (
        "agent_id", "answered_at", "rating", "top", "source", "invitation", "stands", "excluded_reason", "number",
        "revision",
    ),
    "c.answered_at >= m.starts_at AND c.answered_at < m.ends_at",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_own_department_at_the_time")]

    operations = [GuardTable(GUARD, replaces=BEFORE)]
