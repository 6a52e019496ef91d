"""Red lines as a process, and HR's decisions where evidence lacks: the tables, and what the database holds to.

- What stands on the cards of a final month is not changed (``scoring.entry_guard.GUARDS``).
- What was judged stands: who confirmed, when and why, and the evidence that they saw.
"""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from records.final_month_triggers import Guard, GuardTable, for_month


GUARDS = (
    Guard(
        "scoring_decision",
        ("agent_id", "first_day", "indicator", "points", "coefficient", "stands"),
        for_month("c.first_day"),
    ),
    Guard("scoring_redline", ("key", "agent_id", "day", "words", "counts", "counts_in"), for_month("c.counts_in")),
)

JUDGED = """
CREATE FUNCTION scoring_judgement_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was judged of a red line stands, and so does its evidence.' USING ERRCODE = 'KP011';
END $$;

CREATE TRIGGER stands BEFORE UPDATE ON scoring_redline FOR EACH ROW
    WHEN (OLD.second_at IS NOT NULL AND
          (OLD.key, OLD.agent_id, OLD.day, OLD.first_by_id, OLD.first_at, OLD.second_by_id, OLD.second_at, OLD.counts_in)
          IS DISTINCT FROM
          (NEW.key, NEW.agent_id, NEW.day, NEW.first_by_id, NEW.first_at, NEW.second_by_id, NEW.second_at,
           NEW.counts_in))
    EXECUTE FUNCTION scoring_judgement_stands();
CREATE TRIGGER stands_for_ever BEFORE DELETE OR TRUNCATE ON scoring_redline
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_judgement_stands();
CREATE TRIGGER stands BEFORE UPDATE ON scoring_redlineevidence FOR EACH ROW
    WHEN ((OLD.red_line_id, OLD."order", OLD.file, OLD.by_id, OLD.at)
          IS DISTINCT FROM (NEW.red_line_id, NEW."order", NEW.file, NEW.by_id, NEW.at))
    EXECUTE FUNCTION scoring_judgement_stands();
CREATE TRIGGER stands_for_ever BEFORE DELETE OR TRUNCATE ON scoring_redlineevidence
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_judgement_stands();
"""

