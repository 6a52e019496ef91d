"""Targets and adjustments of final months are guarded by what the one builder makes (``scoring.entry_guard.GUARDS``).

And nobody publishes a month or makes it final without a name: where one was missing, two people could not be told apart.
"""

from importlib import import_module

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable, for_month

GUARDS = (
    Guard(
        "scoring_target",
        ("indicator", "first_day", "agent_id", "team_id", "site_id", "value", "stands"),
        for_month("c.first_day"),
    ),
    Guard(
        "scoring_adjustment",
        ("agent_id", "first_day", "kind", "points", "stands"),
        for_month("c.first_day"),
    ),
)

TWO_PEOPLE = """
CREATE OR REPLACE FUNCTION scoring_two_people() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.state = 'published' AND NEW.published_by_id IS NULL
       OR NEW.state = 'final' AND NEW.finalised_by_id IS NULL THEN
        RAISE EXCEPTION 'Somebody publishes a month and makes it final; nobody is named.' USING ERRCODE = 'KP011';
    END IF;
    IF NEW.state = 'final' AND NEW.finalised_by_id IS NOT DISTINCT FROM NEW.published_by_id
       AND coalesce((SELECT two_people_final FROM scoring_scoringsettings WHERE id = 1), true) THEN
        RAISE EXCEPTION 'Who published a month does not make it final.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER two_people BEFORE UPDATE ON records_monthrecord FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND NEW.state IN ('published', 'final')) EXECUTE FUNCTION scoring_two_people();
"""

BEFORE = import_module("scoring.migrations.0004_final_is_final").TWO_PEOPLE.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
).replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER")


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_final_is_final")]

    operations = [
        *[GuardTable(guard, replaces=guard) for guard in GUARDS],
        migrations.RunSQL(TWO_PEOPLE, BEFORE),
    ]
