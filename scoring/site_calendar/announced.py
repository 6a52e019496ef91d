"""The weights that a month begins with, before and after the site calendar: what is announced (SCORING §6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from kpi_portal.lib.month import Month
from people.models import Person, Posting, Site
from people.posts import Post
from records import months
from scoring.agent_month import posted_agents
from scoring.engine.plan import Plan
from scoring.engine.weights import announced_weights
from scoring.plans import versions
from scoring.saying import say
from scoring.site_calendar.weight_shifts import Calendar


@dataclass(frozen=True)
class Change:
    """One dimension: its weight in the plan, and in the month."""

    name: str
    base: Decimal
    announced: Decimal

    @property
    def rises(self) -> bool:
        return self.announced > self.base


@dataclass(frozen=True)
class Announced:
    """What changes in a month for one agent, or for the agents of one site, and why."""

    month: Month
    changes: tuple[Change, ...]
    because: tuple[str, ...]
    site: Site | None = None

    @property
    def since(self) -> date:
        """The first day on which it holds."""
        return self.month.first_day


def for_agent(agent: Person, month: Month) -> Announced | None:
    """What a month brings for one agent; None where nothing moves, or where no plan would score them."""
    in_force = versions.in_force(month)
    posted = posted_agents(month, in_force, only=agent.pk).get(agent.pk)
    version = in_force.of(posted.posting) if posted else None
    if posted is None or version is None:
        return None
    calendar = Calendar(month)
    changes = tuple(_changes(versions.read(version), calendar.shifts(posted.days_at)))
    because = tuple(dict.fromkeys(say(event.name) for event in calendar.events(posted.days_at)))
    return Announced(month, changes, because) if changes else None


def coming_for(agent: Person) -> list[Announced]:
    """What the running month and the next one bring for one agent, as announced."""
    now = Month.of(timezone.now(), months.company_zone())
    return [found for month in (now, now.next) if (found := for_agent(agent, month)) is not None]


def by_site(month: Month, sites: list[Site]) -> list[Announced]:
    """The same for agents who are at one of these sites all month; only sites where something moves."""
    calendar, in_force = Calendar(month), versions.in_force(month)
    found = []
    for site in sites if calendar.standing else ():
        whole = [(site.pk, month.days)]
        version = in_force.of(Posting(site=site, post=Post.AGENT))
        changes = tuple(_changes(versions.read(version), calendar.shifts(whole))) if version else ()
        if changes:
            because = tuple(dict.fromkeys(say(event.name) for event in calendar.events(whole)))
            found.append(Announced(month, changes, because, site))
    return found


def _changes(plan: Plan, shifts: Mapping[str, Fraction]) -> Iterator[Change]:
    """Dimensions that move, in plan order."""
    for dimension, announced in zip(plan.dimensions, announced_weights(plan, shifts), strict=True):
        if announced != dimension.weight:
            yield Change(say(dimension.name), dimension.weight, announced)
