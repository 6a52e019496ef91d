import django.contrib.postgres.fields
import django.core.validators
import uuid
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("people", "0003_one_time_links_are_numbered"),
        ("people", "0004_roles_are_named_in_one_table"),
        ("people", "0005_rules_for_logging_in"),
        ("people", "0006_days_of_final_months"),
        ("people", "0007_numbers_are_never_handed_on"),
        ("people", "0008_presumed_people_and_postings"),
        ("people", "0009_structure_and_accounts_from_files"),
        ("people", "0010_part_time_postings"),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='user name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None, verbose_name='roles')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('links_given', models.PositiveIntegerField(default=0, editable=False, verbose_name='one-time links given')),
                ('language', models.CharField(blank=True, choices=[('zh-hans', '简体中文'), ('en', 'English')], help_text='In which the one-time link is written; empty: in that of who gives it.', max_length=10, verbose_name='language')),
                ('date_joined', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='to (inclusive)')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ['first_day', 'id'],
            },
        ),
        migrations.CreateModel(
            name='BonusBase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_first_day', models.DateField(verbose_name='from month')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='bonus base (yuan)')),
            ],
            options={
                'verbose_name': 'bonus base',
                'verbose_name_plural': 'bonus bases',
                'ordering': ['person', '-from_first_day'],
            },
        ),
        migrations.CreateModel(
            name='Building',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
            ],
            options={
                'verbose_name': 'building',
                'verbose_name_plural': 'buildings',
                'ordering': ['site', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
            ],
            options={
                'verbose_name': 'department',
                'verbose_name_plural': 'departments',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='FormerStaffNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, verbose_name='staff number')),
            ],
            options={
                'verbose_name': 'former staff number',
                'verbose_name_plural': 'former staff numbers',
            },
        ),
        migrations.CreateModel(
            name='LogInRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('second_factor_required', models.BooleanField(default=True, help_text="An authenticator app or a passkey beside the password. Grades decide people's pay.", verbose_name='HR and administrators need a second factor')),
            ],
            options={
                'verbose_name': 'rules for logging in',
                'verbose_name_plural': 'rules for logging in',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='identifier')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('staff_number', models.CharField(blank=True, max_length=40, null=True, verbose_name='staff number')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(choices=[('agent', 'Customer-service agent'), ('supervisor', 'Supervisor'), ('other', 'Other')], default='agent', max_length=20, verbose_name='post')),
                ('share', models.DecimalField(decimal_places=2, default=100, help_text='Of somebody part-time: 50 for half the hours. It takes the bonus base in proportion.', max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.01')), django.core.validators.MaxValueValidator(100)], verbose_name='share of full time (%)')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='to (inclusive)')),
                ('is_presumed', models.BooleanField(default=False, editable=False, help_text='Nobody stated it: an import named the person. It yields to the first posting that is stated.', verbose_name='presumed')),
            ],
            options={
                'verbose_name': 'posting',
                'verbose_name_plural': 'postings',
                'ordering': ['-first_day', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(choices=[('residential', 'Residential'), ('premium', 'Premium residential'), ('commercial', 'Commercial')], default='residential', max_length=12, verbose_name='kind')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'site',
                'verbose_name_plural': 'sites',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'team',
                'verbose_name_plural': 'teams',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='UnpaidLeave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='to (inclusive)')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'unpaid leave',
                'verbose_name_plural': 'unpaid leave',
                'ordering': ['-first_day', 'id'],
            },
        ),
    ]
