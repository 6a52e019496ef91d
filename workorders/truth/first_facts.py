"""The month in which each person first appears in standing orders."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from records.months import COMPLETION_GRACE, company_zone

FIRST = """
-- Whoever an order can credit: the agent of its source, who is responsible, who answered, who completed it. It counts
-- for the month of its creation; whoever got it only after the cut-off of that month has it since then.
SELECT named.person, min(named.at)
FROM workorders_workorder o
CROSS JOIN LATERAL (VALUES
    (o.source_agent_id, o.created_at), (o.responder_id, o.created_at), (o.completer_id, o.created_at),
    (o.agent_id, CASE WHEN o.agent_id = o.source_agent_id THEN o.created_at ELSE coalesce((
        SELECT min(e.at) FROM workorders_orderevent e
        WHERE e.order_id = o.id AND e.stands AND e.kind = 'reassigned' AND e.agent_id = o.agent_id
        HAVING min(e.at) > %(grace)s
            + (date_trunc('month', o.created_at AT TIME ZONE %(zone)s) + interval '1 month') AT TIME ZONE %(zone)s
    ), o.created_at) END)
) named (person, at)
WHERE o.stands AND named.person = ANY(%(people)s)
GROUP BY named.person
"""


def first_facts(people: Collection[int]) -> dict[int, date]:
    """Person → first day of the month, in the company's time zone, of the earliest order that names them."""
    if not people:
        return {}
    zone = company_zone()
    asked: dict[str, Any] = {"people": list(people), "zone": zone.key, "grace": COMPLETION_GRACE}
    with connection.cursor() as cursor:
        cursor.execute(FIRST, asked)
        return {person: at.astimezone(zone).date().replace(day=1) for person, at in cursor.fetchall()}
