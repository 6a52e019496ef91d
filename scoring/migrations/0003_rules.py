"""What the database itself holds to in scoring (SCORING §2, §5, §6, §9; PROMISES 10).

- A published plan's weights sum to 100.00 and it never changes again; no plan begins in or before a computed month.
- A card never changes: only what its fingerprint leaves out (whether it stands, rank, team, site, base, pay), and the
  name of its ledger entry, once. Facts of a card are written once. No card of a final month changes in anything, and
  none is added; nor is a fact to one of its cards. Cards do not take the lock of the writers of facts: a close holds
  the ledger's chain by then, which the verb that makes a month final asks for second. They hold the month's row
  instead, which that verb takes alone.
- A month is opened again only after a request that two people made (``records_may_be_reopened`` is taught here), and
  who published it does not make it final, where the company wants it so. Nobody does either without a name.
- ``scoring_computed_months`` are the months that were computed and not opened again since, or were published: their
  targets stand. A change after the freeze that was confirmed or withdrawn stands, and so does what was asked for and by
  whom; what was judged of a red line; events, goals and figures as they were entered.
"""

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable

PLANS = """
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
"""

CARDS = """
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
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON scoring_cardfacts
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_card_is_frozen();

-- Compressing a tree of 10 KB takes as long as reading all that went into it, and every list reads it again.
ALTER TABLE scoring_card ALTER COLUMN frozen SET STORAGE EXTERNAL;
"""

CARDS_UNDONE = """
ALTER TABLE scoring_card ALTER COLUMN frozen SET STORAGE EXTENDED;
DROP TRIGGER frozen ON scoring_cardfacts;
DROP TRIGGER frozen_kept ON scoring_card;
DROP TRIGGER frozen ON scoring_card;
DROP FUNCTION scoring_card_is_frozen();
"""

FINAL = """
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

CREATE TRIGGER final_insert AFTER INSERT ON scoring_cardfacts
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_facts_are_final();
"""

FINAL_UNDONE = """
DROP TRIGGER final_insert ON scoring_cardfacts;
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
    IF NEW.state = 'published' AND NEW.published_by_id IS NULL
       OR NEW.state = 'final' AND NEW.finalised_by_id IS NULL THEN
        RAISE EXCEPTION 'Somebody publishes a month and makes it final; nobody is named.' USING ERRCODE = 'KP011';
    END IF;
    IF NEW.state = 'final' AND NEW.finalised_by_id IS NOT DISTINCT FROM NEW.published_by_id
       AND coalesce((SELECT two_people_final FROM scoring_scoringsettings WHERE id = 1), true) THEN
        RAISE EXCEPTION 'Who published a month does not make it final.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER two_people BEFORE UPDATE ON records_monthrecord FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND NEW.state IN ('published', 'final')) EXECUTE FUNCTION scoring_two_people();
"""

TWO_PEOPLE_UNDONE = """
DROP TRIGGER two_people ON records_monthrecord;
DROP FUNCTION scoring_two_people();
"""

COMPUTED = """
CREATE VIEW scoring_computed_months AS
SELECT m.id, m.first_day FROM records_monthrecord m
WHERE m.state IN ('published', 'final', 'paid_out')
   OR m.state IN ('computed', 'in_review') AND NOT EXISTS (
        SELECT FROM scoring_monthreopening r
        WHERE r.month_id = m.id AND r.confirmed_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM scoring_monthclose c
            WHERE c.month_id = m.id AND c.state = 'done' AND c.finished_at >= r.confirmed_at
        )
   );

CREATE FUNCTION scoring_targets_are_computed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    computed date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT min(first_day) INTO computed FROM new_rows JOIN scoring_computed_months USING (first_day);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(first_day) INTO computed FROM old_rows JOIN scoring_computed_months USING (first_day);
    ELSE
        SELECT min(m.first_day) INTO computed
        FROM old_rows o FULL JOIN new_rows n USING (id)
        JOIN scoring_computed_months m ON m.first_day IN (o.first_day, n.first_day)
        WHERE (o.id, o.indicator, o.first_day, o.agent_id, o.team_id, o.site_id, o.value, o.stands, o.word)
              IS DISTINCT FROM
              (n.id, n.indicator, n.first_day, n.agent_id, n.team_id, n.site_id, n.value, n.stands, n.word);
    END IF;
    IF computed IS NOT NULL THEN
        RAISE EXCEPTION 'Month % was computed; its targets stand until it is opened again.',
            to_char(computed, 'YYYY-MM') USING ERRCODE = 'KP011';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER computed_insert AFTER INSERT ON scoring_target
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_targets_are_computed();
CREATE TRIGGER computed_update AFTER UPDATE ON scoring_target
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_targets_are_computed();
CREATE TRIGGER computed_delete AFTER DELETE ON scoring_target
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_targets_are_computed();

CREATE FUNCTION scoring_plan_begins_later() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT FROM scoring_computed_months WHERE first_day >= NEW.valid_from) THEN
        RAISE EXCEPTION 'A plan begins after the months that were computed.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER begins_later BEFORE INSERT ON scoring_planversion FOR EACH ROW
    WHEN (NEW.state = 'published') EXECUTE FUNCTION scoring_plan_begins_later();
CREATE TRIGGER begins_later_published BEFORE UPDATE ON scoring_planversion FOR EACH ROW
    WHEN (NEW.state = 'published' AND OLD.state <> 'published') EXECUTE FUNCTION scoring_plan_begins_later();
"""

