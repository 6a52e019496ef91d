"""A posting says its share of full time, and that is shut in final months like its site, team and post."""

from decimal import Decimal

import django.core.validators
from django.db import migrations, models

from records.final_month_triggers import GuardTable, LastingGuard


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_structure_and_accounts_from_files'),
        ('records', '0004_workbooks'),
    ]

    operations = [
        migrations.AddField(
            model_name='posting',
            name='share',
            field=models.DecimalField(decimal_places=2, default=100, help_text='Of somebody part-time: 50 for half the hours. It takes the bonus base in proportion.', max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.01')), django.core.validators.MaxValueValidator(100)], verbose_name='share of full time (%)'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 100)), name='posting_share_of_full_time'),
        ),
        GuardTable(LastingGuard("people_posting", ("person_id", "site_id", "team_id", "post", "share"))),
    ]
