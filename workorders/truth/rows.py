"""The truth after all events, kept on the order's row for lists, the board and every close that nothing followed."""

from collections.abc import Collection

from kpi_portal.lib.company_connection import connection
from workorders.truth.standing import COLUMNS, line_of, standing

PROJECTED = COLUMNS
"""Columns of ``WorkOrder`` that only ``refresh_projection`` and the import write."""

_ASKED = "(SELECT * FROM workorders_workorder WHERE id = ANY(%(orders)s))"

REFRESH = f"""
UPDATE workorders_workorder o SET {", ".join(f"{name} = truth.{name}" for name in COLUMNS)}
FROM ({standing(line_of(_ASKED))}) truth
WHERE o.id = truth.order_id
"""


def refresh_projection(order_ids: Collection[int]) -> int:
    """Project these orders' events onto their rows in one statement; returns how many rows there were."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"orders": list(order_ids)})
        refreshed: int = cursor.rowcount
    return refreshed
