import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import reports.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_messages"),
        ("reports", "0003_group_bots"),
        ("reports", "0004_message_defaults"),
        ("reports", "0005_work_apps"),
        ("reports", "0006_webhooks"),
    ]

    initial = True

    dependencies = [
        ('scoring', '0002_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='MessageDefaults',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('daily', 'Once a day, together'), ('at_once', 'At once, each time something new waits'), ('never', 'Never; I look at my home page')], default='daily', max_length=8, verbose_name='When mail is written')),
                ('hour', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='Daily mail at')),
                ('quiet_from', models.PositiveSmallIntegerField(default=21, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='Quiet from')),
                ('quiet_until', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='Quiet until')),
            ],
            options={
                'verbose_name': 'message defaults',
                'verbose_name_plural': 'message defaults',
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('url', models.CharField(max_length=500, verbose_name='address')),
                ('locked_secret', models.TextField(editable=False, verbose_name='secret')),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, verbose_name='events')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('service', models.CharField(choices=[('wecom', 'WeCom group bot'), ('dingtalk', 'DingTalk group bot'), ('feishu', 'Feishu group bot'), ('wecom_app', 'WeCom app'), ('dingtalk_app', 'DingTalk app'), ('feishu_app', 'Feishu app')], max_length=12, verbose_name='service')),
                ('locked_key', models.TextField(editable=False, verbose_name='bot key')),
                ('locked_secret', models.TextField(blank=True, editable=False, verbose_name='secret')),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None, verbose_name='what is posted')),
                ('hour', models.PositiveSmallIntegerField(default=9, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='hour')),
                ('next_at', models.DateTimeField(editable=False, verbose_name='next post')),
                ('posted_at', models.DateTimeField(editable=False, null=True, verbose_name='last post')),
                ('error', models.TextField(blank=True, editable=False, verbose_name='last error')),
            ],
            options={
                'verbose_name': 'group bot',
                'verbose_name_plural': 'group bots',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hour__lte', 23)), name='channel_hour_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='CardFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('with_pay', models.BooleanField(verbose_name='with pay')),
                ('page', models.CharField(max_length=64, verbose_name='fingerprint of the page')),
                ('file', models.FileField(upload_to=reports.models.random_place, verbose_name='file')),
                ('printed_at', models.DateTimeField(auto_now=True, verbose_name='printed at')),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='scoring.card', verbose_name='card')),
            ],
            options={
                'verbose_name': 'printed card',
                'verbose_name_plural': 'printed cards',
                'constraints': [models.UniqueConstraint(fields=('card', 'language', 'with_pay'), name='one_file_of_a_card')],
            },
        ),
        migrations.CreateModel(
            name='MessageSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('daily', 'Once a day, together'), ('at_once', 'At once, each time something new waits'), ('never', 'Never; I look at my home page')], default='daily', max_length=8, verbose_name='when')),
                ('hour', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='hour of the daily mail')),
                ('quiet_from', models.PositiveSmallIntegerField(default=21, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='quiet from')),
                ('quiet_until', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='quiet until')),
                ('next_at', models.DateTimeField(editable=False, null=True, verbose_name='next look')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='message_settings', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'message settings',
                'verbose_name_plural': 'message settings',
                'indexes': [models.Index(fields=['next_at'], name='messages_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('hour__lte', 23), ('quiet_from__lte', 23), ('quiet_until__lte', 23)), name='message_hours_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, verbose_name='task')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'task told',
                'verbose_name_plural': 'tasks told',
                'constraints': [models.UniqueConstraint(fields=('account', 'key'), name='task_told_once')],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifier')),
                ('event', models.CharField(max_length=40, verbose_name='event')),
                ('key', models.CharField(max_length=100, verbose_name='what happened')),
                ('body', models.JSONField(verbose_name='body')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('arrived', 'Arrived'), ('failed', 'Given up')], default='waiting', max_length=8, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(null=True, verbose_name='next attempt')),
                ('arrived_at', models.DateTimeField(null=True, verbose_name='arrived at')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='what came back')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='reports.webhookendpoint', verbose_name='webhook')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['created_at'], name='webhook_delivery_age')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'key'), name='webhook_tells_once')],
            },
        ),
    ]
