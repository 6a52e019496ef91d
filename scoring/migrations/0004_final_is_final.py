"""Final is final for what is paid and shown (SCORING §9; PROMISES 10).

- No card of a final month changes in anything (pay, base, rank, standing, labels), and none is added; nor is a fact to
  one of its cards.
- A month is opened again only after a request that two people made: ``records_may_be_reopened`` is taught here. A
  request that was confirmed or withdrawn stands.
- Who published a month does not make it final, where the company wants it so.

Cards do not take the lock of the writers of facts: a close holds the ledger's chain by then, which the verb that makes
a month final asks for second. They hold the month's row instead, which that verb takes alone.
"""

from django.db import migrations

CARDS = """
CREATE FUNCTION scoring_cards_are_final() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    final_month date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM records_monthrecord WHERE id IN (SELECT month_id FROM new_rows) FOR KEY SHARE;
        SELECT min(m.first_day) INTO final_month
        FROM new_rows n JOIN records_monthrecord m ON m.id = n.month_id WHERE m.state IN ('final', 'paid_out');
    ELSE
        PERFORM FROM records_monthrecord WHERE id IN (SELECT month_id FROM old_rows) FOR KEY SHARE;
        SELECT min(m.first_day) INTO final_month
        FROM old_rows o JOIN records_monthrecord m ON m.id = o.month_id JOIN new_rows n ON n.id = o.id
        WHERE m.state IN ('final', 'paid_out') AND o IS DISTINCT FROM n;
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER final_insert AFTER INSERT ON scoring_card
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_cards_are_final();
CREATE TRIGGER final_update AFTER UPDATE ON scoring_card
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_cards_are_final();

CREATE FUNCTION scoring_facts_are_final() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    cards bigint[];
    final_month date;
BEGIN
    SELECT array_agg(DISTINCT card_id) INTO cards FROM new_rows;
    PERFORM FROM records_monthrecord
        WHERE id IN (SELECT month_id FROM scoring_card WHERE id = ANY(cards)) FOR KEY SHARE;
    SELECT min(m.first_day) INTO final_month
    FROM scoring_card c JOIN records_monthrecord m ON m.id = c.month_id
    WHERE c.id = ANY(cards) AND m.state IN ('final', 'paid_out');
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER final_insert AFTER INSERT ON scoring_cardfact
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_facts_are_final();
"""

CARDS_UNDONE = """
DROP TRIGGER final_insert ON scoring_cardfact;
DROP FUNCTION scoring_facts_are_final();
DROP TRIGGER final_update ON scoring_card;
DROP TRIGGER final_insert ON scoring_card;
DROP FUNCTION scoring_cards_are_final();
"""

REOPENINGS = """
CREATE OR REPLACE FUNCTION records_may_be_reopened(month_id bigint, since timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM scoring_monthreopening r
        WHERE r.month_id = records_may_be_reopened.month_id AND r.confirmed_by_id IS NOT NULL
          AND r.asked_by_id <> r.confirmed_by_id AND r.withdrawn_at IS NULL
          AND (since IS NULL OR r.confirmed_at >= since)
    );
END $$;

CREATE FUNCTION scoring_reopening_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Who asked for a re-opening and who answered stands.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_monthreopening FOR EACH ROW
    WHEN (OLD.confirmed_at IS NOT NULL OR OLD.confirmed_by_id IS NOT NULL OR OLD.withdrawn_at IS NOT NULL
          OR (OLD.month_id, OLD.reason, OLD.asked_by_id, OLD.asked_at)
             IS DISTINCT FROM (NEW.month_id, NEW.reason, NEW.asked_by_id, NEW.asked_at))
    EXECUTE FUNCTION scoring_reopening_stands();
CREATE TRIGGER stands_from_the_start BEFORE INSERT ON scoring_monthreopening FOR EACH ROW
    WHEN (NEW.confirmed_at IS NOT NULL OR NEW.confirmed_by_id IS NOT NULL OR NEW.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION scoring_reopening_stands();
CREATE TRIGGER stands_for_ever BEFORE DELETE OR TRUNCATE ON scoring_monthreopening
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_reopening_stands();
"""

REOPENINGS_UNDONE = """
DROP TRIGGER stands_for_ever ON scoring_monthreopening;
DROP TRIGGER stands_from_the_start ON scoring_monthreopening;
DROP TRIGGER stands ON scoring_monthreopening;
DROP FUNCTION scoring_reopening_stands();
CREATE OR REPLACE FUNCTION records_may_be_reopened(month_id bigint, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT false $$;
"""

TWO_PEOPLE = """
CREATE FUNCTION scoring_two_people() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.finalised_by_id IS NOT DISTINCT FROM NEW.published_by_id AND NEW.published_by_id IS NOT NULL
       AND coalesce((SELECT two_people_final FROM scoring_scoringsettings WHERE id = 1), true) THEN
        RAISE EXCEPTION 'Who published a month does not make it final.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER two_people BEFORE UPDATE ON records_monthrecord FOR EACH ROW
    WHEN (OLD.state = 'published' AND NEW.state = 'final') EXECUTE FUNCTION scoring_two_people();
"""

TWO_PEOPLE_UNDONE = """
DROP TRIGGER two_people ON records_monthrecord;
DROP FUNCTION scoring_two_people();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0003_labels_and_two_people"),
        ("records", "0003_months_take_their_steps"),
    ]

    operations = [
        migrations.RunSQL(CARDS, CARDS_UNDONE),
        migrations.RunSQL(REOPENINGS, REOPENINGS_UNDONE),
        migrations.RunSQL(TWO_PEOPLE, TWO_PEOPLE_UNDONE),
    ]
