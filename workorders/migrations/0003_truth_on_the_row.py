"""What measures ask of an order stands on its row, so that a close reads events only where something came later.

What the source never records now includes completions; it enters a score, so a final month is shut for it.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

ORDERS = import_module("workorders.migrations.0002_closed_is_closed").ORDERS
FUNCTION = ORDERS[: ORDERS.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def recorded(row: str) -> str:
    return f"{row}.records_dispatches"


GUARDED = FUNCTION
for row in ("o", "n"):
    GUARDED = GUARDED.replace(recorded(row), f"{recorded(row)}, {row}.records_completions")

FILL = """
WITH completion AS (
    SELECT DISTINCT ON (order_id) order_id, kind, at, sequence
    FROM workorders_orderevent WHERE stands AND kind IN ('completed', 'reopened')
    ORDER BY order_id, at DESC, sequence DESC
),
completer AS (
    SELECT DISTINCT ON (order_id) order_id, e.agent_id
    FROM workorders_orderevent e JOIN completion c USING (order_id)
    WHERE c.kind = 'completed' AND e.stands AND e.kind IN ('dispatched', 'reassigned') AND e.agent_id IS NOT NULL
      AND (e.at, e.sequence) <= (c.at, c.sequence)
    ORDER BY order_id, e.at DESC, e.sequence DESC
),
responder AS (
    SELECT DISTINCT ON (order_id) order_id, agent_id
    FROM workorders_orderevent WHERE stands AND kind = 'responded'
    ORDER BY order_id, at, sequence
),
line AS (
    SELECT order_id, bool_or(kind = 'completed') AS was_completed,
           CASE WHEN bool_or(kind = 'marked_duplicate') THEN 'duplicate'
                WHEN bool_or(kind = 'exempted') THEN 'exempted' ELSE '' END AS correction,
           max(at) FILTER (WHERE kind IN ('responded', 'dispatched', 'reassigned', 'completed', 'reopened', 'held',
                                          'resumed', 'cancelled')) AS last_event_at
    FROM workorders_orderevent WHERE stands GROUP BY order_id
)
UPDATE workorders_workorder o
SET responder_id = responder.agent_id,
    completer_id = CASE WHEN completion.kind = 'completed' THEN coalesce(completer.agent_id, o.source_agent_id) END,
    was_completed = line.was_completed, correction = line.correction, last_event_at = line.last_event_at
FROM line
LEFT JOIN completion USING (order_id) LEFT JOIN completer USING (order_id) LEFT JOIN responder USING (order_id)
WHERE line.order_id = o.id;
"""


def _person(name: str) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="people.person",
        verbose_name=name,
    )


KINDS = [
    ("created", "Created"),
    ("responded", "Responded"),
    ("automatic_message", "Automatic message"),
    ("accepted", "Accepted"),
    ("dispatched", "Dispatched"),
    ("reassigned", "Re-assigned"),
    ("started", "Started"),
    ("completed", "Completed"),
    ("called_back", "Called back"),
    ("archived", "Archived"),
    ("held", "Put on hold"),
    ("resumed", "Resumed"),
    ("reopened", "Re-opened"),
    ("cancelled", "Cancelled"),
    ("marked_duplicate", "Marked as duplicate"),
    ("exempted", "Exempted"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0002_initial"), ("workorders", "0002_closed_is_closed")]

    operations = [
        migrations.AddField("workorder", "completer", _person("responsible at the completion")),
        migrations.AddField("workorder", "responder", _person("responder")),
        migrations.AddField(
            "workorder", "correction", models.CharField(blank=True, max_length=10, verbose_name="correction")
        ),
        migrations.AddField(
            "workorder",
            "last_event_at",
            models.DateTimeField(null=True, verbose_name="last event that can move a score"),
        ),
        migrations.AddField(
            "workorder",
            "records_completions",
            models.BooleanField(default=True, verbose_name="completions are recorded"),
        ),
        migrations.AddField(
            "workorder", "was_completed", models.BooleanField(default=False, verbose_name="was completed once")
        ),
        migrations.AlterField(
            "orderevent", "kind", models.CharField(choices=KINDS, max_length=20, verbose_name="event")
        ),
        migrations.RunSQL(GUARDED, FUNCTION),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
