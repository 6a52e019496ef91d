"""Closed is closed for orders and their events (SCORING §9; PROMISES 10).

Refused is an event with instant ≤ the cut-off of a final month in whose populations its order is, or was before the
statement, or would be after it: orders created in the month, and orders first dispatched in it. ``marked_duplicate``
and ``exempted`` hold whenever they are recorded (§3), so for such an order they are refused at any instant. Later
events of old orders are always accepted.

Of the order's row, what enters a score is refused for such a month: creation, the agent in the source, what the source
records, whether it stands; and the first dispatch where it enters or leaves the month. The other projected columns
and all words (subject, description, room …) change freely.
"""

from django.db import migrations

EVENTS = """
CREATE FUNCTION workorders_events_are_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        WITH added AS (SELECT * FROM new_rows),
             removed AS (SELECT * FROM new_rows WHERE false),
             {verdict};
    ELSIF TG_OP = 'DELETE' THEN
        WITH added AS (SELECT * FROM old_rows WHERE false),
             removed AS (SELECT * FROM old_rows),
             {verdict};
    ELSE
        WITH added AS (
                 SELECT n.* FROM new_rows n LEFT JOIN old_rows o USING (id)
                 WHERE (o.id, o.order_id, o.kind, o.at, o.sequence, o.agent_id, o.stands)
                       IS DISTINCT FROM (n.id, n.order_id, n.kind, n.at, n.sequence, n.agent_id, n.stands)
             ),
             removed AS (
                 SELECT o.* FROM old_rows o LEFT JOIN new_rows n USING (id)
                 WHERE (o.id, o.order_id, o.kind, o.at, o.sequence, o.agent_id, o.stands)
                       IS DISTINCT FROM (n.id, n.order_id, n.kind, n.at, n.sequence, n.agent_id, n.stands)
             ),
             {verdict};
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER closed_insert AFTER INSERT ON workorders_orderevent
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION workorders_events_are_closed();
CREATE TRIGGER closed_update AFTER UPDATE ON workorders_orderevent
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION workorders_events_are_closed();
CREATE TRIGGER closed_delete AFTER DELETE ON workorders_orderevent
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION workorders_events_are_closed();
CREATE TRIGGER closed_truncate BEFORE TRUNCATE ON workorders_orderevent
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_truncate();
"""

VERDICT = """changed AS (
                 SELECT order_id, kind, at FROM added UNION ALL SELECT order_id, kind, at FROM removed
             ),
             relevant AS (
                 SELECT DISTINCT order_id FROM changed
                 WHERE kind IN ('marked_duplicate', 'exempted')
                    OR at <= (SELECT max(cutoff_at) FROM records_final_months)
             ),
             -- The first dispatch as it is after the statement, and as it was before.
             first_dispatch AS (
                 SELECT e.order_id, min(e.at) AS at
                 FROM relevant JOIN workorders_orderevent e USING (order_id)
                 WHERE e.kind = 'dispatched' AND e.stands GROUP BY e.order_id
                 UNION
                 SELECT before.order_id, min(before.at)
                 FROM (
                     SELECT e.order_id, e.at FROM relevant JOIN workorders_orderevent e USING (order_id)
                     WHERE e.kind = 'dispatched' AND e.stands AND e.id NOT IN (SELECT id FROM added)
                     UNION ALL
                     SELECT r.order_id, r.at FROM removed r WHERE r.kind = 'dispatched' AND r.stands
                 ) before GROUP BY before.order_id
             )
        SELECT min(m.first_day) INTO final_month
        FROM relevant
        JOIN changed c USING (order_id)
        JOIN workorders_workorder o ON o.id = order_id
        LEFT JOIN first_dispatch d USING (order_id)
        JOIN records_final_months m
          ON (c.at <= m.cutoff_at OR c.kind IN ('marked_duplicate', 'exempted'))
         AND (o.created_at >= m.starts_at AND o.created_at < m.ends_at OR d.at >= m.starts_at AND d.at < m.ends_at)"""

ORDERS = """
CREATE FUNCTION workorders_orders_are_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(m.first_day) INTO final_month
        FROM new_rows n JOIN records_final_months m
          ON n.created_at >= m.starts_at AND n.created_at < m.ends_at
          OR n.first_dispatched_at >= m.starts_at AND n.first_dispatched_at < m.ends_at;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(m.first_day) INTO final_month
        FROM old_rows o JOIN records_final_months m
          ON o.created_at >= m.starts_at AND o.created_at < m.ends_at
          OR o.first_dispatched_at >= m.starts_at AND o.first_dispatched_at < m.ends_at;
    ELSE
        WITH pair AS (
            SELECT o.created_at AS old_created, n.created_at AS new_created,
                   o.first_dispatched_at AS old_dispatched, n.first_dispatched_at AS new_dispatched,
                   (o.id, o.created_at, o.source_agent_id, o.records_responses, o.records_dispatches, o.stands)
                       IS DISTINCT FROM
                   (n.id, n.created_at, n.source_agent_id, n.records_responses, n.records_dispatches, n.stands)
                       AS changed,
                   o.first_dispatched_at IS DISTINCT FROM n.first_dispatched_at AS redispatched
            FROM old_rows o FULL JOIN new_rows n USING (id)
        )
        SELECT min(m.first_day) INTO final_month
        FROM pair p JOIN records_final_months m
          ON p.changed AND (p.old_created >= m.starts_at AND p.old_created < m.ends_at
                            OR p.new_created >= m.starts_at AND p.new_created < m.ends_at)
          OR (p.changed OR p.redispatched) AND (p.old_dispatched >= m.starts_at AND p.old_dispatched < m.ends_at
                                                OR p.new_dispatched >= m.starts_at AND p.new_dispatched < m.ends_at)
        WHERE p.changed OR p.redispatched;
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER closed_insert AFTER INSERT ON workorders_workorder
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION workorders_orders_are_closed();
CREATE TRIGGER closed_update AFTER UPDATE ON workorders_workorder
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION workorders_orders_are_closed();
CREATE TRIGGER closed_delete AFTER DELETE ON workorders_workorder
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION workorders_orders_are_closed();
CREATE TRIGGER closed_truncate BEFORE TRUNCATE ON workorders_workorder
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_truncate();
"""

UNDO = """
DROP TRIGGER closed_truncate ON {table};
DROP TRIGGER closed_delete ON {table};
DROP TRIGGER closed_update ON {table};
DROP TRIGGER closed_insert ON {table};
DROP FUNCTION {function}();
"""


class Migration(migrations.Migration):
    dependencies = [("workorders", "0001_initial"), ("records", "0002_closed_is_closed")]

    operations = [
        migrations.RunSQL(
            EVENTS.format(verdict=VERDICT),
            UNDO.format(table="workorders_orderevent", function="workorders_events_are_closed"),
        ),
        migrations.RunSQL(
            ORDERS, UNDO.format(table="workorders_workorder", function="workorders_orders_are_closed")
        ),
    ]
