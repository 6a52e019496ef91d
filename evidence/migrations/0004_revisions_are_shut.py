"""Of a fact of a final month the revision is shut too: the fingerprint names it (SCORING §9)."""

from importlib import import_module

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable

BEFORE = {guard.table: guard for guard in import_module("evidence.migrations.0003_guards_from_declarations").GUARDS}

GUARDS = [
    Guard(
        "evidence_surveyanswer",
        ("agent_id", "answered_at", "rating", "top", "source", "invitation", "stands", "excluded_reason", "revision"),
        "c.answered_at >= m.starts_at AND c.answered_at < m.ends_at",
    ),
    Guard(
        "evidence_qualitycheck",
        ("agent_id", "contact_at", "final_at", "stands", "revision"),
        "c.contact_at >= m.starts_at AND c.contact_at < m.ends_at",
    ),
    Guard(
        "evidence_departmentrating",
        ("agent_id", "department_id", "first_day", "rating", "stands", "revision"),
        "m.first_day = c.first_day",
    ),
    Guard(
        "evidence_suggestion",
        ("agent_id", "decision", "decided_at", "stands", "revision"),
        "c.decided_at >= m.starts_at AND c.decided_at < m.ends_at",
    ),
    Guard(
        "evidence_trainingsession",
        ("held_at", "has_exam", "stands", "revision"),
        "c.held_at >= m.starts_at AND c.held_at < m.ends_at",
    ),
    Guard(
        "evidence_trainingattendance",
        ("session_id", "agent_id", "status", "stands", "revision"),
        "w1.held_at >= m.starts_at AND w1.held_at < m.ends_at",
        "JOIN evidence_trainingsession w1 ON w1.id = c.session_id",
    ),
    Guard(
        "evidence_examscore",
        ("session_id", "agent_id", "attempt", "score", "stands", "revision"),
        "w1.held_at >= m.starts_at AND w1.held_at < m.ends_at",
        "JOIN evidence_trainingsession w1 ON w1.id = c.session_id",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_guards_from_declarations")]

    operations = [GuardTable(guard, replaces=BEFORE[guard.table]) for guard in GUARDS]
