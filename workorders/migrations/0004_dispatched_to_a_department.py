"""A dispatch says to which department it gave the work, shut in a final month like the rest of the event.

What the desk dispatched before is filled in where its words name one department, else where the order's handling does;
before the guard knows the column, since no figure of a final month was counted from it.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from records.final_month_triggers import GuardTable, WrittenGuard

FILL = """
UPDATE workorders_orderevent e SET department_id = found.department_id
FROM (
    SELECT e.id, coalesce(
        (SELECT CASE WHEN count(*) = 1 THEN min(d.id) END FROM people_department d
         WHERE e.reason = d.name OR starts_with(e.reason, d.name || ' ')),
        CASE WHEN e.id = (
            SELECT l.id FROM workorders_orderevent l
            WHERE l.order_id = e.order_id AND l.stands AND l.kind = 'dispatched' ORDER BY l.at DESC, l.sequence DESC LIMIT 1
        ) THEN h.department_id END
    ) AS department_id
    FROM workorders_handling h JOIN workorders_orderevent e USING (order_id)
    WHERE e.kind = 'dispatched' AND e.batch_id IS NULL AND e.reason <> ''
) found
WHERE e.id = found.id AND found.department_id IS NOT NULL
"""
COLUMNS = ("order_id", "kind", "at", "sequence", "agent_id", "stands", "until")
BODY = import_module("workorders.migrations.0002_rules").ORDEREVENT
BEFORE = WrittenGuard("workorders_orderevent", COLUMNS, BODY)
AFTER = WrittenGuard(
    "workorders_orderevent",
    (*COLUMNS, "department_id"),
    BODY.replace("o.until)", "o.until, o.department_id)").replace("n.until)", "n.until, n.department_id)"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_tables"),
        ("workorders", "0003_escalations"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderevent",
            name="department",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.department",
                verbose_name="department",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        GuardTable(AFTER, replaces=BEFORE),
    ]
