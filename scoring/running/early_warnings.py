"""Early warnings from the eighth day of a month on: the last seven days of an agent against that agent's own 28 days
before, by rules that a supervisor can read. A warning changes no figure; people answer it, or the figure comes back.

Each window is measured by the close's own statements, as it stood at its end; where facts settle late, three days after
it, as a month is.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit
from records.models import AuditEntry, MonthRecord
from scoring.agent_month import posted_agents, to_score
from scoring.closing import parameters_of
from scoring.engine.facts import Measure
from scoring.engine.points import wilson
from scoring.indicators.catalogue import definitions
from scoring.measuring import Gathered, Spelled, gather
from scoring.models import EarlyWarning
from scoring.models.card import read_facts
from scoring.plans import versions
from scoring.running import day_by_day
from scoring.running.day_by_day import Day
from scoring.running.workload import workload

RECENT, BEFORE = timedelta(days=7), timedelta(days=28)
FIRST_DAYS = timedelta(days=7)
"""None are raised in a month's first seven days."""
AT_LEAST = (5, 10)
"""So many facts in the seven days, and in the 28 before."""
SLOWER, MINUTES = Fraction(3, 2), 5
"""A mean time is behind from half as long again, and five minutes, on."""
FEWER = 10
"""A mean rating is behind from ten points of a hundred on. A rate is behind below its own 95 % Wilson interval."""
AT_ONCE = ("mean_response_minutes", "satisfaction", "etiquette_pass_rate")
SETTLES = ("completion_rate",)
SETTLING = timedelta(days=3)
"""So long after its end a window is judged where facts settle late, as a month is: else the orders of the last days,
a larger part of seven days than of 28, would be taken for slackness."""

Key = tuple[int, str]
"""Agent and indicator."""


@dataclass(frozen=True)
class Compared:
    """Both windows of one agent's indicator, and the facts counted in them."""

    recent: Measure
    before: Measure
    facts: tuple[Spelled, ...]


def look(record: MonthRecord, as_of: datetime, in_force: versions.PlansInForce) -> None:
    """Raise what fell behind and is not told yet, bring standing ones up to date, close those that are back.

    What was closed is not raised again for seven days.
    """
    if not record.starts_at + FIRST_DAYS <= as_of < record.ends_at:
        return
    found = _measured(record, as_of, in_force)
    standing = {(one.agent_id, one.indicator): one for one in EarlyWarning.objects.standing().select_for_update()}
    closed = EarlyWarning.objects.filter(state=EarlyWarning.State.CLOSED, closed_at__gt=as_of - RECENT)
    rested = set(closed.values_list("agent_id", "indicator"))
    behind = [key for key, seen in found.items() if key not in rested and is_behind(key[1], seen.recent, seen.before)]
    told = {key: found[key] for key in (standing.keys() & found.keys()).union(behind)}
    days = _day_by_day(record, as_of, told)
    for key, seen in told.items():
        warning = standing.get(key) or _new(key, record, as_of)
        _update(warning, seen, as_of, record)
        warning.days = days[key]
        warning.save()


def _new(key: Key, record: MonthRecord, as_of: datetime) -> EarlyWarning:
    return EarlyWarning(agent_id=key[0], indicator=key[1], first_day=record.first_day, raised_at=as_of)


def _update(warning: EarlyWarning, seen: Compared, as_of: datetime, record: MonthRecord) -> None:
    """The figures of today; a warning whose rule no longer holds closes by itself and says so."""
    warning.recent, warning.before, warning.as_of = _frozen(seen.recent), _frozen(seen.before), as_of
    warning.workload = workload(warning.agent_id, record, _edges(as_of))
    if not is_behind(warning.indicator, seen.recent, seen.before):
        warning.state, warning.closed_at, warning.is_back = EarlyWarning.State.CLOSED, as_of, True


def _day_by_day(record: MonthRecord, as_of: datetime, told: Mapping[Key, Compared]) -> Mapping[Key, list[Day]]:
    edges = {}
    for code in {code for _agent, code in told}:
        start, _middle, end = _edges(as_of - (SETTLING if code in SETTLES else timedelta(0)))
        edges[code] = start, end
    facts = {key: [fact for part in seen.facts for fact in read_facts(*part)] for key, seen in told.items()}
    return day_by_day.of(facts, edges, ZoneInfo(record.time_zone))


def _edges(end: datetime) -> tuple[datetime, datetime, datetime]:
    """Where the 28 days begin, where the seven begin and end."""
    return end - RECENT - BEFORE, end - RECENT, end


