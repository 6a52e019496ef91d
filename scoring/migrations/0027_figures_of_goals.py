"""Months of goals that nothing measures: each stands as it was entered; another takes its place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


STANDS = """
CREATE FUNCTION scoring_goal_figure_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR to_jsonb(NEW) - 'ended_at' IS DISTINCT FROM to_jsonb(OLD) - 'ended_at'
    THEN
        RAISE EXCEPTION 'A figure of an annual goal stands as it was entered.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION scoring_goal_figure_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Figures of annual goals are corrected, not deleted.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_goalfigure
    FOR EACH ROW EXECUTE FUNCTION scoring_goal_figure_stands();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON scoring_goalfigure
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_goal_figure_is_kept();
"""

STANDS_UNDONE = """
DROP TRIGGER kept ON scoring_goalfigure;
DROP TRIGGER stands ON scoring_goalfigure;
DROP FUNCTION scoring_goal_figure_is_kept();
DROP FUNCTION scoring_goal_figure_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0026_leaving_out_needs_a_second_word'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GoalFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='month')),
                ('indicator', models.CharField(max_length=60, verbose_name='indicator')),
                ('numerator', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='numerator')),
                ('denominator', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='denominator')),
                ('note', models.CharField(max_length=300, verbose_name='where it is from')),
                ('entered_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='scoring.goalfigure', verbose_name='replaces')),
            ],
            options={
                'verbose_name': 'figure of an annual goal',
                'verbose_name_plural': 'figures of annual goals',
                'ordering': ['first_day', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('first_day', 'indicator'), name='one_figure_a_month'), models.CheckConstraint(condition=models.Q(('denominator__gt', 0), ('numerator__gte', 0)), name='goal_figure_is_a_measure')],
            },
        ),
        migrations.RunSQL(STANDS, STANDS_UNDONE),
    ]
