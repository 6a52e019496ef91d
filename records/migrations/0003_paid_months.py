"""A month that was paid out is opened again as a final one is: by two people (SCORING §9).

What is paid of it stays; the difference is paid by a batch of its own.
"""

from django.db import migrations

STEPS = """
CREATE OR REPLACE FUNCTION records_steps() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('open', 'targets_confirmed', 'collecting') THEN
            RAISE EXCEPTION 'A month begins open.' USING ERRCODE = 'KP011';
        END IF;
    ELSIF OLD.state = NEW.state THEN
        IF NEW.state IN ('published', 'final', 'paid_out')
           AND (OLD.published_at, OLD.published_by_id, OLD.finalised_at, OLD.finalised_by_id, OLD.time_zone)
               IS DISTINCT FROM
               (NEW.published_at, NEW.published_by_id, NEW.finalised_at, NEW.finalised_by_id, NEW.time_zone) THEN
            RAISE EXCEPTION 'Who took a step of a month, and when, stands.' USING ERRCODE = 'KP011';
        END IF;
    ELSIF OLD.state IN (%s) AND NEW.state = 'computed' THEN
        IF NOT records_may_be_reopened(OLD.id, OLD.published_at) THEN
            RAISE EXCEPTION 'A month is opened again by two people only.' USING ERRCODE = 'KP011';
        END IF;
    ELSIF (OLD.state, NEW.state) NOT IN (
        ('open', 'targets_confirmed'), ('open', 'collecting'), ('open', 'computed'),
        ('targets_confirmed', 'collecting'), ('targets_confirmed', 'computed'),
        ('collecting', 'computed'),
        ('computed', 'in_review'), ('computed', 'published'),
        ('in_review', 'published'),
        ('published', 'final'),
        ('final', 'paid_out')
    ) THEN
        RAISE EXCEPTION 'A month does not go from %% to %%.', OLD.state, NEW.state USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(STEPS % "'published', 'final', 'paid_out'", STEPS % "'published', 'final'"),
    ]
