"""From when until when somebody writes about the own month, and by which plan."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Person
from records import months
from records.models import BEFORE_PUBLISHED, MonthRecord, MonthState
from scoring import cards
from scoring.agent_month import posted_agents
from scoring.models import PlanVersion, Review, ScoringSettings
from scoring.plans import versions
from scoring.querysets import ReviewQuerySet

SENTENCES: Mapping[str, str] = {
    "early": _noop("%(month)s is not over; a self-assessment is written from its end on."),
    "history": _noop("%(month)s lies before the company was live; no self-assessment belongs to it."),
    "late": _noop("The day for self-assessments of %(month)s has passed."),
    "reviewed": _noop("The review of your card of %(month)s is submitted; no self-assessment is added any more."),
    "published": _noop("%(month)s is published; no self-assessment is added any more."),
}
"""Why nothing is written now, by code."""


@dataclass(frozen=True)
class Window:
    """When it may be written. ``until``: the company's day, None where it is the review; ``at_least``: the cut-off,
    before which no month is computed and so no card reviewed; ``code``: why it is shut now, empty while it is open."""

    month: Month
    opens: datetime
    until: datetime | None
    at_least: datetime
    code: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it may be written now."""
        return not self.code

    @property
    def why_shut(self) -> str:
        """The sentence; empty while it is open."""
        return str(_(SENTENCES[self.code])) % {"month": self.month} if self.code else ""

    def refuse(self) -> None:
        """Raise Refused where it is shut."""
        if self.code:
            raise Refused(_(SENTENCES[self.code]), code=self.code, params={"month": self.month})


def window(month: Month, person: Person | None = None) -> Window:
    """The window of a month as it stands, for this person's own card where one is named."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    edges = (record.ends_at, record.cutoff_at) if record else months.edges(month)[1:]
    state = record.state if record else MonthState.OPEN
    found = of(month, timezone.now(), edges, state, ScoringSettings.of_the_company())
    is_reviewed = person is not None and found.is_open and reviewed(month).filter(agent=person).exists()
    return replace(found, code="reviewed") if is_reviewed else found


def reviewed(month: Month) -> ReviewQuerySet:
    """The submitted reviews of the month: what comes after them their reviewers would not have read."""
    found: ReviewQuerySet = Review.objects.filter(month__first_day=month.first_day, state=Review.State.SUBMITTED)
    return found


def of(month: Month, now: datetime, edges: tuple[datetime, datetime], state: str, settings: ScoringSettings) -> Window:
    """The same for who has read all that already; ``edges``: the month's end and its cut-off."""
    ends_at, cutoff = edges
    days = settings.self_assessment_days
    until = ends_at + timedelta(days=days) if days else None
    return Window(month, ends_at, until, cutoff, _code(now, ends_at, until, state, month < settings.live_since))


def _code(now: datetime, ends_at: datetime, until: datetime | None, state: str, is_history: bool) -> str:
    if is_history:
        return "history"
    if now < ends_at:
        return "early"
    if state not in BEFORE_PUBLISHED:
        return "published"
    return "late" if until is not None and now >= until else ""


def own_plan(person: Person, month: Month) -> PlanVersion | None:
    """The version that scores this person in the month: the card's, else that in force for the posting with most days;
    None for who is not scored."""
    card = cards.listed(month).filter(agent=person).select_related("plan").first()
    if card is not None:
        return card.plan  # type: ignore[no-any-return]
    plans = versions.in_force(month)
    posted = posted_agents(month, plans, only=person.pk).get(person.pk)
    return plans.of(posted.posting) if posted else None
