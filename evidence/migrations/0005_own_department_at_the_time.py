"""Whether a rating is by the agent's own department is kept as it was when it was given, and shut with its month."""

from importlib import import_module

from django.db import migrations, models

from records.final_month_triggers import Guard, GuardTable

BEFORE = next(
    guard
    for guard in import_module("evidence.migrations.0004_revisions_are_shut").GUARDS
    if guard.table == "evidence_departmentrating"
)
GUARD = Guard(
    "evidence_departmentrating",
    ("agent_id", "department_id", "by_own_department", "first_day", "rating", "stands", "revision"),
    "m.first_day = c.first_day",
)
AS_IT_IS = """
    UPDATE evidence_departmentrating r
    SET by_own_department = true
    FROM people_person p
    WHERE p.id = r.agent_id AND p.department_id = r.department_id
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_revisions_are_shut"), ("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="departmentrating",
            name="by_own_department",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="As it was when the rating was given; who is transferred later keeps the ratings.",
                verbose_name="by the own department",
            ),
        ),
        migrations.RunSQL(AS_IT_IS, migrations.RunSQL.noop),
        GuardTable(GUARD, replaces=BEFORE),
    ]
