"""Postings, unpaid leave and bonus bases are shut for the days of final months (SCORING §9, issue 5 B3).

Refused is what would change one of these days: an entry that covers it, leaves it, or names another site, team or post
for it. A posting that goes on may end after the last final month, and whatever lies after it is free. A bonus base
belongs to the months from its own until the person's next one.
"""

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable, LastingGuard

BONUS_BASES = Guard(
    "people_bonusbase",
    ("person_id", "from_first_day", "amount"),
    "m.first_day >= c.from_first_day AND NOT EXISTS (SELECT FROM people_bonusbase later"
    " WHERE later.person_id = c.person_id AND later.id <> c.id"
    " AND later.from_first_day > c.from_first_day AND later.from_first_day <= m.first_day)",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_rules_for_logging_in"), ("records", "0002_closed_is_closed")]

    operations = [
        GuardTable(LastingGuard("people_posting", ("person_id", "site_id", "team_id", "post"))),
        GuardTable(LastingGuard("people_unpaidleave", ("person_id",))),
        GuardTable(BONUS_BASES),
    ]
