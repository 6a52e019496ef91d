"""What of orders and their events is shut in a final month (SCORING §9; PROMISES 10).

Refused is an event with instant ≤ the cut-off of a final month in whose populations its order is, or was before the
statement, or would be after it: orders created in the month, first dispatched in it, completed in it, due in it, or due
before it and still open at its cut-off. ``marked_duplicate`` and ``exempted`` hold whenever they are recorded (§3), so
for such an order they are refused at any instant. Later events of old orders are always accepted.

Of the order's row: what enters a score or is shown with it (creation, agent, place, category, what the source records,
whether it stands) does not change; the first dispatch neither enters nor leaves such a month; and the projection says
what the standing events say, which is the truth that measures read. Words (subject, description …) change freely.
"""

from textwrap import fill

from records.final_month_triggers import TableGuard, WrittenGuard
from workorders.truth.standing import COLUMNS, line_of, standing

OF_EVENTS = ("order_id", "kind", "at", "sequence", "agent_id", "stands", "until", "department_id")
FIXED = (
    "created_at", "source_agent_id", "records_responses", "records_dispatches", "records_completions", "stands",
    "source", "number", "site_id", "building_id", "team_id", "is_emergency", "category", "priority", "channel",
)  # fmt: skip
"""Columns of an order that do not change in a final month."""
EMPTIED = ("room",)
"""Words that may be corrected, but neither come nor go: whether there are any is counted."""

DUE = ("due", "promised", "extended")
MARKING = ("completed", *DUE)
"""Events that put their order into a month: that of a completion, and that of the time that is due."""
SETTLING = ("completed", "cancelled", "reopened")
"""Events after which an order is done with, or open again."""


def listed(kinds: tuple[str, ...]) -> str:
    """These kinds as SQL compares with them."""
    return "(" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def _of(row: str, columns: tuple[str, ...]) -> str:
    """Columns of a row, in lines that people can read in a migration too."""
    return fill(", ".join(f"{row}.{column}" for column in columns), 96, subsequent_indent=" " * 20)


def _fixed(row: str) -> str:
    return f"{_of(row, ('id', *FIXED))}, " + ", ".join(f"{row}.{name} = ''" for name in EMPTIED)


def lies_in(*instants: str) -> str:
    """The condition by which one of these instants lies in the month ``m``."""
    either = "\n                            OR ".join(f"{at} >= m.starts_at AND {at} < m.ends_at" for at in instants)
    return f"({either})"


def marked(event: str) -> str:
    """The instant by which an event of ``MARKING`` puts its order into a month."""
    return f"CASE WHEN {event}.kind = 'completed' THEN {event}.at ELSE {event}.until END"


def _puts_in(order: str) -> str:
    """The condition by which ``e``, an event of ``MARKING``, puts its order into a population of the month ``m``:
    completed or due in it, or due before it and open at its cut-off."""
    return f"""(tstzrange(m.starts_at, m.ends_at) @> {marked("e")}
                       OR e.kind <> 'completed' AND e.until < m.starts_at AND coalesce((
                           SELECT s.kind FROM workorders_orderevent s
                           WHERE s.order_id = {order} AND s.stands AND s.kind IN {listed(SETTLING)}
                             AND s.at <= m.cutoff_at
                           ORDER BY s.at DESC, s.sequence DESC LIMIT 1
                       ), 'reopened') = 'reopened')"""


def _marks_of(order: str) -> str:
    return f"e.order_id = {order} AND e.stands AND e.kind IN {listed(MARKING)}"


def reached(order: str) -> str:
    """The condition by which the events of ``order`` (its key) put it into a population of the month ``m``."""
    return f"""EXISTS (
                SELECT FROM workorders_orderevent e WHERE {_marks_of(order)}
                  AND {_puts_in(order)}
            )"""


_DIFFERENT = f"""({_of("o", ("id", *OF_EVENTS))})
                       IS DISTINCT FROM ({_of("n", ("id", *OF_EVENTS))})"""

