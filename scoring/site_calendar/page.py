"""What the page of the site calendar shows: a month as weeks of days, its events, and what they do to the weights."""

from dataclasses import dataclass
from datetime import date, timedelta
from string import ascii_uppercase

from kpi_portal.lib.month import Month
from people.models import Account, Site
from scoring.models import SiteEvent
from scoring.saying import say
from scoring.site_calendar import announced, verbs


@dataclass(frozen=True)
class Row:
    """One event of the list; ``mark`` is the letter that stands for it in the days, ``moves`` dimension and points."""

    mark: str
    event: SiteEvent
    moves: tuple[tuple[str, str], ...]
    is_frozen: bool


@dataclass(frozen=True)
class Day:
    """One cell of the month, and what goes on that day."""

    day: date
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Page:
    """Everything of one month."""

    weeks: list[list[Day | None]]
    rows: list[Row]
    ended: list[SiteEvent]
    weights: list[announced.Announced]


def page(month: Month, account: Account) -> Page:
    """What this account sees of the month."""
    seen = SiteEvent.objects.visible_to(account).touching(month).select_related("site", "entered_by", "ended_by")
    names = {code: say(name) for code, name in verbs.dimensions().items()}
    sites = list(Site.objects.visible_to(account).order_by("code"))
    rows = [
        Row(_mark(place), event, _moves(event, names), verbs.has_begun(event))
        for place, event in enumerate(seen.standing())
    ]
    return Page(
        weeks=_weeks(month, rows),
        rows=rows,
        ended=list(seen.exclude(ended_at=None)),
        weights=announced.by_site(month, sites),
    )


def _mark(place: int) -> str:
    """A, B … Z, then 27, 28 …"""
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


def _moves(event: SiteEvent, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((names.get(code, code), f"{points:+.2f}".replace("-", "−")) for code, points in event.moves.items())


def _weeks(month: Month, rows: list[Row]) -> list[list[Day | None]]:
    """Rows from Monday to Sunday; None where the row reaches into another month."""
    days = [month.first_day + timedelta(days=number) for number in range(month.days)]
    cells: list[Day | None] = [*[None] * month.first_day.weekday(), *(_day(day, rows) for day in days)]
    cells += [None] * (-len(cells) % 7)
    return [cells[number : number + 7] for number in range(0, len(cells), 7)]


def _day(day: date, rows: list[Row]) -> Day:
    return Day(day, tuple(row for row in rows if row.event.first_day <= day <= row.event.last_day))
