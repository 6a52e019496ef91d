"""Annual goals: each stands as it was set; another takes its place, or it ends."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STANDS = """
CREATE FUNCTION scoring_annual_goal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR (NEW.id, NEW.year, NEW.indicator, NEW.site_id, NEW.value, NEW.replaces_id, NEW.entered_by_id, NEW.entered_at)
          IS DISTINCT FROM
          (OLD.id, OLD.year, OLD.indicator, OLD.site_id, OLD.value, OLD.replaces_id, OLD.entered_by_id, OLD.entered_at)
    THEN
        RAISE EXCEPTION 'An annual goal stands as it was set.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION scoring_annual_goal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Annual goals are ended, not deleted.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_annualgoal
    FOR EACH ROW EXECUTE FUNCTION scoring_annual_goal_stands();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON scoring_annualgoal
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_annual_goal_is_kept();
"""

STANDS_UNDONE = """
DROP TRIGGER kept ON scoring_annualgoal;
DROP TRIGGER stands ON scoring_annualgoal;
DROP FUNCTION scoring_annual_goal_is_kept();
DROP FUNCTION scoring_annual_goal_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_part_time_postings'),
        ('scoring', '0018_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnualGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('indicator', models.CharField(max_length=60, verbose_name='indicator')),
                ('value', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='goal')),
                ('entered_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('reason', models.CharField(blank=True, help_text='Why it was changed or given up.', max_length=300, verbose_name='reason')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='scoring.annualgoal', verbose_name='replaces')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'annual goal',
                'verbose_name_plural': 'annual goals',
                'ordering': ['year', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('year', 'indicator', 'site'), name='one_goal_a_year', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='annual_goal_not_negative')],
            },
        ),
        migrations.RunSQL(STANDS, STANDS_UNDONE),
    ]
