"""What the database itself holds to in scoring (SCORING §2, §9; PROMISES 10).

- A published plan's weights sum to exactly 100.00, over the dimensions and inside each; it never changes again.
- A card never changes: only what its fingerprint leaves out (whether it stands, rank, team, site, base, pay), and the
  name of its ledger entry, once. Facts of a card are written once, a hundred thousand at a time: they have an index
  by card, and no key that each of them would be checked against.
- A target or an adjustment given for a final month is refused; words (reason, evidence) may be erased.

Postings, leave and bonus bases are not shut: SCORING §9 does not name them, and what followed from them (plan, posted
days, team, site, base, pay) stands on the card.
"""

from django.db import migrations

PLANS = """
CREATE FUNCTION scoring_plan_is_whole(document text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT coalesce(
        sum((dimension ->> 'weight')::numeric) = 100
            AND bool_and((
                SELECT coalesce(sum((indicator ->> 'weight')::numeric), 0) = 100
                FROM jsonb_array_elements(dimension -> 'indicators') indicator
            )),
        false)
    FROM jsonb_array_elements(document::jsonb -> 'dimensions') dimension
$$;

ALTER TABLE scoring_planversion ADD CONSTRAINT plan_published_is_whole
    CHECK (state <> 'published' OR scoring_plan_is_whole(document));

CREATE FUNCTION scoring_plan_is_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published plan version does not change.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER published_stays BEFORE UPDATE ON scoring_planversion FOR EACH ROW
    WHEN (OLD.state = 'published' AND OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION scoring_plan_is_published();
CREATE TRIGGER published_stays_deleted BEFORE DELETE ON scoring_planversion FOR EACH ROW
    WHEN (OLD.state = 'published') EXECUTE FUNCTION scoring_plan_is_published();
CREATE TRIGGER published_stays_truncated BEFORE TRUNCATE ON scoring_planversion
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_plan_is_published();
"""

PLANS_UNDONE = """
DROP TRIGGER published_stays_truncated ON scoring_planversion;
DROP TRIGGER published_stays_deleted ON scoring_planversion;
DROP TRIGGER published_stays ON scoring_planversion;
DROP FUNCTION scoring_plan_is_published();
ALTER TABLE scoring_planversion DROP CONSTRAINT plan_published_is_whole;
DROP FUNCTION scoring_plan_is_whole(text);
"""

CARDS = """
ALTER TABLE scoring_cardfact DROP CONSTRAINT scoring_cardfact_pkey;

CREATE FUNCTION scoring_card_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A card is frozen; a new version takes its place.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER frozen BEFORE UPDATE ON scoring_card FOR EACH ROW
    WHEN ((OLD.id, OLD.month_id, OLD.agent_id, OLD.plan_id, OLD.is_trial, OLD.version, OLD.close_id, OLD.fingerprint,
           OLD.frozen, OLD.total, OLD.grade, OLD.coefficient, OLD.posted_days, OLD.created_at)
          IS DISTINCT FROM
          (NEW.id, NEW.month_id, NEW.agent_id, NEW.plan_id, NEW.is_trial, NEW.version, NEW.close_id, NEW.fingerprint,
           NEW.frozen, NEW.total, NEW.grade, NEW.coefficient, NEW.posted_days, NEW.created_at)
          OR OLD.ledger_entry_id IS NOT NULL AND OLD.ledger_entry_id IS DISTINCT FROM NEW.ledger_entry_id)
    EXECUTE FUNCTION scoring_card_is_frozen();
CREATE TRIGGER frozen_kept BEFORE DELETE OR TRUNCATE ON scoring_card
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_card_is_frozen();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON scoring_cardfact
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_card_is_frozen();
"""

CARDS_UNDONE = """
DROP TRIGGER frozen ON scoring_cardfact;
DROP TRIGGER frozen_kept ON scoring_card;
DROP TRIGGER frozen ON scoring_card;
DROP FUNCTION scoring_card_is_frozen();
ALTER TABLE scoring_cardfact ADD PRIMARY KEY (card_id, indicator, kind, fact_id);
"""

GUARDED = {
    "scoring_target": ("indicator", "first_day", "agent_id", "team_id", "site_id", "value", "stands"),
    "scoring_adjustment": ("agent_id", "first_day", "kind", "points", "stands"),
}
"""Table → the columns that enter a score."""

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
        SELECT min(first_day) INTO final_month FROM new_rows JOIN records_final_months USING (first_day);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(first_day) INTO final_month FROM old_rows JOIN records_final_months USING (first_day);
    ELSE
        SELECT min(m.first_day) INTO final_month
        FROM old_rows o FULL JOIN new_rows n USING (id)
        JOIN records_final_months m ON m.first_day IN (o.first_day, n.first_day)
        WHERE ({old}) IS DISTINCT FROM ({new});
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
    old, new = (", ".join(f"{row}.{column}" for column in ("id", *GUARDED[table])) for row in ("o", "n"))
    return migrations.RunSQL(GUARD.format(table=table, old=old, new=new), UNGUARD.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial"), ("records", "0002_closed_is_closed")]

    operations = [
        migrations.RunSQL(PLANS, PLANS_UNDONE),
        migrations.RunSQL(CARDS, CARDS_UNDONE),
        *[_guard(table) for table in GUARDED],
    ]
