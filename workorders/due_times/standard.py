"""When an order is due by the company's standard: one statement, for one order and for a file of them (SCORING §4).

Its minutes pass on the service calendar; for priorities that the table says so, and for emergencies, around the clock.
A day whose public holidays are not known yet is not guessed: what would be due after it has no due time.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.open_hours import after_sql
from records import service_time
from records.months import company_zone
from workorders.models import DueTimes, WorkOrder

AHEAD = timedelta(days=200)
"""So far the calendar is read; the longest time that a table takes ends before it in offices too."""

DUE = f"""
WITH version AS (
    SELECT from_day, lead(from_day) OVER (ORDER BY from_day) AS ends, minutes, around_the_clock
    FROM workorders_duetimes
),
cell AS (
    SELECT v.from_day, v.ends, lower(c.key) AS category, p.key AS priority, p.value::bigint * 60000000 AS allowed,
           v.around_the_clock ? p.key AS around_the_clock
    FROM version v CROSS JOIN jsonb_each(v.minutes) c CROSS JOIN jsonb_each_text(c.value) p
)
SELECT id, {after_sql("created_at", "allowed", around_the_clock="(passes OR %(around_the_clock)s)")} AS due_at
FROM (
    SELECT o.id, o.created_at, coalesce(own.allowed, others.allowed) AS allowed,
           o.is_emergency OR coalesce(own.around_the_clock, others.around_the_clock) AS passes
    FROM (SELECT *, (created_at AT TIME ZONE %(zone)s)::date AS day FROM ({{orders}}) o) o
    LEFT JOIN cell own ON own.category = lower(o.category) AND own.priority = o.priority AND own.category <> ''
        AND o.day >= own.from_day AND (own.ends IS NULL OR o.day < own.ends)
    LEFT JOIN cell others ON others.category = '' AND others.priority = o.priority
        AND o.day >= others.from_day AND (others.ends IS NULL OR o.day < others.ends)
    WHERE coalesce(own.allowed, others.allowed) IS NOT NULL
) o
"""
"""``orders`` selects ``id, created_at, category, priority, is_emergency``."""


def parameters(first: datetime, last: datetime) -> Mapping[str, Any] | None:
    """What ``DUE`` is told of orders created between the two; None where no table holds then."""
    zone = company_zone()
    began: date | None = DueTimes.objects.aggregate(began=Min("from_day"))["began"]
    first_day, last_day = (at.astimezone(zone).date() for at in (first, last))
    if began is None or last_day < began:
        return None
    hours = service_time.known_hours(max(first_day, began), last_day + AHEAD, zone)
    return {"zone": zone.key, **service_time.as_parameters(hours)}


def due_of(order: WorkOrder) -> datetime | None:
    """When this order is due by the standard; None where the table says nothing of it."""
    asked = "SELECT id, created_at, category, priority, is_emergency FROM workorders_workorder WHERE id = %(order)s"
    return _asked(asked, order.created_at, {"order": order.pk})


def due_at(*, category: str, priority: str, is_emergency: bool, at: datetime) -> datetime | None:
    """When an order that is entered at this instant will be due."""
    asked = """SELECT 0 AS id, %(at)s::timestamptz AS created_at, %(category)s::text AS category,
                      %(priority)s::text AS priority, %(emergency)s::boolean AS is_emergency"""
    said = {"at": at, "category": category, "priority": priority, "emergency": is_emergency}
    return _asked(asked, at, said)


def _asked(orders: str, at: datetime, said: dict[str, Any]) -> datetime | None:
    told = parameters(at, at)
    if told is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(DUE.format(orders=orders), {**said, **told})
        found = cursor.fetchone()
    return found[1] if found else None
