"""When the department of an emergency was written to, and how long things may wait at the desk."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workorders', '0013_who_usually_does_it'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrive_minutes', models.PositiveSmallIntegerField(default=15, help_text='By the clock, day and night; shown on the board above every filter.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Minutes until somebody is there in an emergency')),
                ('to_lead_minutes', models.PositiveSmallIntegerField(default=60, help_text='An order that is late is first a matter of who has it.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Minutes late until who leads the team is asked')),
                ('to_next_minutes', models.PositiveSmallIntegerField(default=240, help_text='The next superior; of a site that nobody leads whole, nobody.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Minutes late until who leads the whole site is asked too')),
            ],
            options={
                'verbose_name': 'settings of the desk',
                'verbose_name_plural': 'settings of the desk',
            },
        ),
        migrations.AddField(
            model_name='handling',
            name='alarmed_at',
            field=models.DateTimeField(null=True, verbose_name='department written to'),
        ),
    ]
