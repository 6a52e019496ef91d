"""Final months are shut: what is guarded of each table (records.final_month_triggers; SCORING §9)."""

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable, LastingGuard



class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0011_whose_a_building_is"),
    ]

    dependencies = [
        ("people", "0002_links"),
        ("records", "0002_rules"),
    ]

    operations = [
        GuardTable(
            LastingGuard(
                table='people_posting',
                columns=('person_id', 'site_id', 'team_id', 'post', 'share'),
            )
        ),
        GuardTable(
            LastingGuard(
                table='people_unpaidleave',
                columns=('person_id',),
            )
        ),
        GuardTable(
            Guard(
                table='people_bonusbase',
                columns=('person_id', 'from_first_day', 'amount'),
                lies_in='m.first_day >= c.from_first_day AND NOT EXISTS (SELECT FROM people_bonusbase later WHERE later.person_id = c.person_id AND later.id <> c.id AND later.from_first_day > c.from_first_day AND later.from_first_day <= m.first_day)',
                joins='',
            )
        ),
    ]
