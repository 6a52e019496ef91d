"""The SQL of the fast path of survey answers; each statement says what it decides."""

STAGED = {
    "row": "integer",
    "number": "text",
    "order_number": "text",
    "order_source": "text",
    "agent_id": "bigint",
    "rating": "numeric",
    "answered_at": "timestamptz",
    "comment": "text",
}

TWICE = """
-- Of several answers under one number the first that was given stands (SCORING §3), wherever it is in the file.
SELECT s.row, s.number, s.first FROM (
    SELECT row, number, first_value(row) OVER (PARTITION BY lower(number) ORDER BY answered_at, row) AS first
    FROM staged_answer
) s WHERE s.row <> s.first ORDER BY s.row
"""

EMPTIED = """
-- Orders whose rating came with a file of orders and that have an empty cell for it now.
SELECT s.row, b.rating FROM staged_silence s
JOIN evidence_surveyanswer b ON b.source = %(source)s AND lower(b.number) = lower(s.number) AND b.stands
JOIN records_batch f ON f.id = b.batch_id AND f.kind = 'workorders'
ORDER BY s.row
"""

COMPARE = """
-- What differs from what stands, with the final month it would change: that of the answer, or of the one it corrects.
-- The agent is whom the file names; else frozen: who was responsible at the completion of the order, or whom the answer
-- before was credited to, while it is of the same order.
CREATE TEMP TABLE compared ON COMMIT DROP AS
SELECT s.*, o.id AS order_id, o.site_id,
    coalesce(s.agent_id, CASE WHEN b.order_id IS NOT DISTINCT FROM o.id AND NOT emptied.agent THEN b.agent_id END,
        e.agent_id, o.source_agent_id) AS credited_id,
    b.id AS before_id, b.agent_id AS credited_before, b.answered_at AS before_at,
    coalesce(
        (SELECT m.first_day FROM records_monthrecord m
         WHERE m.state IN ('final', 'paid_out')
             AND ((s.answered_at >= m.starts_at AND s.answered_at < m.ends_at)
                 OR (b.answered_at >= m.starts_at AND b.answered_at < m.ends_at))
         ORDER BY m.first_day LIMIT 1),
        CASE WHEN s.row = ANY(%(late_rows)s::int[]) THEN
            (SELECT l.first_day FROM records_latefact l WHERE l.batch_id = %(batch)s AND l.row = s.row LIMIT 1)
        END
    ) AS final_month
FROM staged_answer s
LEFT JOIN evidence_surveyanswer b ON b.source = %(source)s AND b.number = s.number AND b.stands
LEFT JOIN workorders_workorder o
    ON o.source = s.order_source AND lower(o.number) = lower(s.order_number) AND o.stands
LEFT JOIN LATERAL (
    SELECT e.agent_id FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.kind IN ('dispatched', 'reassigned') AND e.agent_id IS NOT NULL
        AND (o.completed_at IS NULL OR e.at <= o.completed_at)
    ORDER BY e.at DESC, e.sequence DESC LIMIT 1
) e ON true
CROSS JOIN LATERAL (
    -- Whom an earlier file named and this one does not any more; an agent of the order was credited by the order.
    SELECT %(names_agent)s AND s.agent_id IS NULL AND b.agent_id IS NOT NULL AND b.batch_id IS NOT NULL
        AND b.agent_id IS DISTINCT FROM o.source_agent_id AND NOT EXISTS (
            SELECT FROM workorders_orderevent e
            WHERE e.order_id = o.id AND e.kind IN ('dispatched', 'reassigned') AND e.agent_id = b.agent_id
        ) AS agent
) emptied
WHERE emptied.agent OR b.id IS NULL OR b.rating <> s.rating OR b.top <> %(top)s OR b.answered_at <> s.answered_at
    OR b.comment <> s.comment OR s.agent_id <> b.agent_id OR b.agent_id IS NULL AND s.agent_id IS NOT NULL
    OR o.id IS DISTINCT FROM b.order_id
"""

BEGIN_AGAIN = """
-- A number names an answer for ever: one about somebody else, to another order and in another month, is another answer.
SELECT c.row, c.number, to_char(c.before_at AT TIME ZONE %(zone)s, 'YYYY-MM'), p.name
FROM compared c JOIN people_person p ON p.id = c.credited_before
JOIN evidence_surveyanswer b ON b.id = c.before_id
WHERE (b.order_id <> c.order_id
        OR (b.order_id IS NULL OR c.order_id IS NULL) AND c.credited_id <> c.credited_before)
    AND date_trunc('month', c.before_at AT TIME ZONE %(zone)s)
        <> date_trunc('month', c.answered_at AT TIME ZONE %(zone)s)
ORDER BY c.row
"""

