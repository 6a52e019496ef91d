"""Taking an import of orders back: what it added is voided, what it changed says again what it said before."""

from __future__ import annotations

from typing import Any

from django.db import connection

from records.imports.undoing import corrected_since, counts_for_a_final_month
from records.models import Batch
from workorders.truth.final_months import reached
from workorders.truth.rows import refresh_projection

COUNTS_FOR_FINAL = f"""
SELECT o.number FROM workorders_workorder o
JOIN records_monthrecord m ON m.state IN ('final', 'paid_out')
    AND ((o.created_at >= m.starts_at AND o.created_at < m.ends_at)
        OR (o.first_dispatched_at >= m.starts_at AND o.first_dispatched_at < m.ends_at)
        OR {reached("o.id")})
WHERE o.id = ANY(%(orders)s) AND (o.batch_id = %(batch)s OR EXISTS (
    SELECT FROM workorders_orderevent e
    WHERE e.order_id = o.id AND (e.at <= m.cutoff_at OR e.kind = 'marked_duplicate')
        AND %(batch)s IN (e.batch_id, e.superseded_by_batch_id)
)) LIMIT 1
"""
TOUCHED_SINCE = """
SELECT o.number FROM workorders_workorder o
WHERE o.id = ANY(%(orders)s) AND (
    EXISTS (
        SELECT FROM workorders_workorderrevision r JOIN records_batch b ON b.id = r.batch_id
        WHERE r.order_id = o.id AND r.batch_id > %(batch)s AND b.state <> 'undone')
    OR (o.batch_id = %(batch)s AND EXISTS (
        SELECT FROM workorders_orderevent e WHERE e.order_id = o.id AND e.stands AND e.batch_id IS NULL))
) LIMIT 1
"""
ORDERS = """
SELECT id FROM workorders_workorder WHERE batch_id = %(batch)s AND stands
UNION SELECT order_id FROM workorders_workorderrevision WHERE batch_id = %(batch)s
"""
COUNTS_FOR = """
SELECT EXISTS (
    SELECT FROM workorders_workorder o
    WHERE o.id = ANY(%(orders)s) AND (%(person)s IN (o.source_agent_id, o.agent_id) OR EXISTS (
        SELECT FROM workorders_orderevent e WHERE e.order_id = o.id AND e.agent_id = %(person)s))
)
"""
KEPT_COLUMNS = """
SELECT jsonb_object_keys(values) FROM (
    SELECT values FROM workorders_workorderrevision WHERE batch_id = %(batch)s LIMIT 1
) r
"""
RESTORE = """
UPDATE workorders_workorder o SET revision = o.revision + 1, {columns}
FROM workorders_workorderrevision r, LATERAL jsonb_populate_record(NULL::workorders_workorder, r.values) v
WHERE r.order_id = o.id AND r.batch_id = %(batch)s
"""


def concerns(batch: Batch, person: int) -> bool:
    """Whether an order that the batch touched counts or counted for this person."""
    with connection.cursor() as cursor:
        cursor.execute(ORDERS, {"batch": batch.pk})
        cursor.execute(COUNTS_FOR, {"orders": [pk for (pk,) in cursor.fetchall()], "person": person})
        found: bool = cursor.fetchone()[0]
    return found


def undo(batch: Batch) -> int:
    """Void the batch; how many orders that touched. Raises `Refused` if a final month counts one of them, or if
    somebody has worked on one since."""
    params: dict[str, Any] = {"batch": batch.pk}
    with connection.cursor() as cursor:
        cursor.execute(ORDERS, params)
        orders = params["orders"] = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(COUNTS_FOR_FINAL, params)
        if found := cursor.fetchone():
            raise counts_for_a_final_month(found[0])
        cursor.execute(TOUCHED_SINCE, params)
        if found := cursor.fetchone():
            raise corrected_since(found[0])
        _void_events(cursor, params)
        _restore_values(cursor, params)
        cursor.execute("UPDATE workorders_workorder SET stands = false WHERE batch_id = %(batch)s", params)
    refresh_projection(orders)
    return len(orders)


def _void_events(cursor: Any, params: dict[str, Any]) -> None:
    cursor.execute("UPDATE workorders_orderevent SET stands = false WHERE batch_id = %(batch)s AND stands", params)
    cursor.execute(
        "UPDATE workorders_orderevent SET stands = true, superseded_by_batch_id = NULL "
        "WHERE superseded_by_batch_id = %(batch)s",
        params,
    )


def _restore_values(cursor: Any, params: dict[str, Any]) -> None:
    cursor.execute(KEPT_COLUMNS, params)
    columns = ", ".join(f"{name} = v.{name}" for (name,) in cursor.fetchall())
    if columns:
        cursor.execute(RESTORE.format(columns=columns), params)
