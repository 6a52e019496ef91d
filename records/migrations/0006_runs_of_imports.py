"""Checking and storing a file is a run of the worker, seen and cancelled by its row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_headings_of_a_source'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
    ]
