"""A mass outage, its buildings and the orders that it brings."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0011_whose_a_building_is'),
        ('workorders', '0014_emergencies_have_a_clock'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
    ]
