"""The company's due times; indexes of what a month is measured from; and that an order has a place at all is shut.

``order_lasting`` holds the orders that were open for a month's length: overdue ones are found without the others.
"""

from importlib import import_module

from django.db import migrations, models

from records.final_month_triggers import GuardTable, WrittenGuard

BEFORE = import_module("workorders.migrations.0012_completed_and_due_are_shut")
COLUMNS = BEFORE.ORDER_COLUMNS
PLACE = COLUMNS.index("state")
ORDERS = BEFORE.ORDERS
for row in "on":
    ORDERS = ORDERS.replace(f"{row}.channel)", f"{row}.channel, {row}.room = '')")

LASTING = """
CREATE INDEX order_lasting ON workorders_workorder (last_event_at)
WHERE stands AND records_completions
  AND (state IN ('new', 'in_progress', 'on_hold', 'reopened') OR last_event_at - created_at > interval '28 days')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_part_time_postings'),
        ('records', '0010_api_keys'),
        ('workorders', '0016_merged_orders_and_reopening'),
    ]

    operations = [
        migrations.CreateModel(
            name='DueTimes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField(unique=True, verbose_name='from')),
                ('minutes', models.JSONField(blank=True, default=dict, verbose_name='minutes')),
                ('around_the_clock', models.JSONField(blank=True, default=list, verbose_name='around the clock')),
            ],
            options={
                'verbose_name': 'due times of orders',
                'verbose_name_plural': 'due times of orders',
                'ordering': ['-from_day'],
            },
        ),
        migrations.AddIndex(
            model_name='orderevent',
            index=models.Index(condition=models.Q(('kind', 'completed'), ('stands', True)), fields=['at'], name='event_completed'),
        ),
        migrations.AddIndex(
            model_name='orderevent',
            index=models.Index(condition=models.Q(('kind__in', ['due', 'promised', 'extended']), ('stands', True)), fields=['until'], name='event_due'),
        ),
        migrations.RunSQL(LASTING, "DROP INDEX order_lasting"),
        GuardTable(
            WrittenGuard("workorders_workorder", (*COLUMNS[:PLACE], "room", *COLUMNS[PLACE:]), ORDERS),
            replaces=WrittenGuard("workorders_workorder", COLUMNS, BEFORE.ORDERS),
        ),
    ]
