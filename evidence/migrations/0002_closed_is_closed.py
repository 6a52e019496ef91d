"""Closed is closed for evidence (SCORING §9; PROMISES 10).

Refused for a final month, by whatever way it is written (ORM, bulk, COPY, plain SQL): an answer given in it, a check of
a contact in it with its items, a rating for it, a suggestion decided in it, a session held in it with its attendances
and scores. Refused is what enters a score; words (comments, notes, names) may still be changed or erased.

Triggers are per statement with transition tables, which also see COPY. ``stands`` is among what enters a score, so that
superseding and voiding are refused too.
"""

from django.db import migrations

GUARDED = {
    "evidence_surveyanswer": (
        ("agent_id", "answered_at", "rating", "top", "source", "invitation", "stands", "excluded_reason"),
        "SELECT c.answered_at AS at FROM changed c",
    ),
    "evidence_qualitycheck": (
        ("agent_id", "contact_at", "final_at", "stands"),
        "SELECT c.contact_at AS at FROM changed c",
    ),
    "evidence_qualityitem": (
        ("quality_check_id", "outcome", "weight", "is_critical"),
        "SELECT p.contact_at AS at FROM changed c JOIN evidence_qualitycheck p ON p.id = c.quality_check_id",
    ),
    "evidence_suggestion": (
        ("agent_id", "decision", "decided_at", "stands"),
        "SELECT c.decided_at AS at FROM changed c",
    ),
    "evidence_trainingsession": (
        ("held_at", "has_exam", "stands"),
        "SELECT c.held_at AS at FROM changed c",
    ),
    "evidence_trainingattendance": (
        ("session_id", "agent_id", "status", "stands"),
        "SELECT p.held_at AS at FROM changed c JOIN evidence_trainingsession p ON p.id = c.session_id",
    ),
    "evidence_examscore": (
        ("session_id", "agent_id", "attempt", "score", "stands"),
        "SELECT p.held_at AS at FROM changed c JOIN evidence_trainingsession p ON p.id = c.session_id",
    ),
    "evidence_departmentrating": (
        ("agent_id", "department_id", "first_day", "rating", "stands"),
        "SELECT m.starts_at AS at FROM changed c JOIN records_final_months m USING (first_day)",
    ),
}
"""Table → the columns that enter a score, and the instants by which changed rows belong to a month."""

GUARD = """
CREATE FUNCTION {table}_is_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        WITH changed AS (SELECT * FROM new_rows), dated AS ({dated})
        SELECT min(m.first_day) INTO final_month
        FROM dated d JOIN records_final_months m ON d.at >= m.starts_at AND d.at < m.ends_at;
    ELSIF TG_OP = 'DELETE' THEN
        WITH changed AS (SELECT * FROM old_rows), dated AS ({dated})
        SELECT min(m.first_day) INTO final_month
        FROM dated d JOIN records_final_months m ON d.at >= m.starts_at AND d.at < m.ends_at;
    ELSE
        WITH changed AS (
            SELECT o.* FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE ({old}) IS DISTINCT FROM ({new})
            UNION ALL
            SELECT n.* FROM new_rows n LEFT JOIN old_rows o USING (id) WHERE ({old}) IS DISTINCT FROM ({new})
        ), dated AS ({dated})
        SELECT min(m.first_day) INTO final_month
        FROM dated d JOIN records_final_months m ON d.at >= m.starts_at AND d.at < m.ends_at;
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER closed_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_closed();
CREATE TRIGGER closed_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_closed();
CREATE TRIGGER closed_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_closed();
CREATE TRIGGER closed_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_truncate();
"""

UNGUARD = """
DROP TRIGGER closed_truncate ON {table};
DROP TRIGGER closed_delete ON {table};
DROP TRIGGER closed_update ON {table};
DROP TRIGGER closed_insert ON {table};
DROP FUNCTION {table}_is_closed();
"""


def _guard(table: str) -> migrations.RunSQL:
    columns, dated = GUARDED[table]
    old, new = (", ".join(f"{row}.{column}" for column in ("id", *columns)) for row in ("o", "n"))
    return migrations.RunSQL(GUARD.format(table=table, dated=dated, old=old, new=new), UNGUARD.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial"), ("records", "0002_closed_is_closed")]

    operations = [_guard(table) for table in GUARDED]