COMPUTED_UNDONE = """
DROP TRIGGER begins_later_published ON scoring_planversion;
DROP TRIGGER begins_later ON scoring_planversion;
DROP FUNCTION scoring_plan_begins_later();
DROP TRIGGER computed_delete ON scoring_target;
DROP TRIGGER computed_update ON scoring_target;
DROP TRIGGER computed_insert ON scoring_target;
DROP FUNCTION scoring_targets_are_computed();
DROP VIEW scoring_computed_months;
"""

ANSWERED = """
CREATE FUNCTION scoring_target_change_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Who asked for a change of a target and who answered stands.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_targetchange FOR EACH ROW
    WHEN ((OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL) AND (
              (OLD.before, OLD.salt, OLD.confirmed_by_id, OLD.confirmed_at, OLD.withdrawn_at)
              IS DISTINCT FROM (NEW.before, NEW.salt, NEW.confirmed_by_id, NEW.confirmed_at, NEW.withdrawn_at))
          OR (OLD.indicator, OLD.first_day, OLD.agent_id, OLD.team_id, OLD.site_id, OLD.value, OLD.asked_by_id,
              OLD.asked_at)
             IS DISTINCT FROM
             (NEW.indicator, NEW.first_day, NEW.agent_id, NEW.team_id, NEW.site_id, NEW.value, NEW.asked_by_id,
              NEW.asked_at))
    EXECUTE FUNCTION scoring_target_change_stands();
CREATE TRIGGER stands_for_ever BEFORE DELETE OR TRUNCATE ON scoring_targetchange
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_target_change_stands();
"""

ANSWERED_UNDONE = """
DROP TRIGGER stands_for_ever ON scoring_targetchange;
DROP TRIGGER stands ON scoring_targetchange;
DROP FUNCTION scoring_target_change_stands();
"""

JUDGED = """
CREATE FUNCTION scoring_judgement_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was judged of a red line stands, and so does its evidence.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_redline FOR EACH ROW
    WHEN (OLD.second_at IS NOT NULL AND
          (OLD.key, OLD.agent_id, OLD.day, OLD.first_by_id, OLD.first_at, OLD.second_by_id, OLD.second_at, OLD.counts_in)
          IS DISTINCT FROM
          (NEW.key, NEW.agent_id, NEW.day, NEW.first_by_id, NEW.first_at, NEW.second_by_id, NEW.second_at,
           NEW.counts_in))
    EXECUTE FUNCTION scoring_judgement_stands();
CREATE TRIGGER stands_for_ever BEFORE DELETE OR TRUNCATE ON scoring_redline
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_judgement_stands();
CREATE TRIGGER stands BEFORE UPDATE ON scoring_redlineevidence FOR EACH ROW
    WHEN ((OLD.red_line_id, OLD."order", OLD.file, OLD.by_id, OLD.at)
          IS DISTINCT FROM (NEW.red_line_id, NEW."order", NEW.file, NEW.by_id, NEW.at))
    EXECUTE FUNCTION scoring_judgement_stands();
CREATE TRIGGER stands_for_ever BEFORE DELETE OR TRUNCATE ON scoring_redlineevidence
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_judgement_stands();
"""

JUDGED_UNDONE = """
DROP TRIGGER stands_for_ever ON scoring_redlineevidence;
DROP TRIGGER stands ON scoring_redlineevidence;
DROP TRIGGER stands_for_ever ON scoring_redline;
DROP TRIGGER stands ON scoring_redline;
DROP FUNCTION scoring_judgement_stands();
"""

