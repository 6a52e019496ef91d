"""The company may say how it wishes its grades to be spread."""

import scoring.wished_grades
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0022_catalogue'),
    ]

    operations = [
        migrations.AddField(
            model_name='scoringsettings',
            name='wished_grades',
            field=models.CharField(blank=True, help_text='Such as: S 10, A 20, B 50 (percent). The page of publishing compares; no grade is changed by it.', max_length=100, validators=[scoring.wished_grades.can_be_read], verbose_name='Wished spread of grades'),
        ),
    ]
