"""The guards of final months, made by the one builder from what each kind declares (``evidence/kinds.py``).

Refused is what 0002 wrote out by hand; from here on a changed declaration shows in a test that prints its migration.
"""

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable, at_instant, for_month

SESSION = "JOIN evidence_trainingsession w1 ON w1.id = c.session_id"

GUARDS = [
    Guard(
        "evidence_surveyanswer",
        ("agent_id", "answered_at", "rating", "top", "source", "invitation", "stands", "excluded_reason"),
        at_instant("c.answered_at"),
    ),
    Guard(
        "evidence_qualitycheck",
        ("agent_id", "contact_at", "final_at", "stands"),
        at_instant("c.contact_at"),
    ),
    Guard(
        "evidence_qualityitem",
        ("quality_check_id", "outcome", "weight", "is_critical"),
        at_instant("w1.contact_at"),
        "JOIN evidence_qualitycheck w1 ON w1.id = c.quality_check_id",
    ),
    Guard(
        "evidence_departmentrating",
        ("agent_id", "department_id", "first_day", "rating", "stands"),
        for_month("c.first_day"),
    ),
    Guard(
        "evidence_suggestion",
        ("agent_id", "decision", "decided_at", "stands"),
        at_instant("c.decided_at"),
    ),
    Guard(
        "evidence_trainingsession",
        ("held_at", "has_exam", "stands"),
        at_instant("c.held_at"),
    ),
    Guard(
        "evidence_trainingattendance",
        ("session_id", "agent_id", "status", "stands"),
        at_instant("w1.held_at"),
        SESSION,
    ),
    Guard(
        "evidence_examscore",
        ("session_id", "agent_id", "attempt", "score", "stands"),
        at_instant("w1.held_at"),
        SESSION,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_closed_is_closed"), ("records", "0002_closed_is_closed")]

    operations = [GuardTable(guard, replaces=guard) for guard in GUARDS]
