"""What the events of an order say for the board and its page, kept on the row of its handling. No figure reads it."""

from collections.abc import Collection

from kpi_portal.lib.company_connection import connection
from workorders.truth.final_months import DUE


def _last(column: str, kinds: tuple[str, ...], wanted: str = "") -> str:
    """Column of the last event of these kinds; null where the last is not of the kind ``wanted``."""
    of = f"FILTER (WHERE kind IN {kinds!r})"
    last = f"(array_agg({column} ORDER BY at DESC, sequence DESC) {of})[1]"
    if not wanted:
        return last
    return f"CASE WHEN (array_agg(kind ORDER BY at DESC, sequence DESC) {of})[1] = '{wanted}' THEN {last} END"


REFRESH = f"""
UPDATE workorders_handling h
SET accepted_at = e.accepted_at, started_at = e.started_at, due_at = e.due_at,
    is_promised = coalesce(e.due_kind <> 'due', false), held_until = e.held_until, told_at = e.told_at,
    called_back_at = e.called_back_at, archived_at = e.archived_at
FROM (
    SELECT order_id,
           min(at) FILTER (WHERE kind = 'accepted') AS accepted_at,
           min(at) FILTER (WHERE kind = 'started') AS started_at,
           {_last("until", DUE)} AS due_at,
           {_last("kind", DUE)} AS due_kind,
           {_last("until", ("held", "resumed", "completed", "reopened", "cancelled"), "held")} AS held_until,
           max(at) FILTER (WHERE kind IN ('told', 'responded')) AS told_at,
           {_last("at", ("completed", "reopened", "called_back"), "called_back")} AS called_back_at,
           {_last("at", ("completed", "reopened", "archived"), "archived")} AS archived_at
    FROM workorders_orderevent WHERE stands AND order_id = ANY(%(orders)s) GROUP BY order_id
) e
WHERE h.order_id = e.order_id
"""


def refresh_handling(order_ids: Collection[int]) -> None:
    """Project these orders' events onto their handling, where they have one."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"orders": list(order_ids)})
