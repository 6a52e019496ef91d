"""What a file of orders does, row by row (IMPORTS §4, 15): read from the tables in which it is compared, set by set."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from records.imports import staging
from records.imports.context import ImportContext
from records.imports.matters import CHANGED, NEW, UNCHANGED, Matter
from workorders.imports import hand_over, second_file
from workorders.imports.columns import DUE, EVENTS, staged

TAKEN_BACK = Matter(
    "taken_back",
    _("Taken back"),
    _("The cell is empty now, or the status says otherwise: the event does not stand any more."),
    warns=True,
)
NOBODY = Matter(
    "orders_without_agent",
    _("Orders without an agent"),
    _("Nobody is credited with them."),
    warns=True,
)
HAND_OVER = Matter("hand_over", _("Orders that go to another agent"), _("Whoever has it from then on is credited."))
KEPT = Matter(
    "keeps_agent",
    _("Completed orders for which the file names another agent"),
    _("They stay with whoever completed them."),
)
CROSSES_OUT = Matter(
    "crosses_out",
    _("Completions that move behind the cut-off"),
    _("The order does not count as completed in its month any more."),
    warns=True,
)
CROSSES_IN = Matter(
    "crosses_in",
    _("Completions that move before the cut-off"),
    _("The order counts as completed in its month from now on."),
    warns=True,
)
MATTERS = (TAKEN_BACK, HAND_OVER, KEPT, CROSSES_OUT, CROSSES_IN, NOBODY)

FRESH = "SELECT row FROM fresh"
STAYS = """
SELECT k.row FROM matched k JOIN staged_order s USING (row)
WHERE NOT EXISTS (SELECT FROM order_change c WHERE c.row = k.row)
    AND NOT EXISTS (SELECT FROM late_row l WHERE l.row = k.row)
