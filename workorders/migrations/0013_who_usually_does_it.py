"""A category names who of its department usually does it, and may be one of emergencies."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0011_whose_a_building_is'),
        ('workorders', '0012_completed_and_due_are_shut'),
    ]

    operations = [
        migrations.AddField(
            model_name='ordercategory',
            name='executor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='done by'),
        ),
        migrations.AddField(
            model_name='ordercategory',
            name='is_emergency',
            field=models.BooleanField(default=False, verbose_name='every problem of it is an emergency'),
        ),
    ]
