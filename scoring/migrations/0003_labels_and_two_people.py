"""Cards freeze the labels they were printed with; months are made final by a second person (SCORING §9).

Existing cards get the labels of today: nobody wrote down the others.
"""

from django.db import migrations, models

FILL = """
UPDATE scoring_card c
SET labels = jsonb_build_object(
    'name', p.name,
    'staff_number', coalesce(p.staff_number, ''),
    'post', CASE WHEN c.posted_days > 0 THEN 'agent' ELSE '' END,
    'team', coalesce(t.name, ''),
    'site', coalesce(s.name, ''),
    'plan', v.document::jsonb -> 'name',
    'salt', replace(gen_random_uuid()::text, '-', '')
)
FROM scoring_card own
JOIN people_person p ON p.id = own.agent_id
JOIN scoring_planversion v ON v.id = own.plan_id
LEFT JOIN people_team t ON t.id = own.team_id
LEFT JOIN people_site s ON s.id = own.site_id
WHERE own.id = c.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0002_plans_cards_and_closed_months"),
        ("people", "0002_initial"),
    ]

    operations = [
        migrations.AddField(
            "card",
            "labels",
            models.JSONField(
                default=dict,
                help_text="Name, staff number, post, team, site and plan as printed: scoring.labels (SCORING §9).",
                verbose_name="labels",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddField(
            "scoringsettings",
            "two_people_final",
            models.BooleanField(
                default=True,
                help_text="Whoever published a month does not make it final as well.",
                verbose_name="A second person makes a month final",
            ),
        ),
        migrations.AddField(
            "scoringsettings",
            "two_people_publish",
            models.BooleanField(
                default=False,
                help_text="Whoever asked for the latest close of a month does not publish it as well.",
                verbose_name="A second person publishes a month",
            ),
        ),
    ]
