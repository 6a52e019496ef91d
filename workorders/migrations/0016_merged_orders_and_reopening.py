"""Which order was merged into which, and within how many days an order is opened again."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workorders', '0015_one_incident_for_many_buildings'),
    ]

    operations = [
        migrations.AddField(
            model_name='desksettings',
            name='reopen_days',
            field=models.PositiveSmallIntegerField(default=7, help_text='Later a new order is made, linked to the old one, which stays completed.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='Days after the completion in which an order is opened again'),
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
