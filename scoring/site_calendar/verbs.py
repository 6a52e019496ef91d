"""Entering, changing and withdrawing events of the site calendar (SCORING §6): announced before the month, then frozen.

HR's verbs. Nothing is overwritten: a changed event replaces the one before, which stays to be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.canonical import decimal_text
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import exact, half_up
from people.models import Account, Posting, Site
from people.self_acting import refuse_for_oneself
from records import audit, months
from scoring.engine.definition import Text
from scoring.models import PlanVersion, SiteEvent
from scoring.plans import versions

MOST = Decimal(40)
"""No shift is larger: the widest that a weight may become."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to announce. ``moves``: points of weight by dimension, none of them zero; days inclusive."""

    site: Site | None
    kind: str
    words: str
    first_day: date
    last_day: date
    moves: Mapping[str, Decimal]


@transaction.atomic
def enter_event(wanted: Wanted, *, by: Account) -> SiteEvent:
    """Announce an event. Raises Refused."""
    _refuse_unfit(wanted)
    _refuse_own(wanted, by)
    event = _made(wanted, by)
    audit.record(by=by, verb="scoring.enter_site_event", subject=event, detail=_told(event))
    return event


@transaction.atomic
def change_event(event: SiteEvent, wanted: Wanted, *, by: Account) -> SiteEvent:
    """Announce it otherwise: the new one takes its place. Raises Refused where a day of either lies in a month that has
    begun."""
    standing = _held(event)
    _refuse_unfit(wanted)
    for each in (standing, wanted):
        _refuse_own(each, by)
    _end(standing, by, "")
    changed = _made(wanted, by, replaces=standing)
    detail = {"before": _told(standing), **_told(changed)}
    audit.record(by=by, verb="scoring.change_site_event", subject=changed, detail=detail)
    return changed


@transaction.atomic
def withdraw_event(event: SiteEvent, *, reason: str, by: Account) -> SiteEvent:
    """Take it back. Raises Refused where a day of it lies in a month that has begun."""
    standing = _held(event)
    _refuse_own(standing, by)
    _end(standing, by, reason)
    detail = {"reason": reason, **_told(standing)}
    audit.record(by=by, verb="scoring.withdraw_site_event", subject=standing, detail=detail)
    return standing


def dimensions() -> dict[str, Text]:
    """Every dimension that an event may name: those of all published plans, in their order."""
    published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).order_by("-valid_from", "-version")
    return {dimension.code: dimension.name for version in published for dimension in versions.read(version).dimensions}


def has_begun(event: SiteEvent) -> bool:
    """Whether it is frozen: a day of it lies in a month that has begun."""
    return Month.of_day(event.first_day) <= _current_month()


def _current_month() -> Month:
    return Month.of(timezone.now(), months.company_zone())


def _held(event: SiteEvent) -> SiteEvent:
    """The event in this act's hands, if it may still be changed."""
    standing: SiteEvent = SiteEvent.objects.select_for_update(of=("self",)).select_related("site").get(pk=event.pk)
    if standing.ended_at is not None:
        raise Refused(_("This event was changed or withdrawn already; look at the calendar again."), code="ended")
    _refuse_begun(standing.first_day)
    return standing


def _refuse_begun(first_day: date) -> None:
    month = Month.of_day(first_day)
    if month <= _current_month():
        raise Refused(
            _(
                "%(month)s has begun; its weights stay as they were announced. Enter what concerns later months as an "
                "event of its own."
            ),
            code="month_has_begun",
            params={"month": month},
        )


def _refuse_unfit(wanted: Wanted) -> None:
    _refuse_begun(wanted.first_day)
    if wanted.last_day < wanted.first_day:
        raise Refused(_("The last day lies before the first."), code="days", field="last_day")
    if wanted.last_day - wanted.first_day > LONGEST:
        raise Refused(_("An event lasts a year at most."), code="days", field="last_day")
    if wanted.kind == SiteEvent.Kind.OWN and not wanted.words:
        raise Refused(_("Say in a few words what is going on."), code="no_name", field="words")
    _refuse_moves(wanted.moves)


def _refuse_moves(moves: Mapping[str, Decimal]) -> None:
    if not any(moves.values()):
        raise Refused(_("Say for at least one dimension how many points of weight it gains or loses."), code="no_shift")
    known = dimensions()
    if any(code not in known or abs(points) > MOST or half_up(points, 2) != points for code, points in moves.items()):
        sentence = _("A shift is at most %(most)s points either way, with two decimals at most.")
        raise Refused(sentence, code="shift", params={"most": MOST})


def _refuse_own(event: SiteEvent | Wanted, by: Account) -> None:
    """Nobody moves the own weights: who is posted as agent where it reaches, while it lasts (SCORING §1)."""
    own = Posting.objects.of_agents().filter(Q(last_day=None) | Q(last_day__gte=event.first_day))
    own = own.filter(person_id=by.person_id, first_day__lte=event.last_day)
    own = own if event.site is None else own.filter(site=event.site)
    refuse_for_oneself(by, by.person_id if own.exists() else None)


def _made(wanted: Wanted, by: Account, replaces: SiteEvent | None = None) -> SiteEvent:
    event = SiteEvent(
        site=wanted.site,
        kind=wanted.kind,
        words=wanted.words,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        shifts={code: decimal_text(half_up(exact(points), 2)) for code, points in wanted.moves.items() if points},
        replaces=replaces,
        entered_by=by,
    )
    event.save(force_insert=True)
    return event


def _end(event: SiteEvent, by: Account, reason: str) -> None:
    event.ended_by, event.ended_at, event.reason = by, timezone.now(), reason
    event.save(update_fields=["ended_by", "ended_at", "reason"])


def _told(event: SiteEvent) -> dict[str, object]:
    """The event as the audit keeps it."""
    days = {"from": f"{event.first_day}", "to": f"{event.last_day}"}
    return {"name": event.title, "site": event.site.name if event.site else "", **days, "shifts": event.shifts}
