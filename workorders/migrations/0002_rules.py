"""Final months are shut for orders and what happened to them (SCORING §9).

``order_lasting`` holds the orders that were open for a month's length: overdue ones are found without the others.
"""

from django.db import migrations

from records.final_month_triggers import GuardTable, WrittenGuard

LASTING = """
CREATE INDEX order_lasting ON workorders_workorder (last_event_at)
WHERE stands AND records_completions
  AND (state IN ('new', 'in_progress', 'on_hold', 'reopened') OR last_event_at - created_at > interval '28 days')
"""

WORKORDER = """
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
            SELECT id, o.created_at AS old_created, n.created_at AS new_created,
                   o.first_dispatched_at AS old_dispatched, n.first_dispatched_at AS new_dispatched,
                   (o.id, o.created_at, o.source_agent_id, o.records_responses, o.records_dispatches,
                    o.records_completions, o.stands, o.source, o.number, o.site_id,
                    o.building_id, o.team_id, o.is_emergency, o.category, o.priority, o.channel, o.room = '') IS DISTINCT FROM
                    (n.id, n.created_at, n.source_agent_id, n.records_responses, n.records_dispatches,
                    n.records_completions, n.stands, n.source, n.number, n.site_id,
                    n.building_id, n.team_id, n.is_emergency, n.category, n.priority, n.channel, n.room = '') AS changed,
                   o.first_dispatched_at IS DISTINCT FROM n.first_dispatched_at AS redispatched
            FROM old_rows o FULL JOIN new_rows n USING (id)
        )
        SELECT min(first_day) INTO final_month
        FROM (
            SELECT m.first_day FROM pair p JOIN records_final_months m
              ON p.changed AND (p.old_created >= m.starts_at AND p.old_created < m.ends_at
                            OR p.old_dispatched >= m.starts_at AND p.old_dispatched < m.ends_at
                            OR p.new_created >= m.starts_at AND p.new_created < m.ends_at
                            OR p.new_dispatched >= m.starts_at AND p.new_dispatched < m.ends_at)
              OR p.redispatched AND (p.old_dispatched >= m.starts_at AND p.old_dispatched < m.ends_at
                            OR p.new_dispatched >= m.starts_at AND p.new_dispatched < m.ends_at)
            WHERE p.changed OR p.redispatched
            UNION ALL
            SELECT m.first_day
            FROM pair p CROSS JOIN LATERAL (
                SELECT * FROM workorders_orderevent e
                WHERE e.order_id = p.id AND e.stands AND e.kind IN ('completed', 'due', 'promised', 'extended') OFFSET 0
            ) e
            JOIN records_final_months m ON (tstzrange(m.starts_at, m.ends_at) @> CASE WHEN e.kind = 'completed' THEN e.at ELSE e.until END
                       OR e.kind <> 'completed' AND e.until < m.starts_at AND coalesce((
                           SELECT s.kind FROM workorders_orderevent s
                           WHERE s.order_id = p.id AND s.stands AND s.kind IN ('completed', 'cancelled', 'reopened')
                             AND s.at <= m.cutoff_at
                           ORDER BY s.at DESC, s.sequence DESC LIMIT 1
                       ), 'reopened') = 'reopened')
            WHERE p.changed
        ) m;
        IF final_month IS NULL THEN
            -- A projection that moved says what the events say, which are shut themselves.
            SELECT min(m.first_day) INTO final_month
            FROM (
                SELECT n.* FROM (
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
               coalesce(bool_or(kind NOT IN ('created', 'automatic_message', 'due', 'promised', 'extended', 'marked_duplicate', 'exempted')), false) AS begun
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
              AND (EXISTS (
                  SELECT FROM records_final_months m
                  WHERE (n.created_at >= m.starts_at AND n.created_at < m.ends_at
                            OR n.first_dispatched_at >= m.starts_at AND n.first_dispatched_at < m.ends_at)
              ) OR EXISTS (
                  SELECT FROM workorders_orderevent e JOIN records_final_months m
                    ON (tstzrange(m.starts_at, m.ends_at) @> CASE WHEN e.kind = 'completed' THEN e.at ELSE e.until END
                       OR e.kind <> 'completed' AND e.until < m.starts_at AND coalesce((
                           SELECT s.kind FROM workorders_orderevent s
                           WHERE s.order_id = n.id AND s.stands AND s.kind IN ('completed', 'cancelled', 'reopened')
                             AND s.at <= m.cutoff_at
                           ORDER BY s.at DESC, s.sequence DESC LIMIT 1
                       ), 'reopened') = 'reopened')
                  WHERE e.order_id = n.id AND e.stands AND e.kind IN ('completed', 'due', 'promised', 'extended')
              ))
        ) o LEFT JOIN workorders_orderevent e ON e.order_id = o.id AND e.stands
    ) e
        ) e
        GROUP BY order_id
    ) e
    ) truth JOIN new_rows n ON n.id = truth.order_id
                WHERE (n.state, n.agent_id, n.first_responded_at, n.responder_id, n.first_dispatched_at,
                    n.completed_at, n.completer_id, n.was_completed, n.correction,
                    n.last_event_at) IS DISTINCT FROM
                    (truth.state, truth.agent_id, truth.first_responded_at, truth.responder_id,
                    truth.first_dispatched_at, truth.completed_at, truth.completer_id,
                    truth.was_completed, truth.correction, truth.last_event_at) OFFSET 0
            ) c JOIN records_final_months m ON (c.created_at >= m.starts_at AND c.created_at < m.ends_at
                            OR c.first_dispatched_at >= m.starts_at AND c.first_dispatched_at < m.ends_at) OR EXISTS (
                SELECT FROM workorders_orderevent e WHERE e.order_id = c.id AND e.stands AND e.kind IN ('completed', 'due', 'promised', 'extended')
                  AND (tstzrange(m.starts_at, m.ends_at) @> CASE WHEN e.kind = 'completed' THEN e.at ELSE e.until END
                       OR e.kind <> 'completed' AND e.until < m.starts_at AND coalesce((
                           SELECT s.kind FROM workorders_orderevent s
                           WHERE s.order_id = c.id AND s.stands AND s.kind IN ('completed', 'cancelled', 'reopened')
                             AND s.at <= m.cutoff_at
                           ORDER BY s.at DESC, s.sequence DESC LIMIT 1
                       ), 'reopened') = 'reopened')
            );
        END IF;
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """

