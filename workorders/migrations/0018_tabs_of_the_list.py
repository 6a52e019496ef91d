"""A tab of ones own stands above the board or above the list of orders."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workorders', '0017_due_times'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='savedfilter',
            name='filter_name_once',
        ),
        migrations.AddField(
            model_name='savedfilter',
            name='page',
            field=models.CharField(choices=[('board', 'Order board'), ('list', 'Work orders')], default='board', max_length=5, verbose_name='page'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('account', 'page', 'name'), name='filter_name_once'),
        ),
    ]
