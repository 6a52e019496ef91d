"""The month in which each person first appears in standing orders."""

from collections.abc import Collection
from datetime import date

from django.db import connection

from records.months import company_zone

FIRST = """
-- Whoever an order can credit: the agent of its source, who is responsible, who answered, who completed it.
SELECT named.person, min(o.created_at)
FROM workorders_workorder o
CROSS JOIN LATERAL (VALUES (o.source_agent_id), (o.agent_id), (o.responder_id), (o.completer_id)) named (person)
WHERE o.stands AND named.person = ANY(%s)
GROUP BY named.person
"""


def first_facts(people: Collection[int]) -> dict[int, date]:
    """Person → first day of the month, in the company's time zone, of the earliest order that names them."""
    if not people:
        return {}
    zone = company_zone()
    with connection.cursor() as cursor:
        cursor.execute(FIRST, [list(people)])
        return {person: at.astimezone(zone).date().replace(day=1) for person, at in cursor.fetchall()}
