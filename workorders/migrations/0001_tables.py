import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import workorders.models.handling
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("workorders", "0002_closed_is_closed"),
        ("workorders", "0003_truth_on_the_row"),
        ("workorders", "0004_orders_stay_where_they_were"),
        ("workorders", "0005_projections_say_what_events_say"),
        ("workorders", "0006_numbers_without_case"),
        ("workorders", "0007_worked_in_the_portal"),
        ("workorders", "0008_until_when_is_guarded"),
        ("workorders", "0009_longer_times_are_asked_for"),
        ("workorders", "0010_tabs_of_ones_own"),
        ("workorders", "0011_calls_that_reached_nobody"),
        ("workorders", "0012_completed_and_due_are_shut"),
        ("workorders", "0013_who_usually_does_it"),
        ("workorders", "0014_emergencies_have_a_clock"),
        ("workorders", "0015_one_incident_for_many_buildings"),
        ("workorders", "0016_merged_orders_and_reopening"),
        ("workorders", "0017_due_times"),
    ]

    initial = True

    dependencies = [
        ('people', '0001_tables'),
        ('records', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrive_minutes', models.PositiveSmallIntegerField(default=15, help_text='By the clock, day and night; shown on the board above every filter.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Minutes until somebody is there in an emergency')),
                ('to_lead_minutes', models.PositiveSmallIntegerField(default=60, help_text='An order that is late is first a matter of who has it.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Minutes late until who leads the team is asked')),
                ('to_next_minutes', models.PositiveSmallIntegerField(default=240, help_text='The next superior; of a site that nobody leads whole, nobody.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Minutes late until who leads the whole site is asked too')),
                ('reopen_days', models.PositiveSmallIntegerField(default=7, help_text='Later a new order is made, linked to the old one, which stays completed.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='Days after the completion in which an order is opened again')),
            ],
            options={
                'verbose_name': 'settings of the desk',
                'verbose_name_plural': 'settings of the desk',
            },
        ),
        migrations.CreateModel(
            name='DueTimes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField(unique=True, verbose_name='from')),
                ('minutes', models.JSONField(blank=True, default=dict, verbose_name='minutes')),
                ('around_the_clock', models.JSONField(blank=True, default=list, verbose_name='around the clock')),
            ],
            options={
                'verbose_name': 'due times of orders',
                'verbose_name_plural': 'due times of orders',
                'ordering': ['-from_day'],
            },
        ),
        migrations.CreateModel(
            name='WorkOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(default='portal', max_length=60, verbose_name='source')),
                ('number', models.CharField(max_length=100, verbose_name='order number')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='revision')),
                ('stands', models.BooleanField(default=True, verbose_name='stands')),
                ('room', models.CharField(blank=True, max_length=200, verbose_name='room')),
                ('category', models.CharField(blank=True, max_length=120, verbose_name='category')),
                ('priority', models.CharField(choices=[('low', 'Low'), ('normal', 'Normal'), ('high', 'High'), ('urgent', 'Urgent')], default='normal', max_length=10, verbose_name='priority')),
                ('is_emergency', models.BooleanField(default=False, verbose_name='emergency')),
                ('channel', models.CharField(blank=True, max_length=60, verbose_name='source channel')),
                ('subject', models.CharField(blank=True, max_length=300, verbose_name='subject')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('department', models.CharField(blank=True, max_length=120, verbose_name='department')),
                ('records_responses', models.BooleanField(default=True, verbose_name='responses are recorded')),
                ('records_completions', models.BooleanField(default=True, verbose_name='completions are recorded')),
                ('records_dispatches', models.BooleanField(default=True, verbose_name='dispatches are recorded')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None, verbose_name='flags')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('state', models.CharField(choices=[('new', 'New'), ('in_progress', 'In progress'), ('on_hold', 'Waiting for the resident'), ('completed', 'Completed'), ('reopened', 'Re-opened'), ('cancelled', 'Cancelled')], default='new', max_length=12, verbose_name='state')),
                ('first_responded_at', models.DateTimeField(null=True, verbose_name='first response')),
                ('first_dispatched_at', models.DateTimeField(null=True, verbose_name='first dispatch')),
                ('completed_at', models.DateTimeField(null=True, verbose_name='completed')),
                ('was_completed', models.BooleanField(default=False, verbose_name='was completed once')),
                ('correction', models.CharField(blank=True, max_length=10, verbose_name='correction')),
                ('last_event_at', models.DateTimeField(null=True, verbose_name='last event that can move a score')),
                ('agent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='people.person', verbose_name='responsible agent')),
                ('batch', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import')),
                ('building', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='people.building', verbose_name='building')),
                ('completer', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person', verbose_name='responsible at the completion')),
                ('first_contact_owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='first-contact owner')),
                ('responder', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person', verbose_name='responder')),
                ('site', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='people.site', verbose_name='site')),
                ('source_agent', models.ForeignKey(help_text='The one agent column of a source that records no dispatches.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders_in_source', to='people.person', verbose_name='agent in the source')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='people.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'work order',
                'verbose_name_plural': 'work orders',
                'indexes': [models.Index(fields=['created_at'], name='order_created'), models.Index(fields=['first_dispatched_at'], name='order_dispatched'), models.Index(fields=['agent', 'created_at'], name='order_of_agent'), models.Index(fields=['site', 'created_at'], name='order_of_site'), models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('number'), 'text_pattern_ops'), name='order_number'), models.Index(condition=models.Q(('flags', []), _negated=True), fields=['created_at'], name='order_flagged')],
                'constraints': [models.UniqueConstraint(models.F('source'), django.db.models.functions.text.Lower('number'), name='order_once_per_source')],
            },
        ),
        migrations.CreateModel(
            name='ResidentContact',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='resident', serialize=False, to='workorders.workorder', verbose_name='order')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
            ],
            options={
                'verbose_name': "resident's contact",
                'verbose_name_plural': "residents' contacts",
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('water', 'No water'), ('power', 'No electricity'), ('gas', 'No gas'), ('heating', 'No heating'), ('lift', 'Lifts out of service'), ('network', 'No network'), ('other', 'Another outage')], max_length=10, verbose_name='kind')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None, verbose_name='categories')),
                ('words', models.TextField(verbose_name='what residents are told')),
                ('begins_at', models.DateTimeField(verbose_name='since')),
                ('expected_at', models.DateTimeField(blank=True, null=True, verbose_name='expected to end')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='last word to the residents')),
                ('counting', models.CharField(blank=True, choices=[('', 'not decided'), ('left_out', 'left out of the figures'), ('counted', 'they count')], max_length=8, verbose_name='whether its orders count')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'incident',
                'verbose_name_plural': 'incidents',
                'ordering': ['-begins_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='IncidentBuilding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('building', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.building', verbose_name='building')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at', to='workorders.incident', verbose_name='incident')),
            ],
            options={
                'verbose_name': 'building of an incident',
                'verbose_name_plural': 'buildings of incidents',
                'constraints': [models.UniqueConstraint(fields=('incident', 'building'), name='incident_building_once')],
            },
        ),
        migrations.CreateModel(
            name='OrderCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('problems', models.JSONField(default=list, verbose_name='problems')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('in_use', models.BooleanField(default=True, verbose_name='offered')),
                ('is_emergency', models.BooleanField(default=False, verbose_name='every problem of it is an emergency')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department', verbose_name='department')),
                ('executor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='done by')),
            ],
            options={
                'verbose_name': 'category of orders',
                'verbose_name_plural': 'categories of orders',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OrderEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField(verbose_name='sequence')),
                ('kind', models.CharField(choices=[('created', 'Created'), ('responded', 'Responded'), ('automatic_message', 'Automatic message'), ('accepted', 'Accepted'), ('dispatched', 'Dispatched'), ('reassigned', 'Re-assigned'), ('started', 'Started'), ('completed', 'Completed'), ('called_back', 'Called back'), ('archived', 'Archived'), ('held', 'Put on hold'), ('resumed', 'Resumed'), ('reopened', 'Re-opened'), ('cancelled', 'Cancelled'), ('marked_duplicate', 'Marked as duplicate'), ('exempted', 'Exempted'), ('told', 'Progress told'), ('due', 'Due by the standard'), ('promised', 'Time promised'), ('extended', 'Longer time granted')], max_length=20, verbose_name='event')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('until', models.DateTimeField(null=True, verbose_name='until')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('stands', models.BooleanField(default=True, verbose_name='stands')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order_events', to='people.person', verbose_name='agent')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='by')),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='workorders.workorder', verbose_name='order')),
                ('superseded_by_batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='superseded by')),
            ],
            options={
                'verbose_name': 'order event',
                'verbose_name_plural': 'order events',
                'ordering': ['at', 'sequence'],
                'indexes': [models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch'], name='event_of_batch'), models.Index(condition=models.Q(('superseded_by_batch__isnull', False)), fields=['superseded_by_batch'], name='event_superseded'), models.Index(condition=models.Q(('kind', 'completed'), ('stands', True)), fields=['at'], name='event_completed'), models.Index(condition=models.Q(('kind__in', ['due', 'promised', 'extended']), ('stands', True)), fields=['until'], name='event_due')],
                'constraints': [models.UniqueConstraint(fields=('order', 'sequence'), name='event_sequence_once')],
            },
        ),
        migrations.CreateModel(
            name='OrderPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('request', 'The request'), ('work', 'The work done')], default='request', max_length=8, verbose_name='shows')),
                ('file', models.FileField(upload_to=workorders.models.handling.random_place, verbose_name='file')),
                ('content_type', models.CharField(max_length=20, verbose_name='kind of file')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='workorders.workorder', verbose_name='order')),
            ],
            options={
                'verbose_name': 'picture of an order',
                'verbose_name_plural': 'pictures of orders',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(choices=[('board', 'Order board'), ('list', 'Work orders')], default='board', max_length=5, verbose_name='page')),
                ('name', models.CharField(max_length=20, verbose_name='name')),
                ('query', models.CharField(max_length=500, verbose_name='filter')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'saved filter',
                'verbose_name_plural': 'saved filters',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('account', 'page', 'name'), name='filter_name_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkOrderRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(verbose_name='revision')),
                ('values', models.JSONField(verbose_name='values before')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='records.batch', verbose_name='superseded by')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='workorders.workorder', verbose_name='order')),
            ],
            options={
                'verbose_name': 'order revision',
                'verbose_name_plural': 'order revisions',
                'ordering': ['order', 'revision'],
                'constraints': [models.UniqueConstraint(fields=('order', 'revision'), name='order_revision_once')],
            },
        ),
        migrations.CreateModel(
            name='Handling',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='handling', serialize=False, to='workorders.workorder', verbose_name='order')),
                ('alarmed_at', models.DateTimeField(null=True, verbose_name='department written to')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='accepted')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('due_at', models.DateTimeField(null=True, verbose_name='due')),
                ('is_promised', models.BooleanField(default=False, verbose_name='promised to the resident')),
                ('held_until', models.DateTimeField(null=True, verbose_name='on hold until')),
                ('told_at', models.DateTimeField(null=True, verbose_name='last word to the resident')),
                ('called_back_at', models.DateTimeField(null=True, verbose_name='called back')),
                ('archived_at', models.DateTimeField(null=True, verbose_name='archived')),
                ('in_warranty', models.BooleanField(null=True, verbose_name='under warranty')),
                ('is_paid', models.BooleanField(null=True, verbose_name='paid by the resident')),
                ('calls_missed', models.PositiveSmallIntegerField(default=0, verbose_name='calls that reached nobody')),
                ('call_missed_at', models.DateTimeField(null=True, verbose_name='last call that reached nobody')),
                ('asked_until', models.DateTimeField(null=True, verbose_name='longer time asked for')),
                ('asked_reason', models.CharField(blank=True, max_length=500, verbose_name='reason for a longer time')),
                ('asked_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='asked by')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department', verbose_name='department')),
                ('executor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders_to_do', to='people.person', verbose_name='done by')),
                ('repeat_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='repeats', to='workorders.workorder', verbose_name='repeats')),
            ],
            options={
                'verbose_name': 'handling of an order',
                'verbose_name_plural': 'handling of orders',
                'indexes': [models.Index(condition=models.Q(('archived_at', None)), fields=['department'], name='handling_open')],
            },
        ),
        migrations.CreateModel(
            name='IncidentOrder',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='in_incident', serialize=False, to='workorders.workorder', verbose_name='order')),
                ('at', models.DateTimeField(verbose_name='attached')),
                ('is_automatic', models.BooleanField(default=False, verbose_name='by itself')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='workorders.incident', verbose_name='incident')),
            ],
            options={
                'verbose_name': 'order of an incident',
                'verbose_name_plural': 'orders of incidents',
            },
        ),
        migrations.CreateModel(
            name='MergedOrder',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='merged_into', serialize=False, to='workorders.workorder', verbose_name='order')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='workorders.workorder', verbose_name='original order')),
            ],
            options={
                'verbose_name': 'merged order',
                'verbose_name_plural': 'merged orders',
            },
        ),
    ]
