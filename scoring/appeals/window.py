"""Until when somebody answers to the own card: working days from its publication, or from a new version of it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from records import months
from records.working_days import working_days_after
from scoring.models import Card, ScoringSettings
from scoring.querysets import SHOWN_TO_AGENTS, CardQuerySet

LONGEST = timedelta(days=60)
"""Thirty working days are fewer, whatever the holidays."""


@dataclass(frozen=True)
class Window:
    """From when until when, the end not counted; ``days``: working days in between."""

    opens: datetime
    until: datetime
    days: int

    def is_open(self, now: datetime) -> bool:
        """Whether somebody may answer now."""
        return self.opens <= now < self.until


def of(card: Card, settings: ScoringSettings | None = None) -> Window | None:
    """The window of a version; None for what nobody answers to: a draft, a trial, a month of before the company was
    live. ``card`` comes with its month."""
    settings = settings or ScoringSettings.of_the_company()
    published = card.month.published_at
    if card.is_trial or not card.month.is_shown_to_agents or published is None:
        return None
    if card.month.month < settings.live_since:
        return None
    opens = max(published, card.created_at)
    return Window(opens, end_of_working_day(opens, settings.appeal_days), settings.appeal_days)


def end_of_working_day(start: datetime, days: int) -> datetime:
    """The end, in the company's zone, of the day on which so many working days have passed."""
    zone = months.company_zone()
    day = working_days_after(start.astimezone(zone).date(), days)
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def recent_cards(person: int, now: datetime) -> CardQuerySet:
    """The standing cards of somebody whose window may be open, the latest month first."""
    since = now - LONGEST
    shown = Card.objects.current().filter(agent=person, is_trial=False, month__state__in=SHOWN_TO_AGENTS)
    recent = shown.filter(Q(month__published_at__gte=since) | Q(created_at__gte=since))
    return recent.without_tree().select_related("month").order_by("-month__first_day")


def refuse_shut(card: Card, now: datetime) -> None:
    """Raise Refused where the window of this version is not open."""
    window = of(card)
    if window is None or not card.is_current:
        raise Refused(_("Only the card that stands, of a published month, is answered to."), code="not_answered")
    if not window.is_open(now):
        raise Refused(_("The time to accept this card or to appeal is over."), code="window_over")
