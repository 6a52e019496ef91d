"""What of orders and their events is shut in a final month (SCORING §9; PROMISES 10).

Refused is an event with instant ≤ the cut-off of a final month in whose populations its order is, or was before the
statement, or would be after it: orders created in the month, and orders first dispatched in it. ``marked_duplicate``
and ``exempted`` hold whenever they are recorded (§3), so for such an order they are refused at any instant. Later
events of old orders are always accepted.

Of the order's row: what enters a score or is shown with it (creation, agent, place, what the source records, whether it
stands) does not change; the first dispatch neither enters nor leaves such a month; and the projection says what the
standing events say, which is the truth that measures read. Words (subject, description, room …) change freely.
"""

from textwrap import fill

from records.final_month_triggers import TableGuard, WrittenGuard
from workorders.truth.standing import COLUMNS, line_of, standing

OF_EVENTS = ("order_id", "kind", "at", "sequence", "agent_id", "stands", "until")
FIXED = (
    "created_at", "source_agent_id", "records_responses", "records_dispatches", "records_completions", "stands",
    "source", "number", "site_id", "building_id", "team_id", "is_emergency",
)  # fmt: skip
"""Columns of an order that do not change in a final month."""


def _of(row: str, columns: tuple[str, ...]) -> str:
    """Columns of a row, in lines that people can read in a migration too."""
    return fill(", ".join(f"{row}.{column}" for column in columns), 96, subsequent_indent=" " * 20)


def _lies_in(created: str, dispatched: str) -> str:
    """The condition by which an order is in a population of the final month ``m``."""
    return f"""({created} >= m.starts_at AND {created} < m.ends_at
                            OR {dispatched} >= m.starts_at AND {dispatched} < m.ends_at)"""


_DIFFERENT = f"""({_of("o", ("id", *OF_EVENTS))})
                       IS DISTINCT FROM ({_of("n", ("id", *OF_EVENTS))})"""

_TOUCHED = f"""changed AS (
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
         AND {_lies_in("o.created_at", "d.at")}"""

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
              AND EXISTS (
                  SELECT FROM records_final_months m
                  WHERE {_lies_in("n.created_at", "n.first_dispatched_at")}
              )
        )"""

ORDERS = WrittenGuard(
    "workorders_workorder",
    (*FIXED, *COLUMNS),
    f"""
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(m.first_day) INTO final_month
        FROM new_rows c JOIN records_final_months m ON {_lies_in("c.created_at", "c.first_dispatched_at")};
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(m.first_day) INTO final_month
        FROM old_rows c JOIN records_final_months m ON {_lies_in("c.created_at", "c.first_dispatched_at")};
    ELSE
        WITH pair AS (
            SELECT o.created_at AS old_created, n.created_at AS new_created,
                   o.first_dispatched_at AS old_dispatched, n.first_dispatched_at AS new_dispatched,
                   ({_of("o", ("id", *FIXED))}) IS DISTINCT FROM
                    ({_of("n", ("id", *FIXED))}) AS changed,
                   o.first_dispatched_at IS DISTINCT FROM n.first_dispatched_at AS redispatched
            FROM old_rows o FULL JOIN new_rows n USING (id)
        )
        SELECT min(m.first_day) INTO final_month
        FROM pair p JOIN records_final_months m
          ON p.changed AND {_lies_in("p.old_created", "p.old_dispatched")}
          OR p.changed AND {_lies_in("p.new_created", "p.new_dispatched")}
          OR p.redispatched AND (p.old_dispatched >= m.starts_at AND p.old_dispatched < m.ends_at
                                 OR p.new_dispatched >= m.starts_at AND p.new_dispatched < m.ends_at)
        WHERE p.changed OR p.redispatched;
        IF final_month IS NULL THEN
            -- A projection that moved says what the events say, which are shut themselves.
            SELECT min(m.first_day) INTO final_month
            FROM ({standing(line_of(_REPROJECTED))}) truth
            JOIN new_rows n ON n.id = truth.order_id
            JOIN records_final_months m ON {_lies_in("n.created_at", "n.first_dispatched_at")}
            WHERE ({_of("n", COLUMNS)}) IS DISTINCT FROM
                    ({_of("truth", COLUMNS)});
        END IF;
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """,
)

GUARDS: tuple[TableGuard, ...] = (ORDERS, EVENTS)