JUDGED_UNDONE = """
DROP TRIGGER stands_for_ever ON scoring_redlineevidence;
DROP TRIGGER stands ON scoring_redlineevidence;
DROP TRIGGER stands_for_ever ON scoring_redline;
DROP TRIGGER stands ON scoring_redline;
DROP FUNCTION scoring_judgement_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_part_time_postings'),
        ('records', '0008_service_calendar'),
        ('scoring', '0011_targets_are_agreed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RedLineRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('words', models.CharField(max_length=100, verbose_name='what nobody may do')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'red-line rule',
                'verbose_name_plural': 'red-line rules',
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='scoringsettings',
            name='red_line_days',
            field=models.PositiveSmallIntegerField(default=5, help_text='For gathering evidence, and for each of the two confirmations.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='Working days for each step of a red line'),
        ),
        migrations.CreateModel(
            name='RedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('day', models.DateField(verbose_name='day of the incident')),
                ('words', models.CharField(help_text='The rule as it was when it was recorded.', max_length=130, verbose_name='red line')),
                ('account', models.TextField(verbose_name='what happened')),
                ('state', models.CharField(choices=[('evidence', 'Evidence is gathered'), ('hearing', 'Hearing'), ('first', 'First confirmation'), ('second', 'Second confirmation'), ('confirmed', 'Re-certification'), ('back', 'Back at the post'), ('dismissed', 'Dismissed'), ('overturned', 'Overturned')], default='evidence', max_length=12, verbose_name='state')),
                ('due', models.DateField(null=True, verbose_name='due by')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('hearing_on', models.DateField(null=True, verbose_name='day of the hearing')),
                ('statement', models.TextField(blank=True, verbose_name='statement of the person concerned')),
                ('stated_at', models.DateTimeField(null=True, verbose_name='stated at')),
                ('present', models.CharField(blank=True, max_length=200, verbose_name='who was present')),
                ('minutes', models.TextField(blank=True, verbose_name='minutes of the hearing')),
                ('heard_at', models.DateTimeField(null=True, verbose_name='heard at')),
                ('first_at', models.DateTimeField(null=True, verbose_name='first confirmed at')),
                ('first_reason', models.TextField(blank=True, verbose_name='reason of the first confirmation')),
                ('second_at', models.DateTimeField(null=True, verbose_name='second confirmed at')),
                ('second_reason', models.TextField(blank=True, verbose_name='reason of the second confirmation')),
                ('counts', models.BooleanField(default=False, verbose_name='counts')),
                ('counts_in', models.DateField(null=True, verbose_name='counts in month')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('ended_reason', models.TextField(blank=True, verbose_name='reason of the end')),
                ('overturn_reason', models.TextField(blank=True, verbose_name='reason for overturning')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='red_lines', to='people.person', verbose_name='agent')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first confirmed by')),
                ('overturn_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='overturning asked by')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second confirmed by')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scoring.redlinerule', verbose_name='rule')),
            ],
            options={
                'verbose_name': 'red line',
                'verbose_name_plural': 'red lines',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RecertificationStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200, verbose_name='what is to be done')),
                ('due', models.DateField(verbose_name='due by')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='result')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
                ('red_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='scoring.redline')),
            ],
            options={
                'verbose_name': 're-certification step',
                'verbose_name_plural': 're-certification steps',
                'ordering': ['due', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RedLineEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=300, verbose_name='what it shows')),
                ('order', models.CharField(blank=True, max_length=100, verbose_name='order number')),
                ('file', models.FileField(blank=True, upload_to='red_lines/%Y/%m', verbose_name='file')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='file name')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('red_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='scoring.redline')),
            ],
            options={
                'verbose_name': 'evidence of a red line',
                'verbose_name_plural': 'evidence of red lines',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(default='portal', max_length=60, verbose_name='source')),
                ('number', models.CharField(max_length=100, verbose_name='number')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='revision')),
                ('stands', models.BooleanField(default=True, verbose_name='stands')),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided at')),
                ('reason', models.TextField(blank=True, verbose_name='reason for the correction')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('first_day', models.DateField(verbose_name='month')),
                ('indicator', models.CharField(blank=True, max_length=60, verbose_name='indicator')),
                ('points', models.DecimalField(decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='points')),
                ('coefficient', models.DecimalField(decimal_places=2, max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='coefficient')),
                ('text', models.TextField(verbose_name='reason')),
                ('salt', models.CharField(editable=False, max_length=32)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='people.person', verbose_name='agent')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='author')),
                ('batch', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import')),
                ('recorded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['-id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('stands', True)), fields=('source', 'number'), name='decision_one_stands'), models.UniqueConstraint(fields=('source', 'number', 'revision'), name='decision_revision'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('indicator', ''), _negated=True), ('coefficient__isnull', True), ('points__gte', 0), ('points__lte', 100)), models.Q(('coefficient__gte', 0), ('indicator', ''), ('points__isnull', True)), _connector='OR'), name='decision_gives_points_or_a_coefficient'), models.UniqueConstraint(condition=models.Q(('stands', True)), fields=('agent', 'first_day', 'indicator'), name='one_decision_stands'), models.CheckConstraint(condition=models.Q(('first_day__day', 1)), name='decision_for_a_month')],
            },
        ),
        migrations.AddIndex(
            model_name='redline',
            index=models.Index(condition=models.Q(('counts', True)), fields=['counts_in'], name='red_line_in_month'),
        ),
        migrations.AddConstraint(
            model_name='redline',
            constraint=models.CheckConstraint(condition=models.Q(('first_by__isnull', True), ('second_by__isnull', True), models.Q(('first_by', models.F('second_by')), _negated=True), _connector='OR'), name='red_line_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='redline',
            constraint=models.CheckConstraint(condition=models.Q(('counts', False), models.Q(('counts_in__isnull', False), ('first_by__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='red_line_counts_when_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='redline',
            constraint=models.CheckConstraint(condition=models.Q(('counts_in__isnull', True), ('counts_in__day', 1), _connector='OR'), name='red_line_counts_in_a_month'),
        ),
        *[GuardTable(guard) for guard in GUARDS],
        migrations.RunSQL(JUDGED, JUDGED_UNDONE),
    ]
