"""Targets are agreed with their agents: what was sent, what was answered, and which target waits for a word.

Targets from before hold as they stand. Whether one holds is shut with the month, as its value is.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.final_month_triggers import Guard, GuardTable, for_month

BEFORE = Guard(
    "scoring_target",
    ("indicator", "first_day", "agent_id", "team_id", "site_id", "value", "stands"),
    for_month("c.first_day"),
)
NOW = Guard(
    "scoring_target",
    ("indicator", "first_day", "agent_id", "team_id", "site_id", "value", "stands", "word"),
    for_month("c.first_day"),
)

_STATEMENTS = import_module("scoring.migrations.0007_targets_freeze").COMPUTED
_FUNCTION = _STATEMENTS[_STATEMENTS.index("CREATE FUNCTION scoring_targets_are_computed") :]
COMPUTED_BEFORE = _FUNCTION[: _FUNCTION.index("END $$;") + 7].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
COMPUTED_NOW = COMPUTED_BEFORE.replace("o.value, o.stands", "o.value, o.stands, o.word").replace(
    "n.value, n.stands", "n.value, n.stands, n.word"
)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_part_time_postings'),
        ('records', '0008_service_calendar'),
        ('scoring', '0010_plan_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TargetProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=60, verbose_name='indicator')),
                ('before', models.DecimalField(decimal_places=4, max_digits=12, null=True, verbose_name='target before')),
                ('value', models.DecimalField(decimal_places=4, max_digits=12, verbose_name='target')),
                ('reason', models.TextField(verbose_name='reason')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='proposed at')),
                ('decision', models.CharField(blank=True, choices=[('', 'Open'), ('accepted', 'Accepted'), ('kept', 'Target kept'), ('late', 'Asked of HR'), ('overtaken', 'Overtaken')], default='', max_length=10, verbose_name='decision')),
                ('answer', models.TextField(blank=True, verbose_name='reason of the decision')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'proposal of a target',
                'verbose_name_plural': 'proposals of targets',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TargetSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='month')),
                ('state', models.CharField(choices=[('draft', 'Not sent'), ('sent', 'To be confirmed'), ('proposed', 'Proposed another'), ('confirmed', 'Confirmed'), ('settled', 'Settled')], default='draft', max_length=10, verbose_name='state')),
                ('round', models.PositiveSmallIntegerField(default=0, verbose_name='times sent')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent at')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('reminded_at', models.DateTimeField(null=True, verbose_name='reminded at')),
            ],
            options={
                'verbose_name': 'targets of an agent',
                'verbose_name_plural': 'targets of agents',
            },
        ),
        migrations.AddField(
            model_name='target',
            name='word',
            field=models.CharField(blank=True, choices=[('', 'not needed'), ('due', 'waited for'), ('given', 'given')], default='', max_length=5, verbose_name="the agent's word"),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('word', ''), ('agent__isnull', False), _connector='OR'), name='word_of_an_agent'),
        ),
        migrations.AddField(
            model_name='targetproposal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='targetsheet',
            name='agent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='agent'),
        ),
        migrations.AddField(
            model_name='targetsheet',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='targetsheet',
            name='sent_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by'),
        ),
        migrations.AddField(
            model_name='targetproposal',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='scoring.targetsheet', verbose_name='targets'),
        ),
        migrations.AddConstraint(
            model_name='targetsheet',
            constraint=models.UniqueConstraint(fields=('agent', 'first_day'), name='one_sheet_of_targets'),
        ),
        migrations.AddConstraint(
            model_name='targetsheet',
            constraint=models.CheckConstraint(condition=models.Q(('first_day__day', 1)), name='target_sheet_for_a_month'),
        ),
        migrations.AddConstraint(
            model_name='targetproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('sheet', 'indicator'), name='one_open_proposal'),
        ),
        GuardTable(NOW, replaces=BEFORE),
        migrations.RunSQL(COMPUTED_NOW, COMPUTED_BEFORE),
    ]