SPELLED = """
-- A known answer keeps its number as it was written first.
UPDATE staged_answer s SET number = b.number FROM evidence_surveyanswer b
WHERE b.source = %(source)s AND lower(b.number) = lower(s.number) AND b.number <> s.number
"""

SAME_ORDERS = """
-- A file that has no column for the order: known answers stay with theirs.
UPDATE staged_answer s SET order_source = kept.source, order_number = kept.number
FROM evidence_surveyanswer b LEFT JOIN workorders_workorder o ON o.id = b.order_id
CROSS JOIN LATERAL (
    SELECT coalesce(o.source, %(source)s) AS source, coalesce(
        o.number,
        CASE WHEN starts_with(b.invitation, %(source)s || ':') THEN substr(b.invitation, length(%(source)s) + 2) END,
        b.number
    ) AS number
) kept
WHERE b.source = %(source)s AND b.number = s.number AND b.stands
"""

OWN = "SELECT row FROM compared WHERE %(author)s::bigint IN (credited_id, credited_before) ORDER BY row"
"""Answers for who imports: nobody acts for themselves (SCORING §1)."""

CREDITED = """
-- Whoever an answer counts or counted for, named by it or by its order: presumed postings follow.
SELECT credited_id FROM compared WHERE credited_id IS NOT NULL
UNION SELECT credited_before FROM compared WHERE credited_before IS NOT NULL
"""

LATE = "SELECT row, number, final_month FROM compared WHERE final_month IS NOT NULL ORDER BY row"

QUEUE_LATE = """
-- Once per content: sending the same file again does not lengthen the queue.
INSERT INTO records_latefact (batch_id, row, kind, number, first_day, values, decision)
SELECT %(batch)s, s.row, 'surveys', s.number, c.final_month, v.content, 'waiting'
FROM compared c JOIN staged_answer s USING (row)
CROSS JOIN LATERAL (
    SELECT jsonb_strip_nulls(to_jsonb(s) || jsonb_build_object('credited_id', c.credited_id)) - 'row' AS content
) v
WHERE c.final_month IS NOT NULL AND NOT EXISTS (
    SELECT FROM records_latefact f
    WHERE f.kind = 'surveys' AND f.number = s.number AND f.decision = 'waiting' AND f.values = v.content
)
"""

SETTLE_LATE = """
-- What waited and is stored now, because its month was re-opened.
UPDATE records_latefact f SET decision = 'reopened'
FROM records_batch b, staged_answer s
WHERE f.decision = 'waiting' AND f.kind = 'surveys' AND b.id = f.batch_id AND b.source = %(source)s
    AND s.number = f.number
    AND NOT EXISTS (SELECT FROM compared c WHERE c.row = s.row AND c.final_month IS NOT NULL)
"""

SUPERSEDE = """
UPDATE evidence_surveyanswer a SET stands = false
FROM compared c WHERE a.id = c.before_id AND c.final_month IS NULL
"""

INSERT = """
-- An exclusion by a supervisor outlives the correction.
INSERT INTO evidence_surveyanswer (
    source, number, revision, stands, reason, batch_id, recorded_at, recorded_by_id, invitation, order_id, agent_id,
    site_id, answered_at, rating, top, comment, excluded_reason, excluded_by_id)
SELECT %(source)s, c.number, coalesce(r.revision, 0) + 1, true, CASE WHEN b.id IS NULL THEN '' ELSE %(reason)s END,
    %(batch)s, now(), %(by)s,
    CASE WHEN length(i.name) <= 100 THEN i.name ELSE md5(i.name) END,
    c.order_id, c.credited_id, c.site_id, c.answered_at, c.rating, %(top)s, coalesce(c.comment, b.comment, ''),
    coalesce(b.excluded_reason, ''), b.excluded_by_id
FROM compared c
LEFT JOIN workorders_workorder o ON o.id = c.order_id
CROSS JOIN LATERAL (
    SELECT coalesce(o.source, c.order_source) || ':' || coalesce(o.number, c.order_number) AS name
) i
LEFT JOIN evidence_surveyanswer b ON b.id = c.before_id
LEFT JOIN LATERAL (
    SELECT max(a.revision) AS revision FROM evidence_surveyanswer a
    WHERE a.source = %(source)s AND a.number = c.number
) r ON true
WHERE c.final_month IS NULL
ORDER BY c.row
"""

LATER = """a.source = first.source AND a.number = first.number AND a.revision > first.revision
    AND a.voided_at IS NULL"""
SAME = "(a.answered_at, a.rating, a.top, a.comment) = (first.answered_at, first.rating, first.top, first.comment)"
"""A later revision that says the same was linked to its order when that came; it goes with the answer."""

