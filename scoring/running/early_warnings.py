"""Early warnings from the eighth day of a month on: the last seven days of an agent against that agent's own 28 days
before, by rules that a supervisor can read. A warning changes no figure; people answer it, or the figure comes back.

Each window is measured by the close's own statements, as it stood at its end; where facts settle late, three days after
it, as a month is.
"""

import copy
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import ExtractHour
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account, Posting
from people.self_acting import refuse_for_oneself
from records import audit
from records.models import MonthRecord
from scoring.agent_month import posted_agents, to_score
from scoring.closing import parameters
from scoring.engine.facts import Evidence, Measure
from scoring.engine.points import wilson
from scoring.indicators.catalogue import definitions
from scoring.measuring import gather
from scoring.models import EarlyWarning
from scoring.plans import versions
from workorders.models import WorkOrder

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

Windows = tuple[Measure, Measure]


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
    for key, (recent, before) in found.items():
        if key in standing:
            _update(standing[key], recent, before, as_of)
        elif key not in rested and is_behind(key[1], recent, before):
            EarlyWarning.objects.create(
                agent_id=key[0],
                indicator=key[1],
                first_day=record.first_day,
                raised_at=as_of,
                as_of=as_of,
                recent=_frozen(recent),
                before=_frozen(before),
                workload=workload(key[0], as_of, record),
            )


def is_behind(code: str, recent: Measure, before: Measure) -> bool:
    """The rule of this indicator."""
    if recent.n < AT_LEAST[0] or before.n < AT_LEAST[1]:
        return False
    now, then = (Fraction(*measure.ratio) * definitions()[code].scale for measure in (recent, before))
    if definitions()[code].better == "lower":
        return now >= then * SLOWER and now - then >= MINUTES
    interval = wilson(definitions()[code], before)
    return now < Fraction(interval.low) if interval else then - now >= FEWER


def _measured(
    record: MonthRecord, as_of: datetime, in_force: versions.PlansInForce
) -> Mapping[tuple[int, str], Windows]:
    """Of everybody posted: both windows of each indicator that is watched and weighed, where both have evidence."""
    scored = to_score(record.month, posted_agents(record.month, in_force), (), in_force)
    own = {one.agent_id: parameters(one.plan) for one in scored}
    default = parameters(in_force.default or next(iter(in_force.by_scope.values())))
    found: dict[tuple[int, str], Windows] = {}
    for codes, settling in ((AT_ONCE, timedelta(0)), (SETTLES, SETTLING)):
        recent, before = (
            gather(span, default=default, own=own, indicators=codes).evidence
            for span in _windows(record, as_of - settling, settling)
        )
        for agent in scored:
            for code in {each.code for each in versions.read(agent.plan).indicators()} & set(codes):
                now, then = (_measure_of(side, agent.agent_id, code) for side in (recent, before))
                if now is not None and then is not None:
                    found[agent.agent_id, code] = now, then
    return found


def _measure_of(side: Mapping[int, Mapping[str, Evidence]], agent: int, code: str) -> Measure | None:
    evidence = side.get(agent, {}).get(code)
    return evidence.measure if evidence else None


def _windows(record: MonthRecord, end: datetime, settling: timedelta) -> tuple[MonthRecord, MonthRecord]:
    """The seven days up to ``end`` and the 28 before as spans that are measured like a month; never stored."""
    middle = end - RECENT
    spans = []
    for first, last in ((middle, end), (middle - BEFORE, middle)):
        span = copy.copy(record)
        span.starts_at, span.ends_at, span.cutoff_at, span.service_hours = first, last, last + settling, None
        spans.append(span)
    return spans[0], spans[1]


def _update(warning: EarlyWarning, recent: Measure, before: Measure, as_of: datetime) -> None:
    """The figures of today; a warning whose rule no longer holds closes by itself and says so."""
    warning.recent, warning.before, warning.as_of = _frozen(recent), _frozen(before), as_of
    if not is_behind(warning.indicator, recent, before):
        warning.state, warning.closed_at, warning.is_back = EarlyWarning.State.CLOSED, as_of, True
    warning.save()


def _frozen(measure: Measure) -> list[object]:
    return [str(measure.numerator), str(measure.denominator), measure.n]


def workload(agent: int, as_of: datetime, record: MonthRecord) -> dict[str, Any]:
    """Orders of both windows: how many, over how many days, how many outside 08:00 to 18:00, and of which kinds; and
    how many the team had, of how many people."""
    middle, zone = as_of - RECENT, ZoneInfo(record.time_zone)
    return {
        "recent": _load(agent, middle, as_of, zone),
        "before": _load(agent, middle - BEFORE, middle, zone),
        "team": _team(agent, record, middle, as_of),
    }


def _team(agent: int, record: MonthRecord, start: datetime, end: datetime) -> dict[str, int]:
    """Of everybody posted to a team of the agent in the month; nobody without a team."""
    posted = Posting.objects.of_agents().touching(record.month)
    teams = posted.filter(person=agent, team__isnull=False).values("team")
    people = set(posted.filter(team__in=teams).values_list("person", flat=True))
    orders = WorkOrder.objects.standing().filter(agent__in=people, created_at__gte=start, created_at__lt=end)
    return {"orders": orders.count(), "people": len(people), "days": (end - start).days}


def _load(agent: int, start: datetime, end: datetime, zone: ZoneInfo) -> dict[str, Any]:
    orders = WorkOrder.objects.standing().filter(agent=agent, created_at__gte=start, created_at__lt=end)
    hour = orders.annotate(hour=ExtractHour("created_at", tzinfo=zone))
    kinds = orders.order_by().values_list("category").annotate(n=Count("pk")).order_by("-n", "category")
    return {
        "orders": orders.count(),
        "days": (end - start).days,
        "late": hour.filter(Q(hour__lt=8) | Q(hour__gte=18)).count(),
        "mix": [[category, number] for category, number in kinds[:3]],
    }


@transaction.atomic
def acknowledge(*, warning: EarlyWarning, by: Account) -> EarlyWarning:
    """Somebody who leads has seen it. Raises Refused for oneself, and where it is no longer open."""
    return _handle(warning, by, EarlyWarning.State.ACKNOWLEDGED, "", after=(EarlyWarning.State.OPEN,))


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
