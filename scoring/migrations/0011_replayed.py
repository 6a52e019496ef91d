"""What the lab scores again is taken out of a card's tree once, when it is stored: a year of 1,000 agents is 12,000."""

from django.db import migrations, models

REPLAYED = """
CREATE FUNCTION scoring_card_replayed(tree jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_array(
        tree -> 'has_posting',
        (SELECT jsonb_object_agg(section ->> 'code', section -> 'score')
         FROM jsonb_array_elements(tree -> 'sections') AS section),
        coalesce((SELECT jsonb_object_agg(section ->> 'code', section -> 'shift')
                  FROM jsonb_array_elements(tree -> 'sections') AS section
                  WHERE (section ->> 'shift')::numeric <> 0), '{}'),
        coalesce((SELECT jsonb_agg(jsonb_build_array(entry -> 'kind', entry -> 'entered', entry -> 'text_hash'))
                  FROM jsonb_array_elements(tree -> 'adjustments') AS entry), '[]'),
        jsonb_path_query_array(tree, '$.red_lines[*].key'),
        coalesce((SELECT jsonb_agg(jsonb_build_array(
                      decision -> 'indicator', decision -> 'points', decision -> 'coefficient'))
                  FROM jsonb_array_elements(tree -> 'decisions') AS decision), '[]'),
        (SELECT jsonb_agg(jsonb_build_array(section -> 'code', (
            SELECT jsonb_agg(jsonb_build_array(
                line -> 'code', line -> 'points', line -> 'value', line -> 'target', line -> 'target_from',
                line -> 'numerator', line -> 'denominator', line -> 'n', line -> 'evidence', line -> 'company_value',
                line -> 'of'
            )) FROM jsonb_array_elements(section -> 'lines') AS line
         ))) FROM jsonb_array_elements(tree -> 'sections') AS section)
    )
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0010_complaint_limit"),
    ]

    operations = [
        migrations.RunSQL(REPLAYED, "DROP FUNCTION scoring_card_replayed(jsonb)"),
        migrations.AddField(
            model_name="card",
            name="replayed",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("frozen", function="scoring_card_replayed"),
                help_text="Taken out of the tree by the database: scoring.lab.reading.",
                output_field=models.JSONField(),
                verbose_name="what the lab scores again",
            ),
        ),
    ]