"""
NAMED = {
    "source_agent_id": ("agent", "people_person"),
    "first_contact_owner_id": ("first_contact_owner", "people_person"),
    "site_id": ("site", "people_site"),
    "building_id": ("building", "people_building"),
    "team_id": ("team", "people_team"),
}
"""Columns that name a row: the field of the file that it comes from, and where its name stands."""
_FIELDS = ", ".join(f"('{kind}', '{field}')" for field, kind in {**EVENTS, DUE: "due"}.items())
FIELD_OF_KIND = f"(VALUES {_FIELDS}) f (kind, field)"
HANDED = f"""
SELECT x.row, x.number AS subject, jsonb_agg(jsonb_build_array('agent', was.name, comes.name) ORDER BY x.at) AS lines
FROM ({hand_over.SAID}) x
JOIN people_person was ON was.id = x.before_id
JOIN people_person comes ON comes.id = x.agent_id
GROUP BY x.row, x.number
"""
CHANGES = f"""
SELECT c.row, o.number AS subject, {{values}} || coalesce(h.lines, '[]') || coalesce(e.lines, '[]') AS lines
FROM order_change c
JOIN staged_order s ON s.row = c.row
JOIN workorders_workorder o ON o.id = c.order_id
LEFT JOIN (
    SELECT e.row, jsonb_agg(l.line ORDER BY e.rank) AS lines
    FROM event_change e
    JOIN {FIELD_OF_KIND} USING (kind)
    LEFT JOIN workorders_orderevent b ON b.id = e.before_id
    LEFT JOIN people_person was ON was.id = b.agent_id
    LEFT JOIN people_person comes ON comes.id = e.agent_id
    CROSS JOIN LATERAL (VALUES
        (jsonb_build_array(f.field, e.before_at, e.at), e.kind <> 'due' AND e.at IS DISTINCT FROM e.before_at),
        (jsonb_build_array(f.field, b.until, e.until), e.kind = 'due' AND e.until IS DISTINCT FROM b.until),
        (jsonb_build_array('responder', was.name, comes.name), e.kind = 'responded' AND was.id <> comes.id)
    ) l (line, differs)
    WHERE l.differs
    GROUP BY e.row
) e ON e.row = c.row
LEFT JOIN ({HANDED}) h ON h.row = c.row
"""
TAKEN = f"""
SELECT x.row, s.number AS subject, jsonb_agg(jsonb_build_array(f.field, x.before_at, NULL)) AS lines
FROM ({second_file.SAID}) x
JOIN staged_order s USING (row)
JOIN {FIELD_OF_KIND} USING (kind)
GROUP BY x.row, s.number
"""
CROSSING = f"""
SELECT x.row, s.number AS subject, jsonb_build_array(jsonb_build_array('completed_at', x.before_at, x.at)) AS lines
FROM ({second_file.CROSSING}) x JOIN staged_order s USING (row)
WHERE (x.at > x.before_at) = %(later)s
"""
UNCREDITED_NEW = "SELECT row FROM fresh JOIN fresh_truth t USING (order_id) WHERE t.agent_id IS NULL"
UNCREDITED_KNOWN = """
SELECT k.row FROM matched k JOIN staged_order s USING (row) JOIN workorders_workorder o ON o.id = k.order_id
WHERE o.agent_id IS NULL
"""
MONTHS = """
-- In which months the orders lie that are added or changed: by creation, as it was too, and by first dispatch.
SELECT date_trunc('month', at AT TIME ZONE %(zone)s)::date, count(DISTINCT order_id) FROM (
    SELECT f.order_id, m.at FROM fresh f JOIN fresh_truth t USING (order_id)
    CROSS JOIN LATERAL (VALUES (f.created_at), (t.first_dispatched_at)) m (at)
    UNION ALL
    SELECT o.id, m.at FROM order_change c JOIN workorders_workorder o ON o.id = c.order_id
    LEFT JOIN workorders_workorderrevision r ON r.batch_id = %(batch)s AND r.order_id = o.id
    CROSS JOIN LATERAL (VALUES
        (o.created_at), (o.first_dispatched_at), ((r.values ->> 'created_at')::timestamptz)
    ) m (at)
) l WHERE at IS NOT NULL GROUP BY 1 ORDER BY 1
"""


class OrderTelling:
    """What happens to the orders of one file; each method is asked while its tables say it."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._telling = context.telling

    def before_the_change(self, attributes: Sequence[str]) -> None:
        """Known orders that will say something else, with what they say until now."""
        values = " || ".join(["'[]'::jsonb", *map(_difference, attributes)])
        self._telling.lines(CHANGED, CHANGES.format(values=values))
        self._telling.lines(TAKEN_BACK, TAKEN)
        self._telling.lines(HAND_OVER, HANDED)
        edges = second_file.edges(self._context.zone)
        self._telling.lines(CROSSES_OUT, CROSSING, {**edges, "later": True})
        self._telling.lines(CROSSES_IN, CROSSING, {**edges, "later": False})

    def afterwards(self) -> None:
        """New and unchanged ones, those of nobody, and the months."""
        self._telling.spans(NEW, FRESH)
        self._telling.spans(UNCHANGED, STAYS)
        self._telling.spans(NOBODY, f"{UNCREDITED_NEW} UNION ALL {UNCREDITED_KNOWN}")
        for first_day, orders in staging.run(MONTHS, {"zone": self._context.zone.key, "batch": self._context.batch.pk}):
            self._telling.month(first_day, orders)


def _difference(column: str) -> str:
    """A line for a column of the order, where it differs from what the row says."""
    field, table = NAMED.get(column, (column, ""))
    new = staged(column)
    if table:
        said = [f"(SELECT name FROM {table} WHERE id = {value})" for value in (f"o.{column}", new)]
    else:
        said = [f"nullif(o.{column}::text, '')", f"nullif({new}::text, '')"]
    line = f"jsonb_build_array(jsonb_build_array('{field}', {', '.join(said)}))"
    return f"CASE WHEN o.{column} IS DISTINCT FROM {new} THEN {line} ELSE '[]' END"
