"""The letters of an order's number are compared without case (IMPORTS §1); searching does likewise.

Orders of one source whose numbers differ by case only came in as two before and stay two: the later one is called
`gd-1 (2)` from now on. Refusing the migration until somebody undid one of two imports would shut a company out, and of
a final month nothing can be undone. Numbers enter no fingerprint, so the guards of final months look away for it.

``kpi_portal.apps`` lets an index name an operator class.
"""

from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models.functions import Lower

TABLE = "workorders_workorder"
KEEP_BOTH = f"""
UPDATE {TABLE} o SET number = left(o.number, 90) || ' (' || d.place || ')'
FROM (
    SELECT id, row_number() OVER (PARTITION BY source, lower(number) ORDER BY id) AS place FROM {TABLE}
) d
WHERE d.id = o.id AND d.place > 1
"""


def keep_both(_apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(KEEP_BOTH)
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("workorders", "0005_projections_say_what_events_say")]

    operations = [
        migrations.RemoveConstraint("workorder", "order_once_per_source"),
        migrations.RemoveIndex("workorder", "order_number"),
        migrations.RunPython(keep_both, migrations.RunPython.noop),
        migrations.AddIndex("workorder", models.Index(OpClass(Lower("number"), "text_pattern_ops"), name="order_number")),
        migrations.AddConstraint(
            "workorder", models.UniqueConstraint("source", Lower("number"), name="order_once_per_source")
        ),
    ]