_LINE = "order_id, e.kind, e.at, e.sequence, e.until"
_TOUCHED = f"""changed AS (
                 SELECT order_id, kind, at FROM added UNION ALL SELECT order_id, kind, at FROM removed
             ),
             relevant AS (
                 SELECT DISTINCT order_id FROM changed
                 WHERE kind IN ('marked_duplicate', 'exempted')
                    OR at <= (SELECT max(cutoff_at) FROM records_final_months)
             ),
             -- The events that stand after the statement, and those that stood before it.
             line AS (
                 SELECT true AS later, {_LINE}
                 FROM relevant JOIN workorders_orderevent e USING (order_id) WHERE e.stands
                 UNION ALL
                 SELECT false, {_LINE}
                 FROM relevant JOIN workorders_orderevent e USING (order_id)
                 WHERE e.stands AND e.id NOT IN (SELECT id FROM added)
                 UNION ALL
                 SELECT false, e.{_LINE}
                 FROM removed e JOIN relevant USING (order_id) WHERE e.stands
             ),
             mark AS (
                 SELECT true AS later, o.id AS order_id, o.created_at AS at, false AS is_due
                 FROM relevant JOIN workorders_workorder o ON o.id = order_id
                 UNION
                 SELECT later, order_id, min(at), false FROM line WHERE kind = 'dispatched' GROUP BY later, order_id
                 UNION
                 SELECT later, order_id, {marked("e")}, kind <> 'completed'
                 FROM line e WHERE kind IN {listed(MARKING)}
             ),
             still_open AS (
                 SELECT l.later, l.order_id, m.first_day
                 FROM (SELECT order_id, min(at) AS at FROM mark WHERE is_due GROUP BY order_id) due
                 JOIN line l USING (order_id) JOIN records_final_months m ON due.at < m.starts_at
                 GROUP BY l.later, l.order_id, m.first_day
                 HAVING coalesce((array_agg(l.kind ORDER BY l.at DESC, l.sequence DESC)
                     FILTER (WHERE l.kind IN {listed(SETTLING)} AND l.at <= m.cutoff_at)
                 )[1], 'reopened') = 'reopened'
             )
        SELECT min(m.first_day) INTO final_month
        FROM changed c
        JOIN mark k ON k.order_id = c.order_id
        JOIN records_final_months m
          ON (c.at <= m.cutoff_at OR c.kind IN ('marked_duplicate', 'exempted'))
         AND ({lies_in("k.at")}
              OR k.is_due AND k.at < m.starts_at
                 AND (k.later, k.order_id, m.first_day) IN (SELECT later, order_id, first_day FROM still_open))"""

EVENTS = WrittenGuard(
    "workorders_orderevent",
    OF_EVENTS,
    f"""
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        WITH added AS (SELECT * FROM new_rows),
             removed AS (SELECT * FROM new_rows WHERE false),
             {_TOUCHED};
    ELSIF TG_OP = 'DELETE' THEN
        WITH added AS (SELECT * FROM old_rows WHERE false),
             removed AS (SELECT * FROM old_rows),
             {_TOUCHED};
    ELSE
        WITH added AS (
                 SELECT n.* FROM new_rows n LEFT JOIN old_rows o USING (id)
                 WHERE {_DIFFERENT}
             ),
             removed AS (
                 SELECT o.* FROM old_rows o LEFT JOIN new_rows n USING (id)
                 WHERE {_DIFFERENT}
             ),
             {_TOUCHED};
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """,
)

_REPROJECTED = f"""(
            SELECT n.* FROM new_rows n JOIN old_rows o USING (id)
            WHERE ({_of("o", COLUMNS)}) IS DISTINCT FROM
                    ({_of("n", COLUMNS)})
              AND (EXISTS (
                  SELECT FROM records_final_months m
                  WHERE {lies_in("n.created_at", "n.first_dispatched_at")}
              ) OR EXISTS (
                  SELECT FROM workorders_orderevent e JOIN records_final_months m
                    ON {_puts_in("n.id")}
                  WHERE {_marks_of("n.id")}
              ))
        )"""

ORDERS = WrittenGuard(
    "workorders_workorder",
    (*FIXED, *EMPTIED, *COLUMNS),
    f"""
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(m.first_day) INTO final_month
        FROM new_rows c JOIN records_final_months m ON {lies_in("c.created_at", "c.first_dispatched_at")};
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(m.first_day) INTO final_month
        FROM old_rows c JOIN records_final_months m ON {lies_in("c.created_at", "c.first_dispatched_at")};
    ELSE
        WITH pair AS (
            SELECT id, o.created_at AS old_created, n.created_at AS new_created,
                   o.first_dispatched_at AS old_dispatched, n.first_dispatched_at AS new_dispatched,
                   ({_fixed("o")}) IS DISTINCT FROM
                    ({_fixed("n")}) AS changed,
                   o.first_dispatched_at IS DISTINCT FROM n.first_dispatched_at AS redispatched
            FROM old_rows o FULL JOIN new_rows n USING (id)
        )
        SELECT min(first_day) INTO final_month
        FROM (
            SELECT m.first_day FROM pair p JOIN records_final_months m
              ON p.changed AND {lies_in("p.old_created", "p.old_dispatched", "p.new_created", "p.new_dispatched")}
              OR p.redispatched AND {lies_in("p.old_dispatched", "p.new_dispatched")}
            WHERE p.changed OR p.redispatched
            UNION ALL
            SELECT m.first_day
            FROM pair p CROSS JOIN LATERAL (
                SELECT * FROM workorders_orderevent e
                WHERE {_marks_of("p.id")} OFFSET 0
            ) e
            JOIN records_final_months m ON {_puts_in("p.id")}
            WHERE p.changed
        ) m;
        IF final_month IS NULL THEN
            -- A projection that moved says what the events say, which are shut themselves.
            SELECT min(m.first_day) INTO final_month
            FROM (
                SELECT n.* FROM ({standing(line_of(_REPROJECTED))}) truth JOIN new_rows n ON n.id = truth.order_id
                WHERE ({_of("n", COLUMNS)}) IS DISTINCT FROM
                    ({_of("truth", COLUMNS)}) OFFSET 0
            ) c JOIN records_final_months m ON {lies_in("c.created_at", "c.first_dispatched_at")} OR {reached("c.id")};
        END IF;
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """,
)

GUARDS: tuple[TableGuard, ...] = (ORDERS, EVENTS)
