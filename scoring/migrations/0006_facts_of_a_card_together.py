"""One row for all facts of an indicator of a card, as they are hashed, instead of one for each.

The guards go with them: written once (0002), none added to a card of a final month (0004).
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GUARDS = """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_card_is_frozen();
CREATE TRIGGER final_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_facts_are_final();
"""

TOGETHER = """
INSERT INTO scoring_cardfacts (card_id, indicator, facts, shared_by)
SELECT card_id, indicator, '[' || string_agg(fact, ',' ORDER BY id) || ']',
       CASE WHEN max(shared_by) > 1 THEN array_agg(shared_by ORDER BY id) END
FROM (
    SELECT card_id, indicator, id COLLATE "C" AS id, shared_by,
           '["' || id || '",' || revision || ',"' || numerator / common || '/' || denominator / common
           || '","' || reason || '"]' AS fact
    FROM (SELECT *, kind || ':' || fact_id AS id, gcd(numerator, denominator) AS common FROM scoring_cardfact) f
) f
GROUP BY card_id, indicator;
SET CONSTRAINTS ALL IMMEDIATE;
""" + GUARDS.format(table="scoring_cardfacts")

APART = """
ALTER TABLE scoring_cardfact DROP CONSTRAINT scoring_cardfact_pkey;
INSERT INTO scoring_cardfact
    (card_id, indicator, kind, fact_id, revision, numerator, denominator, shared_by, reason)
SELECT card_id, indicator, split_part(fact ->> 0, ':', 1), split_part(fact ->> 0, ':', 2)::bigint,
       (fact ->> 1)::integer, split_part(fact ->> 2, '/', 1)::bigint, split_part(fact ->> 2, '/', 2)::bigint,
       coalesce(shared_by[place], 1), fact ->> 3
FROM scoring_cardfacts CROSS JOIN LATERAL jsonb_array_elements(facts::jsonb) WITH ORDINALITY AS f(fact, place)
ORDER BY card_id;
SET CONSTRAINTS ALL IMMEDIATE;
DROP TRIGGER final_insert ON scoring_cardfacts;
DROP TRIGGER frozen ON scoring_cardfacts;
""" + GUARDS.format(table="scoring_cardfact")


class Migration(migrations.Migration):
    dependencies = [("scoring", "0005_guards_from_declarations")]

    operations = [
        migrations.CreateModel(
            name="CardFacts",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "card_id", "indicator", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("indicator", models.CharField(max_length=60, verbose_name="indicator")),
                (
                    "facts",
                    models.TextField(
                        help_text="Canonical JSON: a list of [fact, revision, contribution, reason for exclusion], "
                        "sorted by fact.",
                        verbose_name="facts",
                    ),
                ),
                (
                    "shared_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        help_text="Of each fact: the ratings of one department count as one. Empty: each fact counts "
                        "by itself.",
                        null=True,
                        size=None,
                        verbose_name="facts that make one counted thing",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="scoring.card",
                        verbose_name="card",
                    ),
                ),
            ],
            options={"verbose_name": "counted facts", "verbose_name_plural": "counted facts"},
        ),
        migrations.RunSQL(TOGETHER, APART),
        migrations.DeleteModel("CardFact"),
        migrations.RunSQL(
            # Compressing a tree of 10 KB takes as long as reading all that went into it, and every list reads it again.
            "ALTER TABLE scoring_card ALTER COLUMN frozen SET STORAGE EXTERNAL",
            "ALTER TABLE scoring_card ALTER COLUMN frozen SET STORAGE EXTENDED",
        ),
    ]
