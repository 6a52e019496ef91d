"""How much work somebody had beside an early warning: orders per posted day, of which kinds, at which hours; the team's
beside it. It explains a figure and changes none."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from people.models import Posting, UnpaidLeave
from records.models import MonthRecord
from workorders.models import WorkOrder

KINDS = 5
"""So many kinds of orders are named."""
OPENS, CLOSES, NIGHT = 8, 18, 22
"""Day, evening, night: what a roster knows."""
SATURDAY = 6
HALF_A_DAY = timedelta(hours=12)


def workload(agent: int, record: MonthRecord, edges: tuple[datetime, datetime, datetime]) -> dict[str, Any]:
    """Of an agent between the first two ``edges`` (``before``) and the last two (``recent``): orders, posted days,
    kinds and hours; and of the team in the recent days orders, people and posted days of all."""
    start, middle, end = edges
    zone = ZoneInfo(record.time_zone)
    return {
        "recent": _load(agent, middle, end, zone),
        "before": _load(agent, start, middle, zone),
        "team": _team(agent, record, (middle, end), zone),
    }


def _load(agent: int, start: datetime, end: datetime, zone: ZoneInfo) -> dict[str, Any]:
    orders = WorkOrder.objects.standing().filter(agent=agent, created_at__gte=start, created_at__lt=end)
    timed = orders.annotate(
        hour=ExtractHour("created_at", tzinfo=zone), weekday=ExtractIsoWeekDay("created_at", tzinfo=zone)
    )
    evening, night = Q(hour__gte=CLOSES, hour__lt=NIGHT), Q(hour__lt=OPENS) | Q(hour__gte=NIGHT)
    sums = timed.aggregate(
        orders=Count("pk"),
        late=Count("pk", filter=evening | night),
        night=Count("pk", filter=night),
        weekend=Count("pk", filter=Q(weekday__gte=SATURDAY)),
    )
    kinds = orders.order_by().values_list("category").annotate(n=Count("pk")).order_by("-n", "category")
    days = posted_days([agent], start, end, zone)[agent]
    return {**sums, "days": (end - start).days, "posted": days, "mix": [list(kind) for kind in kinds[:KINDS]]}


def _team(agent: int, record: MonthRecord, span: tuple[datetime, datetime], zone: ZoneInfo) -> dict[str, int]:
    """Of everybody posted to a team of the agent in the month; nobody without a team."""
    posted = Posting.objects.of_agents().touching(record.month)
    teams = posted.filter(person=agent, team__isnull=False).values("team")
    people = set(posted.filter(team__in=teams).values_list("person", flat=True))
    orders = WorkOrder.objects.standing().filter(agent__in=people, created_at__gte=span[0], created_at__lt=span[1])
    days = posted_days(people, *span, zone)
    return {
        "orders": orders.count(),
        "people": len(people),
        "days": (span[1] - span[0]).days,
        "posted": sum(days.values()),
    }


def posted_days(people: Collection[int], start: datetime, end: datetime, zone: ZoneInfo) -> Counter[int]:
    """Of each the distinct days with an agent posting less unpaid leave (SCORING §7) between two instants that are
    whole days apart; a day belongs to the span that holds more than half of it."""
    first, last = day_of(start, zone), day_of(end, zone) - timedelta(days=1)
    there: dict[int, set[date]] = defaultdict(set)
    away: dict[int, set[date]] = defaultdict(set)
    ends_late_enough = Q(last_day=None) | Q(last_day__gte=first)
    posted = Posting.objects.of_agents().filter(ends_late_enough, person__in=people, first_day__lte=last)
    left = UnpaidLeave.objects.filter(person__in=people, first_day__lte=last, last_day__gte=first)
    for days, rows in ((there, posted), (away, left)):
        for person, begin, over in rows.values_list(F("person"), "first_day", "last_day"):
            days[person] |= _days(max(begin, first), min(over or last, last))
    return Counter({person: len(days - away[person]) for person, days in there.items()})


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The day of which most lies after the instant, of the 24 hours that begin with it."""
    return (instant.astimezone(zone) + HALF_A_DAY).date()


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=place) for place in range((last - first).days + 1)}
