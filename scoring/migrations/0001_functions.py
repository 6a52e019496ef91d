"""Functions that tables need: of a generated column and of a constraint.

What lists say of a card is taken out of its tree once, when it is stored; a published plan's weights sum to exactly
100.00, over the dimensions and inside each (SCORING §2).
"""

from django.db import migrations

WHOLE = """
CREATE FUNCTION scoring_plan_is_whole(document text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT coalesce(
        sum((dimension ->> 'weight')::numeric) = 100
            AND bool_and((
                SELECT coalesce(sum((indicator ->> 'weight')::numeric), 0) = 100
                FROM jsonb_array_elements(dimension -> 'indicators') indicator
            )),
        false)
    FROM jsonb_array_elements(document::jsonb -> 'dimensions') dimension
$$;
"""

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
    replaces = [
        ("scoring", "0002_plans_cards_and_closed_months"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(WHOLE, "DROP FUNCTION scoring_plan_is_whole(text)"),
        migrations.RunSQL(SUMMARY, "DROP FUNCTION scoring_card_summary(jsonb)"),
    ]
