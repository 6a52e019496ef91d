"""What the demo company held for its residents, and who took part; the catalogue of bonuses is the usual one."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone
from django.utils.translation import override

from evidence.activities import verbs
from evidence.activities.models import Activity
from evidence.activities.verbs import Mark
from kpi_portal.lib.month import Month
from people.models import Account, Posting
from records import months
from scoring.catalogue import verbs as catalogue

HELD = (
    ("festival", "重阳敬老茶话会", "为 26 位独居老人量血压、合影、送糕点。", time(9, 30), 8),
    ("service_day", "便民服务日", "磨刀、修伞、清洗纱窗，三个项目同时开展。", time(14), 19),
)
"""What it was, at which hour, about which day of the month."""
OF_A_TEAM = 2


def tell(month: Month) -> None:
    """Two of this month by day, as far as it has come, with people of every team; nothing where there are some."""
    start, end, _cutoff = months.edges(month)
    hr = Account.objects.get(person__staff_number="H01")
    with override("zh-hans"):
        catalogue.adopt_usual(by=hr)
    if Activity.objects.filter(held_at__gte=start, held_at__lt=end).exists():
        return
    rng, zone = Random(f"{month}:activities"), months.company_zone()
    for form, title, words, hour, number in HELD:
        day = month.first_day + timedelta(days=number - 1)
        day += timedelta(days=(5 - day.weekday()) % 7)  # a Saturday, when residents are at home
        held_at = datetime.combine(day, hour, tzinfo=zone)
        if held_at > timezone.now():
            return
        chosen = _people(month, rng)
        site = chosen[0].site
        activity = verbs.hold(by=hr, held_at=held_at, form=form, title=title, words=words, site=site)
        marks = [Mark(each.person, "helped", Decimal(rng.choice([2, 3, 4]))) for each in chosen]
        marks[0] = Mark(chosen[0].person, "organised", Decimal(6))
        verbs.record_sheet(activity, marks=marks, by=hr)


def _people(month: Month, rng: Random) -> list[Posting]:
    """Some of every team, who leads it all first."""
    teams = defaultdict[int | None, dict[int, Posting]](dict)
    for posting in Posting.objects.of_agents().touching(month).select_related("person", "site").order_by("pk"):
        teams[posting.team_id][posting.person_id] = posting
    of_teams = [list(people.values()) for people in teams.values()]
    chosen = {each.person_id: each for team in of_teams for each in rng.sample(team, min(len(team), OF_A_TEAM))}
    return rng.sample(list(chosen.values()), len(chosen))
