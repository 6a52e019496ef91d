"""Postings that nobody stated are known as presumed, and people whom an undone import had made up as voided.

Until now both were made by imports of orders alone: company-wide, without a team.
"""

from django.db import migrations, models

PRESUMED = """
UPDATE people_posting p SET is_presumed = true
FROM records_batch b
WHERE b.id = p.batch_id AND b.kind = 'workorders' AND p.site_id IS NULL AND p.team_id IS NULL AND p.post = 'agent'
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_numbers_are_never_handed_on"), ("records", "0003_months_take_their_steps")]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="is_presumed",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Nobody stated it: an import named the person. It yields to the first posting that is stated.",
                verbose_name="presumed",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="voided_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="voided"),
        ),
        migrations.RunSQL(PRESUMED, migrations.RunSQL.noop),
    ]
