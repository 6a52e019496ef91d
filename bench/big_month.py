"""A company with a big month, made by SQL: the same rows every time (SCORING §3 has something of each)."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from kpi_portal.lib.company_connection import connection
from workorders.truth.rows import REFRESH

PEOPLE = """
WITH made AS (
    INSERT INTO people_person (uuid, name, staff_number, is_active)
    SELECT gen_random_uuid(), '客服' || n, 'B' || lpad(n::text, 5, '0'), true
    FROM generate_series(1, %(agents)s) n RETURNING id
)
INSERT INTO people_posting (person_id, post, first_day, is_presumed, share)
SELECT id, 'agent', '2020-01-01', false, 100 FROM made
"""

ORDERS = """
INSERT INTO workorders_workorder (source, number, revision, stands, room, category, priority, is_emergency, channel,
    subject, description, department, records_responses, records_completions, records_dispatches, flags, created_at,
    state, source_agent_id, was_completed, correction)
SELECT 'bench', %(prefix)s || n, 1, true, '', '报修', 'normal', false, '', '', '', '', true, true, %(dispatches)s, '{}',
       %(start)s + (%(length)s * n / %(orders)s), 'new',
       CASE WHEN NOT %(dispatches)s THEN agents.ids[1 + n %% array_length(agents.ids, 1)] END, false, ''
FROM generate_series(1, %(orders)s) n
CROSS JOIN (SELECT array_agg(person_id ORDER BY person_id) AS ids FROM people_posting WHERE post = 'agent') agents
"""

EVENTS = """
INSERT INTO workorders_orderevent (order_id, sequence, kind, at, agent_id, reason, stands, recorded_at)
SELECT o.id, e.sequence, e.kind, o.created_at + e.after * interval '1 second' * (1 + o.id %% 7),
       CASE WHEN e.kind IN ('responded', 'dispatched') THEN agents.ids[1 + o.id %% array_length(agents.ids, 1)] END,
       '', true, now()
FROM workorders_workorder o
CROSS JOIN (VALUES (1, 'created', 0), (2, 'responded', 180), (3, 'accepted', 200), (4, 'dispatched', 260),
                   (5, 'started', 900), (6, 'completed', 7200), (7, 'called_back', 9000),
                   (8, 'cancelled', 9100), (9, 'reopened', 9200)) AS e(sequence, kind, after)
CROSS JOIN (SELECT array_agg(person_id ORDER BY person_id) AS ids FROM people_posting WHERE post = 'agent') agents
WHERE o.number LIKE %(prefix)s || '%%'
  AND (e.kind <> 'cancelled' OR o.id %% 29 = 0) AND (e.kind <> 'reopened' OR o.id %% 31 = 0)
  AND (e.kind <> 'completed' OR o.id %% 17 <> 0) AND (e.kind <> 'dispatched' OR %(dispatches)s)
"""

ANSWERS = """
INSERT INTO evidence_surveyanswer (source, number, revision, stands, reason, recorded_at, invitation, order_id,
    agent_id, answered_at, rating, top, comment, excluded_reason)
SELECT 'bench', o.number, 1, true, '', now(), o.number, o.id, o.agent_id, o.created_at + interval '1 day',
       1 + o.id %% 5, 5, '', ''
FROM workorders_workorder o
WHERE o.number LIKE %(prefix)s || '%%' AND o.id %% 5 = 0
"""


PROJECTED = REFRESH.replace("id = ANY(%(orders)s)", "number LIKE %(prefix)s || '%%'")


@dataclass(frozen=True)
class Load:
    """``orders`` between ``start`` and ``start + length``, shared by ``agents`` new people and those before them.

    ``dispatches``: whether the source says to whom an order was given; else it has one agent column.
    """

    agents: int
    orders: int
    start: datetime
    length: timedelta
    prefix: str = "M"
    dispatches: bool = True


def fill(load: Load) -> None:
    """Add people with a posting, orders with their events, and answers to some."""
    with connection.cursor() as cursor:
        for statement in (PEOPLE, ORDERS, EVENTS, PROJECTED, ANSWERS):
            cursor.execute(statement, asdict(load))
        cursor.execute("ANALYZE")
