"""The projection of an order of a final month says what its events say (SCORING §9; PROMISES 10).

Until here it could be written freely once anything was known after the cut-off, even an archiving: with
``last_event_at`` set back, measures would have taken the row for the truth. Declared in ``workorders.truth.final_months``.
"""

from importlib import import_module

from django.db import migrations

from records.final_month_triggers import GuardTable, WrittenGuard

BEFORE = import_module("workorders.migrations.0002_closed_is_closed")
ORDERS_BEFORE = import_module("workorders.migrations.0004_orders_stay_where_they_were")

ORDERS = """
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(m.first_day) INTO final_month
        FROM new_rows c JOIN records_final_months m ON (c.created_at >= m.starts_at AND c.created_at < m.ends_at
                            OR c.first_dispatched_at >= m.starts_at AND c.first_dispatched_at < m.ends_at);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(m.first_day) INTO final_month
        FROM old_rows c JOIN records_final_months m ON (c.created_at >= m.starts_at AND c.created_at < m.ends_at
                            OR c.first_dispatched_at >= m.starts_at AND c.first_dispatched_at < m.ends_at);
    ELSE
        WITH pair AS (
            SELECT o.created_at AS old_created, n.created_at AS new_created,
                   o.first_dispatched_at AS old_dispatched, n.first_dispatched_at AS new_dispatched,
                   (o.id, o.created_at, o.source_agent_id, o.records_responses, o.records_dispatches,
                    o.records_completions, o.stands, o.source, o.number, o.site_id,
                    o.building_id, o.team_id, o.is_emergency) IS DISTINCT FROM
                    (n.id, n.created_at, n.source_agent_id, n.records_responses, n.records_dispatches,
                    n.records_completions, n.stands, n.source, n.number, n.site_id,
                    n.building_id, n.team_id, n.is_emergency) AS changed,
                   o.first_dispatched_at IS DISTINCT FROM n.first_dispatched_at AS redispatched
            FROM old_rows o FULL JOIN new_rows n USING (id)
        )
        SELECT min(m.first_day) INTO final_month
        FROM pair p JOIN records_final_months m
          ON p.changed AND (p.old_created >= m.starts_at AND p.old_created < m.ends_at
                            OR p.old_dispatched >= m.starts_at AND p.old_dispatched < m.ends_at)
          OR p.changed AND (p.new_created >= m.starts_at AND p.new_created < m.ends_at
                            OR p.new_dispatched >= m.starts_at AND p.new_dispatched < m.ends_at)
          OR p.redispatched AND (p.old_dispatched >= m.starts_at AND p.old_dispatched < m.ends_at
                                 OR p.new_dispatched >= m.starts_at AND p.new_dispatched < m.ends_at)
        WHERE p.changed OR p.redispatched;
        IF final_month IS NULL THEN
            -- A projection that moved says what the events say, which are shut themselves.
            SELECT min(m.first_day) INTO final_month
            FROM (
    SELECT order_id,
           CASE
               WHEN cancellations[cardinality(cancellations)] = 'cancelled' THEN 'cancelled'
               WHEN holds[cardinality(holds)] = 'held' THEN 'on_hold'
               WHEN completions IS NOT NULL THEN completions[cardinality(completions)]
               WHEN begun THEN 'in_progress'
               ELSE 'new'
           END AS state,
           -- Whom it was last dispatched or re-assigned to, else the one agent its source names. A dispatch that names
           -- nobody (to a department, say) leaves the responsibility where it was.
           coalesce(agents[cardinality(agents)], source_agent_id) AS agent_id,
           first_responded_at, responders[1] AS responder_id, first_dispatched_at,
           CASE WHEN completions[cardinality(completions)] = 'completed'
                THEN completed_at[cardinality(completed_at)] END AS completed_at,
           CASE WHEN completions[cardinality(completions)] = 'completed'
                THEN coalesce(agents[given[cardinality(given)]], source_agent_id) END AS completer_id,
           was_completed, correction, last_event_at
    FROM (
        SELECT order_id, min(source_agent_id) AS source_agent_id,
               min(at) FILTER (WHERE kind = 'responded') AS first_responded_at,
               min(at) FILTER (WHERE kind = 'dispatched') AS first_dispatched_at,
               max(at) FILTER (WHERE kind IN ('responded', 'dispatched', 'reassigned', 'completed', 'reopened', 'held', 'resumed', 'cancelled')) AS last_event_at,
               array_agg(agent_id ORDER BY at, sequence) FILTER (WHERE kind = 'responded') AS responders,
               array_agg(agent_id ORDER BY at, sequence)
                   FILTER (WHERE kind IN ('dispatched', 'reassigned') AND agent_id IS NOT NULL) AS agents,
               array_agg(kind ORDER BY at, sequence) FILTER (WHERE kind IN ('completed', 'reopened')) AS completions,
               array_agg(at ORDER BY at, sequence) FILTER (WHERE kind IN ('completed', 'reopened')) AS completed_at,
               array_agg(given ORDER BY at, sequence) FILTER (WHERE kind IN ('completed', 'reopened')) AS given,
               array_agg(kind ORDER BY at, sequence) FILTER (WHERE kind IN ('cancelled', 'reopened')) AS cancellations,
               array_agg(kind ORDER BY at, sequence)
                   FILTER (WHERE kind IN ('held', 'resumed', 'completed', 'reopened')) AS holds,
               coalesce(bool_or(kind = 'completed'), false) AS was_completed,
               CASE
                   WHEN bool_or(kind = 'marked_duplicate') THEN 'duplicate'
                   WHEN bool_or(kind = 'exempted') THEN 'exempted'
                   ELSE ''
               END AS correction,
               coalesce(bool_or(kind NOT IN ('created', 'automatic_message', 'marked_duplicate', 'exempted')), false) AS begun
        FROM (
            SELECT e.*, count(*) FILTER (WHERE e.kind IN ('dispatched', 'reassigned') AND e.agent_id IS NOT NULL)
                            OVER (PARTITION BY e.order_id ORDER BY e.at, e.sequence) AS given
            FROM (
        SELECT o.id AS order_id, o.source_agent_id, e.kind, e.at, e.sequence, e.agent_id
        FROM (
            SELECT n.* FROM new_rows n JOIN old_rows o USING (id)
            WHERE (o.state, o.agent_id, o.first_responded_at, o.responder_id, o.first_dispatched_at,
                    o.completed_at, o.completer_id, o.was_completed, o.correction,
                    o.last_event_at) IS DISTINCT FROM
                    (n.state, n.agent_id, n.first_responded_at, n.responder_id, n.first_dispatched_at,
                    n.completed_at, n.completer_id, n.was_completed, n.correction,
                    n.last_event_at)
              AND EXISTS (
                  SELECT FROM records_final_months m
                  WHERE (n.created_at >= m.starts_at AND n.created_at < m.ends_at
                            OR n.first_dispatched_at >= m.starts_at AND n.first_dispatched_at < m.ends_at)
              )
        ) o LEFT JOIN workorders_orderevent e ON e.order_id = o.id AND e.stands
    ) e
        ) e
        GROUP BY order_id
    ) e
    ) truth
            JOIN new_rows n ON n.id = truth.order_id
            JOIN records_final_months m ON (n.created_at >= m.starts_at AND n.created_at < m.ends_at
                            OR n.first_dispatched_at >= m.starts_at AND n.first_dispatched_at < m.ends_at)
            WHERE (n.state, n.agent_id, n.first_responded_at, n.responder_id, n.first_dispatched_at,
                    n.completed_at, n.completer_id, n.was_completed, n.correction,
                    n.last_event_at) IS DISTINCT FROM
                    (truth.state, truth.agent_id, truth.first_responded_at, truth.responder_id,
                    truth.first_dispatched_at, truth.completed_at, truth.completer_id,
                    truth.was_completed, truth.correction, truth.last_event_at);
        END IF;
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """

