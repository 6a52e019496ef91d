"""The books cannot be rewritten, and a final month is shut (SCORING §9; PROMISES 10, 11).

Audit and ledger are append-only. What a final month is made of is refused by triggers of each room; this migration
gives them their common words:

- ``records_final_months`` are the months that are shut;
- ``records_any_month_is_final()`` is what a trigger asks first. It also holds the lock of the writers of facts until
  their transaction ends, shared among them: the verb that makes a month final takes it alone, so that no fact slips in
  between;
- ``records_refuse(month)`` raises SQLSTATE KP010 with the month as its detail; ``records.closed_is_closed`` turns it into
  ``MonthIsFinal``.

The edges of a month do not move once it was closed. Functions keep the search path of the schema they were made in,
also when the schema is replayed from a dump.

A month's state moves by the steps of SCORING §9 only, whoever moves it, and who took a step stands. Backwards it goes
only by a re-opening: ``records_may_be_reopened(month)`` says no here, and is taught by scoring, which keeps the
requests.
"""

from django.db import migrations

WORDS = """
CREATE VIEW records_final_months AS
SELECT first_day, starts_at, ends_at, cutoff_at FROM records_monthrecord WHERE state IN ('final', 'paid_out');

CREATE FUNCTION records_any_month_is_final() RETURNS boolean
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1263553100, hashtext(current_schema()));
    RETURN EXISTS (SELECT FROM records_final_months);
END $$;

CREATE FUNCTION records_refuse(final_month date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Month % is final; what would change it is refused.', to_char(final_month, 'YYYY-MM')
        USING ERRCODE = 'KP010', DETAIL = to_char(final_month, 'YYYY-MM');
END $$;

CREATE FUNCTION records_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF records_any_month_is_final() THEN
        PERFORM records_refuse((SELECT min(first_day) FROM records_final_months));
    END IF;
    RETURN NULL;
END $$;
"""

APPEND_ONLY = """
CREATE FUNCTION records_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only.', TG_TABLE_NAME USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON records_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION records_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON records_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION records_append_only();
"""

EDGES = """
CREATE FUNCTION records_edges_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The edges of a month that was closed do not move.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER edges_stay BEFORE UPDATE ON records_monthrecord FOR EACH ROW
    WHEN (OLD.state NOT IN ('open', 'targets_confirmed', 'collecting')
          AND ((OLD.first_day, OLD.starts_at, OLD.ends_at, OLD.cutoff_at)
                  IS DISTINCT FROM (NEW.first_day, NEW.starts_at, NEW.ends_at, NEW.cutoff_at)
               OR OLD.service_hours IS NOT NULL AND OLD.service_hours IS DISTINCT FROM NEW.service_hours))
    EXECUTE FUNCTION records_edges_stay();
CREATE TRIGGER edges_stay_deleted BEFORE DELETE ON records_monthrecord FOR EACH ROW
    WHEN (OLD.state IN ('final', 'paid_out')) EXECUTE FUNCTION records_edges_stay();
"""

STEPS = """
CREATE FUNCTION records_may_be_reopened(month_id bigint, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT false $$;

CREATE FUNCTION records_steps() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('open', 'targets_confirmed', 'collecting') THEN
            RAISE EXCEPTION 'A month begins open.' USING ERRCODE = 'KP011';
        END IF;
    ELSIF OLD.state = NEW.state THEN
        IF NEW.state IN ('published', 'final', 'paid_out')
           AND (OLD.published_at, OLD.published_by_id, OLD.finalised_at, OLD.finalised_by_id, OLD.time_zone)
               IS DISTINCT FROM
               (NEW.published_at, NEW.published_by_id, NEW.finalised_at, NEW.finalised_by_id, NEW.time_zone) THEN
            RAISE EXCEPTION 'Who took a step of a month, and when, stands.' USING ERRCODE = 'KP011';
        END IF;
    ELSIF OLD.state IN ('published', 'final') AND NEW.state = 'computed' THEN
        IF NOT records_may_be_reopened(OLD.id, OLD.published_at) THEN
            RAISE EXCEPTION 'A month is opened again by two people only.' USING ERRCODE = 'KP011';
        END IF;
    ELSIF (OLD.state, NEW.state) NOT IN (
        ('open', 'targets_confirmed'), ('open', 'collecting'), ('open', 'computed'),
        ('targets_confirmed', 'collecting'), ('targets_confirmed', 'computed'),
        ('collecting', 'computed'),
        ('computed', 'in_review'), ('computed', 'published'),
        ('in_review', 'published'),
        ('published', 'final'),
        ('final', 'paid_out')
    ) THEN
        RAISE EXCEPTION 'A month does not go from % to %.', OLD.state, NEW.state USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER steps BEFORE INSERT OR UPDATE ON records_monthrecord FOR EACH ROW EXECUTE FUNCTION records_steps();
CREATE TRIGGER steps_truncated BEFORE TRUNCATE ON records_monthrecord
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_truncate();
"""

UNDO = """
DROP TRIGGER steps_truncated ON records_monthrecord;
DROP TRIGGER steps ON records_monthrecord;
DROP FUNCTION records_steps();
DROP FUNCTION records_may_be_reopened(bigint, timestamptz);
DROP TRIGGER edges_stay_deleted ON records_monthrecord;
DROP TRIGGER edges_stay ON records_monthrecord;
DROP FUNCTION records_edges_stay();
DROP TRIGGER append_only ON records_ledgerentry;
DROP TRIGGER append_only ON records_auditentry;
DROP FUNCTION records_append_only();
DROP FUNCTION records_refuse_truncate();
DROP FUNCTION records_refuse(date);
DROP FUNCTION records_any_month_is_final();
DROP VIEW records_final_months;
"""


class Migration(migrations.Migration):
    replaces = [
        ("records", "0001_initial"),
        ("records", "0010_api_keys"),
    ]

    dependencies = [
        ("records", "0001_tables"),
        ("people", "0002_links"),
    ]

    operations = [
        migrations.RunSQL(WORDS + APPEND_ONLY + EDGES + STEPS, UNDO),
    ]
