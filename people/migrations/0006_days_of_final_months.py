"""Postings, unpaid leave and bonus bases are shut for the days of final months (SCORING §9, issue 5 B3).

Refused is what would change one of these days: an entry that covers it, leaves it, or names another site, team or post
for it. A posting that goes on may end after the last final month, and whatever lies after it is free. A bonus base
belongs to the months from its own until the person's next one.
"""

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable

SPANS = """
CREATE FUNCTION {table}_is_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(m.first_day) INTO final_month
        FROM new_rows c JOIN records_final_months m
          ON daterange(c.first_day, c.last_day, '[]') && daterange(m.first_day, (m.first_day + interval '1 month')::date);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(m.first_day) INTO final_month
        FROM old_rows c JOIN records_final_months m
          ON daterange(c.first_day, c.last_day, '[]') && daterange(m.first_day, (m.first_day + interval '1 month')::date);
    ELSE
        WITH pair AS (
            SELECT coalesce(datemultirange(daterange(o.first_day, o.last_day, '[]')), '{{}}') AS before,
                   coalesce(datemultirange(daterange(n.first_day, n.last_day, '[]')), '{{}}') AS after,
                   ({old}) IS DISTINCT FROM ({new}) AS is_another
            FROM old_rows o FULL JOIN new_rows n USING (id)
            WHERE ({old}, o.first_day, o.last_day) IS DISTINCT FROM ({new}, n.first_day, n.last_day)
        )
        SELECT min(m.first_day) INTO final_month
        FROM pair p JOIN records_final_months m
          ON CASE WHEN p.is_another THEN p.before + p.after ELSE (p.before + p.after) - (p.before * p.after) END
             && daterange(m.first_day, (m.first_day + interval '1 month')::date);
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

SPANS_UNDONE = """
DROP TRIGGER closed_truncate ON {table};
DROP TRIGGER closed_delete ON {table};
DROP TRIGGER closed_update ON {table};
DROP TRIGGER closed_insert ON {table};
DROP FUNCTION {table}_is_closed();
"""

BONUS_BASES = Guard(
    "people_bonusbase",
    ("person_id", "from_first_day", "amount"),
    "m.first_day >= c.from_first_day AND NOT EXISTS (SELECT FROM people_bonusbase later"
    " WHERE later.person_id = c.person_id AND later.id <> c.id"
    " AND later.from_first_day > c.from_first_day AND later.from_first_day <= m.first_day)",
)


def _spans(table: str, *columns: str) -> migrations.RunSQL:
    """A guard of a table whose rows last from a day to a day; ``columns`` say what they say of each of these days."""
    old, new = (", ".join(f"{row}.{column}" for column in ("id", *columns)) for row in ("o", "n"))
    return migrations.RunSQL(SPANS.format(table=table, old=old, new=new), SPANS_UNDONE.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("people", "0005_rules_for_logging_in"), ("records", "0002_closed_is_closed")]

    operations = [
        _spans("people_posting", "person_id", "site_id", "team_id", "post"),
        _spans("people_unpaidleave", "person_id"),
        GuardTable(BONUS_BASES),
    ]
