"""What the lab scores again, by column: a path for each figure of all lines takes half the time of a row for each line,
and a close waits for it. A row of both columns and labels, some 3 KB, is no longer compressed to be read back by lists.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("scoring.migrations.0011_replayed").REPLAYED.replace("CREATE", "CREATE OR REPLACE", 1)

REPLAYED = """
CREATE OR REPLACE FUNCTION scoring_card_replayed(tree jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_array(
        tree -> 'has_posting',
        jsonb_build_array(
            jsonb_path_query_array(tree, '$.sections[*].code'),
            jsonb_path_query_array(tree, '$.sections[*].score'),
            jsonb_path_query_array(tree, '$.sections[*].shift')
        ),
        jsonb_build_array(
            jsonb_path_query_array(tree, '$.adjustments[*].kind'),
            jsonb_path_query_array(tree, '$.adjustments[*].entered'),
            jsonb_path_query_array(tree, '$.adjustments[*].text_hash')
        ),
        jsonb_path_query_array(tree, '$.red_lines[*].key'),
        jsonb_build_array(
            jsonb_path_query_array(tree, '$.decisions[*].indicator'),
            jsonb_path_query_array(tree, '$.decisions[*].points'),
            jsonb_path_query_array(tree, '$.decisions[*].coefficient')
        ),
        jsonb_build_object(
            'sizes', jsonb_path_query_array(tree, '$.sections[*].lines.size()'),
            'led', jsonb_path_query_array(tree, '$.sections[*].lines[*] ? (@.of == "led").code'),
            'lines', jsonb_build_array(
                jsonb_path_query_array(tree, '$.sections[*].lines[*].code'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].points'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].value'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].target'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].target_from'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].numerator'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].denominator'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].n'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].evidence'),
                jsonb_path_query_array(tree, '$.sections[*].lines[*].company_value')
            )
        )
    )
$$;
"""

ANEW = "ALTER TABLE scoring_card ALTER COLUMN replayed SET EXPRESSION AS (scoring_card_replayed(frozen));"
"""Of the cards that there are already."""

UNCOMPRESSED = "ALTER TABLE scoring_card SET (toast_tuple_target = 4096);"
COMPRESSED = "ALTER TABLE scoring_card RESET (toast_tuple_target);"


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0015_past_complaint_limits"),
    ]

    operations = [
        migrations.RunSQL([UNCOMPRESSED, REPLAYED, ANEW], [COMPRESSED, BEFORE, ANEW]),
    ]
