"""A month's state moves by the steps of SCORING §9 only, whoever moves it; who published it and made it final is kept.

Backwards it goes only by a re-opening: ``records_may_be_reopened(month)`` says no here, and is taught by scoring, which
keeps the requests. The instants and names of a step stand until the next one.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STEPS = """
CREATE FUNCTION records_may_be_reopened(month_id bigint, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT false $$;

CREATE FUNCTION records_steps() RETURNS trigger
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
    ELSIF OLD.state IN ('published', 'final') AND NEW.state = 'computed' THEN
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
        RAISE EXCEPTION 'A month does not go from % to %.', OLD.state, NEW.state USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER steps BEFORE INSERT OR UPDATE ON records_monthrecord FOR EACH ROW EXECUTE FUNCTION records_steps();
CREATE TRIGGER steps_truncated BEFORE TRUNCATE ON records_monthrecord
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_truncate();
"""

UNDO = """
DROP TRIGGER steps_truncated ON records_monthrecord;
DROP TRIGGER steps ON records_monthrecord;
DROP FUNCTION records_steps();
DROP FUNCTION records_may_be_reopened(bigint, timestamptz);
"""


def _account(said: str) -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=said,
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0002_closed_is_closed"),
    ]

    operations = [
        migrations.AddField("monthrecord", "published_by", _account("published by")),
        migrations.AddField("monthrecord", "finalised_by", _account("made final by")),
        migrations.RunSQL(STEPS, UNDO),
    ]