EVENTS = """
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        WITH added AS (SELECT * FROM new_rows),
             removed AS (SELECT * FROM new_rows WHERE false),
             changed AS (
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
         AND (o.created_at >= m.starts_at AND o.created_at < m.ends_at
                            OR d.at >= m.starts_at AND d.at < m.ends_at);
    ELSIF TG_OP = 'DELETE' THEN
        WITH added AS (SELECT * FROM old_rows WHERE false),
             removed AS (SELECT * FROM old_rows),
             changed AS (
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
         AND (o.created_at >= m.starts_at AND o.created_at < m.ends_at
                            OR d.at >= m.starts_at AND d.at < m.ends_at);
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
             changed AS (
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
         AND (o.created_at >= m.starts_at AND o.created_at < m.ends_at
                            OR d.at >= m.starts_at AND d.at < m.ends_at);
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """


class Migration(migrations.Migration):
    dependencies = [("workorders", "0004_orders_stay_where_they_were"), ("records", "0003_months_take_their_steps")]

    operations = [
        migrations.RunSQL(
            BEFORE.UNDO.format(table="workorders_orderevent", function="workorders_events_are_closed"),
            BEFORE.EVENTS.format(verdict=BEFORE.VERDICT),
        ),
        migrations.RunSQL(
            BEFORE.UNDO.format(table="workorders_workorder", function="workorders_orders_are_closed"),
            [BEFORE.ORDERS, ORDERS_BEFORE.FUNCTION],
        ),
        GuardTable(
            WrittenGuard(
                "workorders_workorder",
                (
                    "created_at", "source_agent_id", "records_responses",
                    "records_dispatches", "records_completions", "stands", "source",
                    "number", "site_id", "building_id", "team_id", "is_emergency",
                    "state", "agent_id", "first_responded_at", "responder_id",
                    "first_dispatched_at", "completed_at", "completer_id",
                    "was_completed", "correction", "last_event_at",
                ),
                ORDERS,
            )
        ),
        GuardTable(
            WrittenGuard(
                "workorders_orderevent",
                (
                    "order_id", "kind", "at", "sequence", "agent_id", "stands",
                ),
                EVENTS,
            )
        ),
    ]
