"""The letters of an order's number are compared without case (IMPORTS §1); searching does likewise.

``kpi_portal.apps`` lets an index name an operator class.
"""

from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("workorders", "0005_projections_say_what_events_say")]

    operations = [
        migrations.RemoveConstraint("workorder", "order_once_per_source"),
        migrations.RemoveIndex("workorder", "order_number"),
        migrations.AddIndex("workorder", models.Index(OpClass(Lower("number"), "text_pattern_ops"), name="order_number")),
        migrations.AddConstraint(
            "workorder", models.UniqueConstraint("source", Lower("number"), name="order_once_per_source")
        ),
    ]
