"""What the site calendar moves of a month's weights (SCORING §6; averaged over sites, §7): read once for everybody."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache

from kpi_portal.lib.month import Month
from scoring.engine import weights
from scoring.engine.facts import CalendarEvent, Move
from scoring.models import SiteEvent

DaysAt = Sequence[tuple[int | None, int]]
"""Posted days by site; None for the company as a whole."""


def days_within(event: SiteEvent, month: Month) -> int:
    """How many of the event's days lie in the month."""
    first, last = max(event.first_day, month.first_day), min(event.last_day, month.last_day)
    return max(0, (last - first).days + 1)


class Calendar:
    """The standing events of a month: what they move for whom. One statement, whoever asks."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.standing = tuple(SiteEvent.objects.standing().touching(month).select_related("site"))
        self.of_site = cache(self._of_site)  # everybody at a site shares them

    def shifts(self, days_at: DaysAt) -> Mapping[str, Fraction]:
        """What is added to the named dimensions of somebody posted so: the sites' shifts by posted days, exact."""
        if not self.standing:
            return {}
        return weights.averaged_shifts([(days, self.of_site(site)) for site, days in days_at])

    def events(self, days_at: DaysAt) -> tuple[CalendarEvent, ...]:
        """The events that these shifts come from."""
        sites = {site for site, days in days_at if days}
        return tuple(_told(event) for event in self.standing if sites and _reaches(event, sites))

    def _of_site(self, site: int | None) -> Mapping[str, Fraction]:
        found = [event for event in self.standing if _reaches(event, {site})]
        days = [weights.SiteEvent(event.moves, days_within(event, self.month)) for event in found]
        return weights.monthly_shifts(days, self.month.days)


def _reaches(event: SiteEvent, sites: Iterable[int | None]) -> bool:
    """An event of the whole company reaches everybody."""
    return event.site_id is None or event.site_id in set(sites)


def _told(event: SiteEvent) -> CalendarEvent:
    days = {"first_day": f"{event.first_day}", "last_day": f"{event.last_day}"}
    moves = tuple(Move(code, points) for code, points in sorted(event.moves.items()))
    return CalendarEvent(event.named, event.site.name if event.site else "", moves=moves, **days)