SITE_EVENTS = """
CREATE FUNCTION scoring_site_event_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    computed date;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
           OR (NEW.id, NEW.site_id, NEW.kind, NEW.words, NEW.first_day, NEW.last_day, NEW.shifts, NEW.replaces_id,
               NEW.entered_by_id, NEW.entered_at)
              IS DISTINCT FROM
              (OLD.id, OLD.site_id, OLD.kind, OLD.words, OLD.first_day, OLD.last_day, OLD.shifts, OLD.replaces_id,
               OLD.entered_by_id, OLD.entered_at) THEN
            RAISE EXCEPTION 'An event of the site calendar stands as it was entered.' USING ERRCODE = 'KP011';
        END IF;
    END IF;
    SELECT min(first_day) INTO computed FROM scoring_computed_months
    WHERE first_day BETWEEN date_trunc('month', NEW.first_day)::date AND NEW.last_day;
    IF computed IS NOT NULL THEN
        RAISE EXCEPTION 'Month % was computed; its weights stand.', to_char(computed, 'YYYY-MM')
            USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION scoring_site_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Events of the site calendar are withdrawn, not deleted.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE INSERT OR UPDATE ON scoring_siteevent
    FOR EACH ROW EXECUTE FUNCTION scoring_site_event_stands();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON scoring_siteevent
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_site_event_is_kept();
"""

SITE_EVENTS_UNDONE = """
DROP TRIGGER kept ON scoring_siteevent;
DROP TRIGGER stands ON scoring_siteevent;
DROP FUNCTION scoring_site_event_is_kept();
DROP FUNCTION scoring_site_event_stands();
"""

GOALS = """
CREATE FUNCTION scoring_annual_goal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR (NEW.id, NEW.year, NEW.indicator, NEW.site_id, NEW.value, NEW.replaces_id, NEW.entered_by_id, NEW.entered_at)
          IS DISTINCT FROM
          (OLD.id, OLD.year, OLD.indicator, OLD.site_id, OLD.value, OLD.replaces_id, OLD.entered_by_id, OLD.entered_at)
    THEN
        RAISE EXCEPTION 'An annual goal stands as it was set.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION scoring_annual_goal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Annual goals are ended, not deleted.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_annualgoal
    FOR EACH ROW EXECUTE FUNCTION scoring_annual_goal_stands();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON scoring_annualgoal
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_annual_goal_is_kept();
"""

GOALS_UNDONE = """
DROP TRIGGER kept ON scoring_annualgoal;
DROP TRIGGER stands ON scoring_annualgoal;
DROP FUNCTION scoring_annual_goal_is_kept();
DROP FUNCTION scoring_annual_goal_stands();
"""

FIGURES = """
CREATE FUNCTION scoring_goal_figure_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR to_jsonb(NEW) - 'ended_at' IS DISTINCT FROM to_jsonb(OLD) - 'ended_at'
    THEN
        RAISE EXCEPTION 'A figure of an annual goal stands as it was entered.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION scoring_goal_figure_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Figures of annual goals are corrected, not deleted.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_goalfigure
    FOR EACH ROW EXECUTE FUNCTION scoring_goal_figure_stands();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON scoring_goalfigure
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_goal_figure_is_kept();
"""

FIGURES_UNDONE = """
DROP TRIGGER kept ON scoring_goalfigure;
DROP TRIGGER stands ON scoring_goalfigure;
DROP FUNCTION scoring_goal_figure_is_kept();
DROP FUNCTION scoring_goal_figure_stands();
"""


class Migration(migrations.Migration):
    replaces = [
        ("scoring", "0001_initial"),
        ("scoring", "0029_flags"),
    ]

    dependencies = [
        ("scoring", "0002_tables"),
        ("records", "0002_rules"),
        ("people", "0003_rules"),
    ]

    operations = [
        migrations.RunSQL(PLANS, PLANS_UNDONE),
        migrations.RunSQL(CARDS, CARDS_UNDONE),
        migrations.RunSQL(FINAL, FINAL_UNDONE),
        migrations.RunSQL(REOPENINGS, REOPENINGS_UNDONE),
        migrations.RunSQL(TWO_PEOPLE, TWO_PEOPLE_UNDONE),
        migrations.RunSQL(COMPUTED, COMPUTED_UNDONE),
        migrations.RunSQL(ANSWERED, ANSWERED_UNDONE),
        migrations.RunSQL(JUDGED, JUDGED_UNDONE),
        migrations.RunSQL(SITE_EVENTS, SITE_EVENTS_UNDONE),
        migrations.RunSQL(GOALS, GOALS_UNDONE),
        migrations.RunSQL(FIGURES, FIGURES_UNDONE),
        GuardTable(
            Guard(
                table='scoring_target',
                columns=('indicator', 'first_day', 'agent_id', 'team_id', 'site_id', 'value', 'stands', 'word'),
                lies_in='m.first_day = c.first_day',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='scoring_adjustment',
                columns=('agent_id', 'first_day', 'kind', 'points', 'stands'),
                lies_in='m.first_day = c.first_day',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='scoring_decision',
                columns=('agent_id', 'first_day', 'indicator', 'points', 'coefficient', 'stands'),
                lies_in='m.first_day = c.first_day',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='scoring_redline',
                columns=('key', 'agent_id', 'day', 'words', 'counts', 'counts_in'),
                lies_in='m.first_day = c.counts_in',
                joins='',
            )
        ),
    ]
