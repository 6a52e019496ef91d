"""A close and a run of an import share their states."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0008_summaries_of_cards'),
    ]

    operations = [
        migrations.AlterField(
            model_name='monthclose',
            name='state',
            field=models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('stopped', 'Cancelled')], default='queued', max_length=8, verbose_name='state'),
        ),
    ]