ORDEREVENT = """
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
             -- The events that stand after the statement, and those that stood before it.
             line AS (
                 SELECT true AS later, order_id, e.kind, e.at, e.sequence, e.until
                 FROM relevant JOIN workorders_orderevent e USING (order_id) WHERE e.stands
                 UNION ALL
                 SELECT false, order_id, e.kind, e.at, e.sequence, e.until
                 FROM relevant JOIN workorders_orderevent e USING (order_id)
                 WHERE e.stands AND e.id NOT IN (SELECT id FROM added)
                 UNION ALL
                 SELECT false, e.order_id, e.kind, e.at, e.sequence, e.until
                 FROM removed e JOIN relevant USING (order_id) WHERE e.stands
             ),
             mark AS (
                 SELECT true AS later, o.id AS order_id, o.created_at AS at, false AS is_due
                 FROM relevant JOIN workorders_workorder o ON o.id = order_id
                 UNION
                 SELECT later, order_id, min(at), false FROM line WHERE kind = 'dispatched' GROUP BY later, order_id
                 UNION
                 SELECT later, order_id, CASE WHEN e.kind = 'completed' THEN e.at ELSE e.until END, kind <> 'completed'
                 FROM line e WHERE kind IN ('completed', 'due', 'promised', 'extended')
             ),
             still_open AS (
                 SELECT l.later, l.order_id, m.first_day
                 FROM (SELECT order_id, min(at) AS at FROM mark WHERE is_due GROUP BY order_id) due
                 JOIN line l USING (order_id) JOIN records_final_months m ON due.at < m.starts_at
                 GROUP BY l.later, l.order_id, m.first_day
                 HAVING coalesce((array_agg(l.kind ORDER BY l.at DESC, l.sequence DESC)
                     FILTER (WHERE l.kind IN ('completed', 'cancelled', 'reopened') AND l.at <= m.cutoff_at)
                 )[1], 'reopened') = 'reopened'
             )
        SELECT min(m.first_day) INTO final_month
        FROM changed c
        JOIN mark k ON k.order_id = c.order_id
        JOIN records_final_months m
          ON (c.at <= m.cutoff_at OR c.kind IN ('marked_duplicate', 'exempted'))
         AND ((k.at >= m.starts_at AND k.at < m.ends_at)
              OR k.is_due AND k.at < m.starts_at
                 AND (k.later, k.order_id, m.first_day) IN (SELECT later, order_id, first_day FROM still_open));
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
             -- The events that stand after the statement, and those that stood before it.
             line AS (
                 SELECT true AS later, order_id, e.kind, e.at, e.sequence, e.until
                 FROM relevant JOIN workorders_orderevent e USING (order_id) WHERE e.stands
                 UNION ALL
                 SELECT false, order_id, e.kind, e.at, e.sequence, e.until
                 FROM relevant JOIN workorders_orderevent e USING (order_id)
                 WHERE e.stands AND e.id NOT IN (SELECT id FROM added)
                 UNION ALL
                 SELECT false, e.order_id, e.kind, e.at, e.sequence, e.until
                 FROM removed e JOIN relevant USING (order_id) WHERE e.stands
             ),
             mark AS (
                 SELECT true AS later, o.id AS order_id, o.created_at AS at, false AS is_due
                 FROM relevant JOIN workorders_workorder o ON o.id = order_id
                 UNION
                 SELECT later, order_id, min(at), false FROM line WHERE kind = 'dispatched' GROUP BY later, order_id
                 UNION
                 SELECT later, order_id, CASE WHEN e.kind = 'completed' THEN e.at ELSE e.until END, kind <> 'completed'
                 FROM line e WHERE kind IN ('completed', 'due', 'promised', 'extended')
             ),
             still_open AS (
                 SELECT l.later, l.order_id, m.first_day
                 FROM (SELECT order_id, min(at) AS at FROM mark WHERE is_due GROUP BY order_id) due
                 JOIN line l USING (order_id) JOIN records_final_months m ON due.at < m.starts_at
                 GROUP BY l.later, l.order_id, m.first_day
                 HAVING coalesce((array_agg(l.kind ORDER BY l.at DESC, l.sequence DESC)
                     FILTER (WHERE l.kind IN ('completed', 'cancelled', 'reopened') AND l.at <= m.cutoff_at)
                 )[1], 'reopened') = 'reopened'
             )
        SELECT min(m.first_day) INTO final_month
        FROM changed c
        JOIN mark k ON k.order_id = c.order_id
        JOIN records_final_months m
          ON (c.at <= m.cutoff_at OR c.kind IN ('marked_duplicate', 'exempted'))
         AND ((k.at >= m.starts_at AND k.at < m.ends_at)
              OR k.is_due AND k.at < m.starts_at
                 AND (k.later, k.order_id, m.first_day) IN (SELECT later, order_id, first_day FROM still_open));
    ELSE
        WITH added AS (
                 SELECT n.* FROM new_rows n LEFT JOIN old_rows o USING (id)
                 WHERE (o.id, o.order_id, o.kind, o.at, o.sequence, o.agent_id, o.stands, o.until)
                       IS DISTINCT FROM (n.id, n.order_id, n.kind, n.at, n.sequence, n.agent_id, n.stands, n.until)
             ),
             removed AS (
                 SELECT o.* FROM old_rows o LEFT JOIN new_rows n USING (id)
                 WHERE (o.id, o.order_id, o.kind, o.at, o.sequence, o.agent_id, o.stands, o.until)
                       IS DISTINCT FROM (n.id, n.order_id, n.kind, n.at, n.sequence, n.agent_id, n.stands, n.until)
             ),
             changed AS (
                 SELECT order_id, kind, at FROM added UNION ALL SELECT order_id, kind, at FROM removed
             ),
             relevant AS (
                 SELECT DISTINCT order_id FROM changed
                 WHERE kind IN ('marked_duplicate', 'exempted')
                    OR at <= (SELECT max(cutoff_at) FROM records_final_months)
             ),
             -- The events that stand after the statement, and those that stood before it.
             line AS (
                 SELECT true AS later, order_id, e.kind, e.at, e.sequence, e.until
                 FROM relevant JOIN workorders_orderevent e USING (order_id) WHERE e.stands
                 UNION ALL
                 SELECT false, order_id, e.kind, e.at, e.sequence, e.until
                 FROM relevant JOIN workorders_orderevent e USING (order_id)
                 WHERE e.stands AND e.id NOT IN (SELECT id FROM added)
                 UNION ALL
                 SELECT false, e.order_id, e.kind, e.at, e.sequence, e.until
                 FROM removed e JOIN relevant USING (order_id) WHERE e.stands
             ),
             mark AS (
                 SELECT true AS later, o.id AS order_id, o.created_at AS at, false AS is_due
                 FROM relevant JOIN workorders_workorder o ON o.id = order_id
                 UNION
                 SELECT later, order_id, min(at), false FROM line WHERE kind = 'dispatched' GROUP BY later, order_id
                 UNION
                 SELECT later, order_id, CASE WHEN e.kind = 'completed' THEN e.at ELSE e.until END, kind <> 'completed'
                 FROM line e WHERE kind IN ('completed', 'due', 'promised', 'extended')
             ),
             still_open AS (
                 SELECT l.later, l.order_id, m.first_day
                 FROM (SELECT order_id, min(at) AS at FROM mark WHERE is_due GROUP BY order_id) due
                 JOIN line l USING (order_id) JOIN records_final_months m ON due.at < m.starts_at
                 GROUP BY l.later, l.order_id, m.first_day
                 HAVING coalesce((array_agg(l.kind ORDER BY l.at DESC, l.sequence DESC)
                     FILTER (WHERE l.kind IN ('completed', 'cancelled', 'reopened') AND l.at <= m.cutoff_at)
                 )[1], 'reopened') = 'reopened'
             )
        SELECT min(m.first_day) INTO final_month
        FROM changed c
        JOIN mark k ON k.order_id = c.order_id
        JOIN records_final_months m
          ON (c.at <= m.cutoff_at OR c.kind IN ('marked_duplicate', 'exempted'))
         AND ((k.at >= m.starts_at AND k.at < m.ends_at)
              OR k.is_due AND k.at < m.starts_at
                 AND (k.later, k.order_id, m.first_day) IN (SELECT later, order_id, first_day FROM still_open));
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """


class Migration(migrations.Migration):
    replaces = [
        ("workorders", "0001_initial"),
        ("workorders", "0018_tabs_of_the_list"),
    ]

    dependencies = [
        ("workorders", "0001_tables"),
        ("records", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(LASTING, "DROP INDEX order_lasting"),
        GuardTable(
            WrittenGuard(
                'workorders_workorder',
                (
                    'created_at',
                    'source_agent_id',
                    'records_responses',
                    'records_dispatches',
                    'records_completions',
                    'stands',
                    'source',
                    'number',
                    'site_id',
                    'building_id',
                    'team_id',
                    'is_emergency',
                    'category',
                    'priority',
                    'channel',
                    'room',
                    'state',
                    'agent_id',
                    'first_responded_at',
                    'responder_id',
                    'first_dispatched_at',
                    'completed_at',
                    'completer_id',
                    'was_completed',
                    'correction',
                    'last_event_at',
                ),
                WORKORDER,
            )
        ),
        GuardTable(
            WrittenGuard(
                'workorders_orderevent',
                (
                    'order_id',
                    'kind',
                    'at',
                    'sequence',
                    'agent_id',
                    'stands',
                    'until',
                ),
                ORDEREVENT,
            )
        ),
    ]
