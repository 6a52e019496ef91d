import django.contrib.postgres.fields
import django.db.models.deletion
import records.models.calendar
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("records", "0002_closed_is_closed"),
        ("records", "0003_months_take_their_steps"),
        ("records", "0004_workbooks"),
        ("records", "0005_headings_of_a_source"),
        ("records", "0006_runs_of_imports"),
        ("records", "0007_told_rows"),
        ("records", "0008_service_calendar"),
        ("records", "0009_machine_responders"),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField(unique=True, verbose_name='position')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('month', models.CharField(blank=True, max_length=7, verbose_name='month')),
                ('body', models.TextField(verbose_name='body')),
                ('previous_hash', models.CharField(max_length=64, verbose_name='previous hash')),
                ('entry_hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('head', models.CharField(max_length=255, verbose_name='signed head')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
            ],
            options={
                'verbose_name': 'ledger entry',
                'verbose_name_plural': 'ledger entries',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ServiceDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('times', models.JSONField(blank=True, default=list, validators=[records.models.calendar.check_times], verbose_name='times')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'special day',
                'verbose_name_plural': 'special days',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='ZoneChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_first_day', models.DateField(unique=True, verbose_name='from month')),
                ('time_zone', models.CharField(max_length=64, verbose_name='time zone')),
            ],
            options={
                'verbose_name': 'change of time zone',
                'verbose_name_plural': 'changes of time zone',
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('hint', models.CharField(editable=False, max_length=12, verbose_name='begins with')),
                ('hashed', models.CharField(editable=False, max_length=64, unique=True, verbose_name='hash')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), size=None, verbose_name='may')),
                ('calls_per_minute', models.PositiveIntegerField(default=60, verbose_name='calls a minute')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('last_used_at', models.DateTimeField(editable=False, null=True, verbose_name='last used')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn at')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'API key',
                'verbose_name_plural': 'API keys',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifier')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('source', models.CharField(max_length=60, verbose_name='source')),
                ('state', models.CharField(choices=[('uploaded', 'Uploaded'), ('judged', 'Judged'), ('stored', 'Stored'), ('refused', 'Refused'), ('undone', 'Undone')], default='uploaded', max_length=12, verbose_name='state')),
                ('file', models.FileField(blank=True, upload_to='imports/%Y/%m', verbose_name='file')),
                ('file_name', models.CharField(max_length=200, verbose_name='file name')),
                ('file_sha256', models.CharField(blank=True, max_length=64, verbose_name='checksum')),
                ('profile', models.JSONField(default=dict, verbose_name='profile')),
                ('skip_bad', models.BooleanField(default=False, verbose_name='store the good rows only')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded at')),
                ('stored_at', models.DateTimeField(null=True, verbose_name='stored at')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('created', models.PositiveIntegerField(default=0, verbose_name='new')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='changed')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='unchanged')),
                ('rejected', models.PositiveIntegerField(default=0, verbose_name='errors')),
                ('warned', models.PositiveIntegerField(default=0, verbose_name='warnings')),
                ('late', models.PositiveIntegerField(default=0, verbose_name='too late')),
                ('detail', models.JSONField(default=dict, verbose_name='detail')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('key', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.apikey', verbose_name='API key')),
                ('part_of', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='records.batch', verbose_name='workbook')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='MachineResponder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name in the files')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added at')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
            ],
            options={
                'verbose_name': 'machine responder',
                'verbose_name_plural': 'machine responders',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=100, verbose_name='task')),
                ('payload', models.JSONField(default=dict, verbose_name='payload')),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='key')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.TextField(blank=True, verbose_name='last error')),
            ],
            options={
                'verbose_name': 'outbox message',
                'verbose_name_plural': 'outbox messages',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='outbox_due')],
            },
        ),
        migrations.CreateModel(
            name='ServiceCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_first_day', models.DateField(unique=True, verbose_name='from month')),
                ('around_the_clock', models.BooleanField(default=False, verbose_name='around the clock')),
                ('week', models.JSONField(blank=True, default=list, validators=[records.models.calendar.check_week], verbose_name='times of the week')),
                ('public_holidays', models.BooleanField(default=True, verbose_name='Chinese public holidays and make-up workdays')),
            ],
            options={
                'verbose_name': 'service calendar',
                'verbose_name_plural': 'service calendars',
                'ordering': ['-from_first_day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_first_day__day', 1)), name='calendar_from_a_first_day')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='at')),
                ('actor_name', models.CharField(max_length=150, verbose_name='by')),
                ('verb', models.CharField(db_index=True, max_length=60, verbose_name='act')),
                ('subject_type', models.CharField(max_length=60, verbose_name='kind of subject')),
                ('subject_id', models.CharField(max_length=80, verbose_name='subject')),
                ('detail', models.JSONField(default=dict, verbose_name='detail')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='audit_subject')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('stopped', 'Cancelled')], default='queued', max_length=8, verbose_name='state')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('requested_at', models.DateTimeField(auto_now_add=True, verbose_name='requested at')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('act', models.CharField(choices=[('check', 'Check'), ('store', 'Store')], max_length=5, verbose_name='act')),
                ('confirmed', models.JSONField(default=list, verbose_name='confirmed')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('step', models.CharField(choices=[('reading', 'Read the rows and check each'), ('comparing', 'Compare with what is known')], default='reading', max_length=10, verbose_name='step')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows done')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='records.batch', verbose_name='import')),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cancelled by')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
            ],
            options={
                'verbose_name': 'run of an import',
                'verbose_name_plural': 'runs of imports',
                'ordering': ['-id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('batch',), name='one_run_of_an_import')],
            },
        ),
        migrations.CreateModel(
            name='LateFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(verbose_name='row')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('number', models.CharField(max_length=100, verbose_name='number')),
                ('first_day', models.DateField(verbose_name='final month')),
                ('values', models.JSONField(verbose_name='values')),
                ('decision', models.CharField(choices=[('waiting', 'Waiting'), ('reopened', 'Month re-opened, stored'), ('dismissed', 'Dismissed')], default='waiting', max_length=12, verbose_name='decision')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='late_facts', to='records.batch', verbose_name='import')),
            ],
            options={
                'verbose_name': 'late fact',
                'verbose_name_plural': 'late facts',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['decision'], name='late_fact_waiting')],
            },
        ),
        migrations.CreateModel(
            name='MonthRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(unique=True, verbose_name='month')),
                ('state', models.CharField(choices=[('open', 'Open'), ('targets_confirmed', 'Targets confirmed'), ('collecting', 'Collecting'), ('computed', 'Computed'), ('in_review', 'In review'), ('published', 'Published'), ('final', 'Final'), ('paid_out', 'Paid out')], default='open', max_length=20, verbose_name='state')),
                ('time_zone', models.CharField(max_length=64, verbose_name='time zone')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends (exclusive)')),
                ('cutoff_at', models.DateTimeField(verbose_name='cut-off (inclusive)')),
                ('service_hours', models.JSONField(editable=False, null=True, verbose_name='service hours')),
                ('published_at', models.DateTimeField(null=True, verbose_name='published at')),
                ('finalised_at', models.DateTimeField(null=True, verbose_name='final since')),
                ('finalised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made final by')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'month',
                'verbose_name_plural': 'months',
                'ordering': ['-first_day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_day__day', 1)), name='month_begins_on_the_first'), models.CheckConstraint(condition=models.Q(('ends_at__lte', models.F('cutoff_at')), ('starts_at__lt', models.F('ends_at'))), name='month_edges_in_order')],
            },
        ),
        migrations.CreateModel(
            name='RowProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('severity', models.CharField(choices=[('error', 'Error'), ('warning', 'Warning')], max_length=8, verbose_name='severity')),
                ('row', models.PositiveIntegerField(verbose_name='row')),
                ('column', models.CharField(blank=True, max_length=200, verbose_name='column')),
                ('value', models.TextField(blank=True, verbose_name='value')),
                ('code', models.CharField(max_length=60, verbose_name='code')),
                ('params', models.JSONField(default=dict, verbose_name='parameters')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='records.batch', verbose_name='import')),
            ],
            options={
                'verbose_name': 'row problem',
                'verbose_name_plural': 'row problems',
                'ordering': ['row', 'id'],
                'indexes': [models.Index(fields=['batch', 'severity', 'row'], name='problem_of_batch')],
            },
        ),
        migrations.CreateModel(
            name='SourceProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('source', models.CharField(max_length=60, verbose_name='source')),
                ('document', models.JSONField(verbose_name='profile')),
                ('headings', models.JSONField(default=list, verbose_name='headings')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'source profile',
                'verbose_name_plural': 'source profiles',
                'constraints': [models.UniqueConstraint(fields=('kind', 'source'), name='one_profile_per_source')],
            },
        ),
        migrations.CreateModel(
            name='ToldRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(max_length=30, verbose_name='matter')),
                ('first_row', models.PositiveIntegerField(verbose_name='first row')),
                ('last_row', models.PositiveIntegerField(verbose_name='last row')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='what it is about')),
                ('lines', models.JSONField(default=list, verbose_name='values')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='records.batch', verbose_name='import')),
            ],
            options={
                'verbose_name': 'told row',
                'verbose_name_plural': 'told rows',
                'ordering': ['first_row', 'id'],
                'indexes': [models.Index(fields=['batch', 'matter', 'first_row'], name='told_of_batch')],
            },
        ),
    ]
