"""In which months orders were created: one look at the index per month, however many orders there are."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection

from kpi_portal.lib.month import Month

CREATED_IN = """
WITH span AS (
    SELECT date_trunc('month', min(created_at) AT TIME ZONE %(zone)s) AS first,
           max(created_at) AT TIME ZONE %(zone)s AS last
    FROM workorders_workorder
)
SELECT month::date FROM span, generate_series(span.first, span.last, interval '1 month') month
WHERE EXISTS (
    SELECT FROM workorders_workorder
    WHERE stands AND created_at >= month AT TIME ZONE %(zone)s
      AND created_at < (month + interval '1 month') AT TIME ZONE %(zone)s
)
"""


def with_orders(zone: ZoneInfo) -> list[Month]:
    """Months of ``zone`` in which at least one standing order was created, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(CREATED_IN, {"zone": zone.key})
        days: list[date] = [row[0] for row in cursor.fetchall()]
    return [Month.of_day(day) for day in days]
