"""The site calendar: events that move weights (SCORING §6).

An event stands as it was entered; it may end, and nothing of it moves in a month that was computed.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STANDS = """
CREATE FUNCTION scoring_site_event_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    computed date;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
           OR (NEW.id, NEW.site_id, NEW.kind, NEW.words, NEW.first_day, NEW.last_day, NEW.shifts, NEW.replaces_id,
               NEW.entered_by_id, NEW.entered_at)
              IS DISTINCT FROM
              (OLD.id, OLD.site_id, OLD.kind, OLD.words, OLD.first_day, OLD.last_day, OLD.shifts, OLD.replaces_id,
               OLD.entered_by_id, OLD.entered_at) THEN
            RAISE EXCEPTION 'An event of the site calendar stands as it was entered.' USING ERRCODE = 'KP011';
        END IF;
    END IF;
    SELECT min(first_day) INTO computed FROM scoring_computed_months
    WHERE first_day BETWEEN date_trunc('month', NEW.first_day)::date AND NEW.last_day;
    IF computed IS NOT NULL THEN
        RAISE EXCEPTION 'Month % was computed; its weights stand.', to_char(computed, 'YYYY-MM')
            USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION scoring_site_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Events of the site calendar are withdrawn, not deleted.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE INSERT OR UPDATE ON scoring_siteevent
    FOR EACH ROW EXECUTE FUNCTION scoring_site_event_stands();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON scoring_siteevent
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_site_event_is_kept();
"""

STANDS_UNDONE = """
DROP TRIGGER kept ON scoring_siteevent;
DROP TRIGGER stands ON scoring_siteevent;
DROP FUNCTION scoring_site_event_is_kept();
DROP FUNCTION scoring_site_event_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_part_time_postings'),
        ('scoring', '0012_red_lines_and_decisions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('handover', 'Handover of new homes'), ('renewal', 'Renewal of contracts'), ('own', 'Something else')], max_length=10, verbose_name='kind')),
                ('words', models.CharField(blank=True, max_length=40, verbose_name='in own words')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='to (inclusive)')),
                ('shifts', models.JSONField(default=dict, verbose_name='shifts')),
                ('entered_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='scoring.siteevent', verbose_name='replaces')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'event of the site calendar',
                'verbose_name_plural': 'events of the site calendar',
                'ordering': ['first_day', 'last_day', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='site_event_days_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'own'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='site_event_has_a_name')],
            },
        ),
        migrations.RunSQL(STANDS, STANDS_UNDONE),
    ]
