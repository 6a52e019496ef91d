import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("people", "0002_initial"),
    ]

    initial = True

    dependencies = [
        ('people', '0001_tables'),
        ('records', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='bonusbase',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='building',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='department',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='person',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='person',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='people.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='formerstaffnumber',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_staff_numbers', to='people.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='building',
            name='deputy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='deputy steward'),
        ),
        migrations.AddField(
            model_name='building',
            name='steward',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='buildings', to='people.person', verbose_name='steward'),
        ),
        migrations.AddField(
            model_name='bonusbase',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bonus_bases', to='people.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='absence',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='people.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='absence',
            name='substitute',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='substitute'),
        ),
        migrations.AddField(
            model_name='account',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='people.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='posting',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='posting',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='people.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='site',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='posting',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='people.site', verbose_name='site'),
        ),
        migrations.AddField(
            model_name='building',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buildings', to='people.site', verbose_name='site'),
        ),
        migrations.AddField(
            model_name='team',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='team',
            name='supervisor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teams_led', to='people.person', verbose_name='supervisor'),
        ),
        migrations.AddField(
            model_name='posting',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='people.team', verbose_name='team'),
        ),
        migrations.AddField(
            model_name='unpaidleave',
            name='batch',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.batch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='unpaidleave',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leave', to='people.person', verbose_name='person'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name'], name='person_name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('staff_number'), name='person_staff_number_once', violation_error_message='Somebody has this staff number already.'),
        ),
        migrations.AddConstraint(
            model_name='formerstaffnumber',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('number'), name='former_staff_number_once'),
        ),
        migrations.AddConstraint(
            model_name='bonusbase',
            constraint=models.UniqueConstraint(fields=('person', 'from_first_day'), name='bonus_base_once'),
        ),
        migrations.AddConstraint(
            model_name='bonusbase',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='bonus_base_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='bonusbase',
            constraint=models.CheckConstraint(condition=models.Q(('from_first_day__day', 1)), name='bonus_base_from_the_first'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='absence_in_order'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('substitute', models.F('person')), _negated=True), name='absence_has_another', violation_error_message='Nobody stands in for themselves.'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.UniqueConstraint(fields=('site', 'name'), name='building_once_per_site'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='posting_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 100)), name='posting_share_of_full_time'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(fields=('person', 'site', 'post', 'first_day'), name='posting_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='unpaidleave',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='leave_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='unpaidleave',
            constraint=models.UniqueConstraint(fields=('person', 'first_day', 'last_day'), name='leave_once'),
        ),
    ]
