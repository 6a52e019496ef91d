"""Until when an event promises something is shut in a final month; due times are no work begun (SCORING §4).

Declared in ``workorders.truth.final_months``.
"""

from importlib import import_module

from django.db import migrations

from records.final_month_triggers import GuardTable, WrittenGuard

BEFORE = import_module("workorders.migrations.0005_projections_say_what_events_say")
ORDER_COLUMNS = (
    "created_at", "source_agent_id", "records_responses", "records_dispatches", "records_completions", "stands",
    "source", "number", "site_id", "building_id", "team_id", "is_emergency", "state", "agent_id", "first_responded_at",
    "responder_id", "first_dispatched_at", "completed_at", "completer_id", "was_completed", "correction",
    "last_event_at",
)  # fmt: skip
EVENT_COLUMNS = ("order_id", "kind", "at", "sequence", "agent_id", "stands")
ORDERS = BEFORE.ORDERS.replace("'automatic_message', 'marked", "'automatic_message', 'due', 'promised', 'extended', 'marked")
OLD, NEW = (", ".join(f"{row}.{name}" for name in ("id", *EVENT_COLUMNS)) for row in "on")
EVENTS = BEFORE.EVENTS.replace(f"({OLD})", f"({OLD}, o.until)").replace(f"({NEW})", f"({NEW}, n.until)")


class Migration(migrations.Migration):
    dependencies = [("workorders", "0007_worked_in_the_portal")]

    operations = [
        GuardTable(
            WrittenGuard("workorders_workorder", ORDER_COLUMNS, ORDERS),
            replaces=WrittenGuard("workorders_workorder", ORDER_COLUMNS, BEFORE.ORDERS),
        ),
        GuardTable(
            WrittenGuard("workorders_orderevent", (*EVENT_COLUMNS, "until"), EVENTS),
            replaces=WrittenGuard("workorders_orderevent", EVENT_COLUMNS, BEFORE.EVENTS),
        ),
    ]
