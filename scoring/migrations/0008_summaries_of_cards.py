"""What lists say of a card is taken out of its tree once, when it is stored: a column that the database writes."""

from django.db import migrations, models

SUMMARY = """
CREATE FUNCTION scoring_card_summary(tree jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object(
        'coefficient', tree -> 'coefficient', 'no_evidence', tree -> 'no_evidence',
        'needs_decision', tree -> 'needs_decision', 'has_posting', tree -> 'has_posting',
        'target_changes', jsonb_array_length(coalesce(tree -> 'target_changes', '[]')),
        'red_lines', jsonb_path_query_array(tree, '$.red_lines[*].what'), 'sections', (
            SELECT jsonb_agg(jsonb_build_array(section -> 'code', section -> 'score', (
                SELECT jsonb_agg(jsonb_build_array(
                    line -> 'code', line -> 'points', line -> 'numerator', line -> 'denominator', line -> 'scale',
                    line -> 'n', line -> 'evidence' = '"measured"', line -> 'name'
                )) FROM jsonb_array_elements(section -> 'lines') AS line
            ))) FROM jsonb_array_elements(tree -> 'sections') AS section
        )
    )
$$
"""


class Migration(migrations.Migration):
    """The function, then the column."""

    dependencies = [("scoring", "0007_targets_freeze")]

    operations = [
        migrations.RunSQL(SUMMARY, "DROP FUNCTION scoring_card_summary(jsonb)"),
        migrations.AddField(
            model_name="card",
            name="summary",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("frozen", function="scoring_card_summary"),
                help_text="Taken out of the tree by the database: scoring.card_summary.",
                output_field=models.JSONField(),
                verbose_name="what lists say of it",
            ),
        ),
    ]