NOT_UNDOABLE = f"""
SELECT first.number FROM evidence_surveyanswer first
WHERE first.batch_id = %(batch)s AND first.voided_at IS NULL AND (
    EXISTS (SELECT FROM evidence_surveyanswer a WHERE {LATER} AND NOT {SAME} AND a.batch_id <> first.batch_id)
    OR EXISTS (
        SELECT FROM records_monthrecord m
        WHERE m.state IN ('final', 'paid_out')
            AND first.answered_at >= m.starts_at AND first.answered_at < m.ends_at
    )
) LIMIT 1
"""

CONCERNS = """
SELECT EXISTS (
    SELECT FROM evidence_surveyanswer a
    WHERE a.agent_id = %(person)s AND (a.source, a.number) IN (
        SELECT source, number FROM evidence_surveyanswer WHERE batch_id = %(batch)s)
)
"""

VOID = f"""
UPDATE evidence_surveyanswer gone SET stands = false, voided_at = %(at)s
WHERE gone.voided_at IS NULL AND gone.id IN (
    SELECT id FROM evidence_surveyanswer WHERE batch_id = %(batch)s
    UNION ALL
    SELECT a.id FROM evidence_surveyanswer first JOIN evidence_surveyanswer a ON {LATER} AND {SAME}
    WHERE first.batch_id = %(batch)s AND first.voided_at IS NULL
)
"""

STAND_AGAIN = """
UPDATE evidence_surveyanswer a SET stands = true
FROM (
    SELECT DISTINCT ON (v.source, v.number) e.id
    FROM evidence_surveyanswer v
    JOIN evidence_surveyanswer e
        ON e.source = v.source AND e.number = v.number AND e.revision < v.revision AND e.voided_at IS NULL
    WHERE v.voided_at = %(at)s
    ORDER BY v.source, v.number, e.revision DESC
) before
WHERE a.id = before.id
"""

UNKNOWN_ORDERS = """
-- Answers that nobody is credited with until their order comes.
SELECT s.row, s.order_number FROM staged_answer s
WHERE s.agent_id IS NULL AND NOT EXISTS (
    SELECT FROM workorders_workorder o
    WHERE o.source = s.order_source AND lower(o.number) = lower(s.order_number) AND o.stands
) AND NOT EXISTS (
    SELECT FROM evidence_surveyanswer a
    WHERE a.source = %(source)s AND a.number = s.number AND a.stands AND a.agent_id IS NOT NULL
) ORDER BY s.row
"""

WAITING = """
-- Standing answers to orders that came only now, with the agent of each as an answer after the order would have had it.
CREATE TEMP TABLE waiting_answer ON COMMIT DROP AS
SELECT a.id, o.id AS order_id, o.site_id, coalesce(a.agent_id, e.agent_id, o.source_agent_id) AS agent_id
FROM evidence_surveyanswer a
JOIN workorders_workorder o ON o.batch_id = %(batch)s AND o.stands AND lower(a.invitation) = lower(
    CASE WHEN length(o.source || ':' || o.number) <= 100 THEN o.source || ':' || o.number
        ELSE md5(o.source || ':' || o.number) END)
LEFT JOIN LATERAL (
    SELECT e.agent_id FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.kind IN ('dispatched', 'reassigned') AND e.agent_id IS NOT NULL
        AND (o.completed_at IS NULL OR e.at <= o.completed_at)
    ORDER BY e.at DESC, e.sequence DESC LIMIT 1
) e ON true
WHERE a.stands AND a.order_id IS NULL AND NOT EXISTS (
    SELECT FROM records_monthrecord m
    WHERE m.state IN ('final', 'paid_out') AND a.answered_at >= m.starts_at AND a.answered_at < m.ends_at
)
"""

LINK_BEFORE = "UPDATE evidence_surveyanswer a SET stands = false FROM waiting_answer w WHERE a.id = w.id"

LINKED = "SELECT agent_id FROM waiting_answer WHERE agent_id IS NOT NULL"

LINK = """
INSERT INTO evidence_surveyanswer (
    source, number, revision, stands, reason, batch_id, recorded_at, recorded_by_id, invitation, order_id, agent_id,
    site_id, answered_at, rating, top, comment, excluded_reason, excluded_by_id)
SELECT a.source, a.number, a.revision + 1, true, %(reason)s, %(batch)s, now(), %(by)s,
    CASE WHEN length(o.source || ':' || o.number) <= 100 THEN o.source || ':' || o.number ELSE a.invitation END,
    w.order_id,
    w.agent_id, w.site_id, a.answered_at, a.rating, a.top, a.comment, a.excluded_reason, a.excluded_by_id
FROM waiting_answer w JOIN evidence_surveyanswer a ON a.id = w.id JOIN workorders_workorder o ON o.id = w.order_id
"""
