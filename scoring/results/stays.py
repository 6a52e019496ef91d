"""Who has been posted where, and since when without a gap (SCORING §8: rotation)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from kpi_portal.lib.month import Month
from people.models import Posting
from scoring.engine.follow_up import Stay

DAY = timedelta(days=1)


def stays_of(agents: Iterable[int], month: Month) -> Mapping[tuple[int, int | None], Stay]:
    """By agent and site: agent postings that reach to the month's last day; one that follows another is one stay.

    A posting that an import presumed names no site and is none.
    """
    rows = Posting.objects.of_agents().filter(person__in=list(agents), first_day__lte=month.last_day)
    rows = rows.exclude(site=None).order_by("first_day")
    found: dict[tuple[int, int | None], tuple[str, date, date]] = {}
    for agent, site, name, first, last in rows.values_list(
        "person_id", "site_id", "site__name", "first_day", "last_day"
    ):
        until = month.last_day if last is None else min(last, month.last_day)
        _name, since, before = found.get((agent, site), (name, first, first))
        if first > before + DAY:
            since, before = first, first
        found[agent, site] = name, since, max(before, until)
    return {key: Stay(name, since) for key, (name, since, until) in found.items() if until == month.last_day}