def is_behind(code: str, recent: Measure, before: Measure) -> bool:
    """The rule of this indicator."""
    if recent.n < AT_LEAST[0] or before.n < AT_LEAST[1]:
        return False
    now, then = (Fraction(*measure.ratio) * definitions()[code].scale for measure in (recent, before))
    if definitions()[code].better == "lower":
        return now >= then * SLOWER and now - then >= MINUTES
    interval = wilson(definitions()[code], before)
    return now < Fraction(interval.low) if interval else then - now >= FEWER


def _measured(record: MonthRecord, as_of: datetime, in_force: versions.PlansInForce) -> Mapping[Key, Compared]:
    """Of everybody posted: both windows of each indicator that is watched and weighed, where both have evidence."""
    scored = to_score(record.month, posted_agents(record.month, in_force), (), in_force)
    default, own = parameters_of(scored, in_force)
    found: dict[Key, Compared] = {}
    for codes, settling in ((AT_ONCE, timedelta(0)), (SETTLES, SETTLING)):
        sides = [
            gather(span, default=default, own=own, indicators=codes)
            for span in _windows(record, as_of - settling, settling)
        ]
        for agent in scored:
            for code in {each.code for each in versions.read(agent.plan).indicators()} & set(codes):
                compared = _compared((agent.agent_id, code), sides)
                if compared is not None:
                    found[agent.agent_id, code] = compared
    return found


def _compared(key: Key, sides: Sequence[Gathered]) -> Compared | None:
    evidence = [side.evidence.get(key[0], {}).get(key[1]) for side in sides]
    recent, before = (each.measure if each else None for each in evidence)
    if recent is None or before is None:
        return None
    return Compared(recent, before, tuple(side.spelled[key] for side in sides))


def _windows(record: MonthRecord, end: datetime, settling: timedelta) -> tuple[MonthRecord, MonthRecord]:
    """The seven days up to ``end`` and the 28 before as spans that are measured like a month; never stored."""
    start, middle, end = _edges(end)
    spans = []
    for first, last in ((middle, end), (start, middle)):
        span = copy.copy(record)
        span.starts_at, span.ends_at, span.cutoff_at, span.service_hours = first, last, last + settling, None
        span.is_over = False
        spans.append(span)
    return spans[0], spans[1]


def _frozen(measure: Measure) -> list[object]:
    return [str(measure.numerator), str(measure.denominator), measure.n]


@transaction.atomic
def acknowledge(*, warning: EarlyWarning, by: Account, note: str = "") -> EarlyWarning:
    """Somebody who leads has seen it. Raises Refused for oneself, and where it is no longer open."""
    return _handle(warning, by, EarlyWarning.State.ACKNOWLEDGED, note, after=(EarlyWarning.State.OPEN,))


@transaction.atomic
def act(*, warning: EarlyWarning, by: Account, note: str) -> EarlyWarning:
    """What was done about it: a talk, other work. Raises Refused for oneself, closed ones, and without words."""
    return _handle(warning, by, EarlyWarning.State.ACTED, note, after=EarlyWarning.STANDING)


@transaction.atomic
def close(*, warning: EarlyWarning, by: Account, note: str) -> EarlyWarning:
    """Nothing is left to do. Raises Refused for oneself, closed ones, and without words."""
    return _handle(warning, by, EarlyWarning.State.CLOSED, note, after=EarlyWarning.STANDING)


def _handle(
    warning: EarlyWarning, by: Account, state: EarlyWarning.State, note: str, *, after: tuple[str, ...]
) -> EarlyWarning:
    refuse_for_oneself(by, warning.agent_id)
    warning = EarlyWarning.objects.select_for_update().get(pk=warning.pk)
    if warning.state not in after:
        raise Refused(_("This warning is %(state)s."), code="not_open", params={"state": warning.get_state_display()})
    if state != EarlyWarning.State.ACKNOWLEDGED and not note.strip():
        raise Refused(_("Say in a sentence what was done."), code="note_missing", field="note")
    warning.state, warning.handled_by, warning.handled_at = state, by, timezone.now()
    warning.note = note.strip() or warning.note
    if state == EarlyWarning.State.CLOSED:
        warning.closed_at = warning.handled_at
    warning.save()
    audit.record(by=by, verb=f"scoring.warning_{state}", subject=warning, detail={"note": note.strip()})
    return warning


def history(warning: EarlyWarning) -> list[AuditEntry]:
    """What people did about it, each with its note, in the order in which they did it."""
    about = {"subject_type": EarlyWarning._meta.label_lower, "subject_id": str(warning.pk)}
    return list(AuditEntry.objects.filter(**about).select_related("actor__person").order_by("pk"))
