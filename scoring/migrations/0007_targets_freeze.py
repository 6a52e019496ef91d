"""Targets freeze; what a computed month was made by is not changed behind it (SCORING §5).

- ``scoring_computed_months`` are the months that were computed and not opened again since, or were published.
- Their targets stand, and no plan begins in or before one of them.
- A change after the freeze that was confirmed or withdrawn stands, and so does what was asked for and by whom.
"""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


COMPUTED = """
CREATE VIEW scoring_computed_months AS
SELECT m.id, m.first_day FROM records_monthrecord m
WHERE m.state IN ('published', 'final', 'paid_out')
   OR m.state IN ('computed', 'in_review') AND NOT EXISTS (
        SELECT FROM scoring_monthreopening r
        WHERE r.month_id = m.id AND r.confirmed_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM scoring_monthclose c
            WHERE c.month_id = m.id AND c.state = 'done' AND c.finished_at >= r.confirmed_at
        )
   );

CREATE FUNCTION scoring_targets_are_computed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    computed date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT min(first_day) INTO computed FROM new_rows JOIN scoring_computed_months USING (first_day);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(first_day) INTO computed FROM old_rows JOIN scoring_computed_months USING (first_day);
    ELSE
        SELECT min(m.first_day) INTO computed
        FROM old_rows o FULL JOIN new_rows n USING (id)
        JOIN scoring_computed_months m ON m.first_day IN (o.first_day, n.first_day)
        WHERE (o.id, o.indicator, o.first_day, o.agent_id, o.team_id, o.site_id, o.value, o.stands)
              IS DISTINCT FROM
              (n.id, n.indicator, n.first_day, n.agent_id, n.team_id, n.site_id, n.value, n.stands);
    END IF;
    IF computed IS NOT NULL THEN
        RAISE EXCEPTION 'Month % was computed; its targets stand until it is opened again.',
            to_char(computed, 'YYYY-MM') USING ERRCODE = 'KP011';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER computed_insert AFTER INSERT ON scoring_target
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_targets_are_computed();
CREATE TRIGGER computed_update AFTER UPDATE ON scoring_target
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_targets_are_computed();
CREATE TRIGGER computed_delete AFTER DELETE ON scoring_target
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_targets_are_computed();

CREATE FUNCTION scoring_plan_begins_later() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT FROM scoring_computed_months WHERE first_day >= NEW.valid_from) THEN
        RAISE EXCEPTION 'A plan begins after the months that were computed.' USING ERRCODE = 'KP011';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER begins_later BEFORE INSERT ON scoring_planversion FOR EACH ROW
    WHEN (NEW.state = 'published') EXECUTE FUNCTION scoring_plan_begins_later();
CREATE TRIGGER begins_later_published BEFORE UPDATE ON scoring_planversion FOR EACH ROW
    WHEN (NEW.state = 'published' AND OLD.state <> 'published') EXECUTE FUNCTION scoring_plan_begins_later();
"""

COMPUTED_UNDONE = """
DROP TRIGGER begins_later_published ON scoring_planversion;
DROP TRIGGER begins_later ON scoring_planversion;
DROP FUNCTION scoring_plan_begins_later();
DROP TRIGGER computed_delete ON scoring_target;
DROP TRIGGER computed_update ON scoring_target;
DROP TRIGGER computed_insert ON scoring_target;
DROP FUNCTION scoring_targets_are_computed();
DROP VIEW scoring_computed_months;
"""

ANSWERED = """
CREATE FUNCTION scoring_target_change_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Who asked for a change of a target and who answered stands.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_targetchange FOR EACH ROW
    WHEN ((OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL) AND (
              (OLD.before, OLD.salt, OLD.confirmed_by_id, OLD.confirmed_at, OLD.withdrawn_at)
              IS DISTINCT FROM (NEW.before, NEW.salt, NEW.confirmed_by_id, NEW.confirmed_at, NEW.withdrawn_at))
          OR (OLD.indicator, OLD.first_day, OLD.agent_id, OLD.team_id, OLD.site_id, OLD.value, OLD.asked_by_id,
              OLD.asked_at)
             IS DISTINCT FROM
             (NEW.indicator, NEW.first_day, NEW.agent_id, NEW.team_id, NEW.site_id, NEW.value, NEW.asked_by_id,
              NEW.asked_at))
    EXECUTE FUNCTION scoring_target_change_stands();
CREATE TRIGGER stands_for_ever BEFORE DELETE OR TRUNCATE ON scoring_targetchange
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_target_change_stands();
"""

ANSWERED_UNDONE = """
DROP TRIGGER stands_for_ever ON scoring_targetchange;
DROP TRIGGER stands ON scoring_targetchange;
DROP FUNCTION scoring_target_change_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_days_of_final_months'),
        ('scoring', '0006_facts_of_a_card_together'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='scoringsettings',
            name='live_from',
            field=models.DateField(blank=True, help_text='Earlier months are history: HR enters their targets, and their cards say so.', null=True, verbose_name='Live from month'),
        ),
        migrations.AddField(
            model_name='scoringsettings',
            name='target_ease',
            field=models.PositiveSmallIntegerField(default=25, help_text="Of the way from the plan's target back to the floor.", validators=[django.core.validators.MaxValueValidator(99)], verbose_name='How much easier a target may be (%)'),
        ),
        migrations.AddField(
            model_name='scoringsettings',
            name='target_freeze_day',
            field=models.PositiveSmallIntegerField(default=5, help_text='Day of the month. Afterwards a change needs a reason and a second person.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='Last day to set targets'),
        ),
        migrations.CreateModel(
            name='TargetChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=60, verbose_name='indicator')),
                ('first_day', models.DateField(verbose_name='month')),
                ('before', models.DecimalField(decimal_places=4, max_digits=12, null=True, verbose_name='target before')),
                ('value', models.DecimalField(decimal_places=4, max_digits=12, null=True, verbose_name='target')),
                ('reason', models.TextField(verbose_name='reason')),
                ('salt', models.CharField(editable=False, max_length=32)),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked at')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='agent')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.site', verbose_name='site')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'change of a target',
                'verbose_name_plural': 'changes of targets',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agent__isnull', False), ('site__isnull', True), ('team__isnull', True)), models.Q(('agent__isnull', True), ('site__isnull', True), ('team__isnull', False)), models.Q(('agent__isnull', True), ('site__isnull', False), ('team__isnull', True)), _connector='OR'), name='target_change_for_one'), models.CheckConstraint(condition=models.Q(('first_day__day', 1)), name='target_change_for_a_month'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='target_changed_by_two_people'), models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('indicator', 'first_day', 'agent', 'team', 'site'), name='one_target_change_waits', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(COMPUTED, COMPUTED_UNDONE),
        migrations.RunSQL(ANSWERED, ANSWERED_UNDONE),
    ]
