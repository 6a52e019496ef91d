"""The running month computed, 未结算 (SCORING §5): everybody's card as a close of this instant would make it.

The same measures and the same engine as a close, in one pass; only the cut-off is *now*. Nothing is frozen, nothing
enters the ledger: the rows of the run before are replaced whole, in the transaction that made the new ones.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit, months, outbox
from records.models import BEFORE_COMPUTED, MonthRecord
from records.models.run import Run
from records.runs import claimed, fail
from scoring.can_close import cutoff_of
from scoring.closing import GIVE_UP_AFTER, Pass, cycles_left_alone, one_snapshot, score_all
from scoring.copying import copy_facts, copy_in
from scoring.models import ProvisionalCard, ProvisionalFacts, ProvisionalRun
from scoring.plans import versions
from scoring.running import early_warnings

REST = timedelta(minutes=5)
"""So long after a run nobody asks for the next one by hand."""


def running_months(now: datetime) -> list[MonthRecord]:
    """The month of this instant, and the one before it until it is computed, earliest first.

    A row is made for the first, not for a month before the company had anything to record.
    """
    current = months.month_containing(now)
    months.record_for(current)
    both = MonthRecord.objects.filter(first_day__in=[current.previous.first_day, current.first_day])
    return list(both.filter(state__in=BEFORE_COMPUTED).order_by("first_day"))


def is_running(month: Month, now: datetime) -> bool:
    """Whether it is one of those, asked without making a row."""
    current = months.month_containing(now)
    if month not in (current, current.previous):
        return False
    found = MonthRecord.objects.filter(first_day=month.first_day).first()
    return found is None or found.state in BEFORE_COMPUTED


@transaction.atomic
def request_run(*, month: Month, by: Account | None, ring: bool = True) -> ProvisionalRun:
    """Ask for the running month to be computed; who asks while it is done gets that run. Raises Refused.

    By hand (``by``) not within ``REST`` of the last run, nor for a month that does not run.
    """
    now = timezone.now()
    if not is_running(month, now):
        sentence = _("%(month)s is not running, so there is nothing to compute in advance.")
        raise Refused(sentence, code="not_running", params={"month": month})
    record = months.record_for(month)
    if by is not None:
        _refuse_too_soon(record, now)
    run, made = ProvisionalRun.objects.get_or_create(
        month=record, state__in=Run.UNDER_WAY, defaults={"requested_by": by}
    )
    if made and by is not None:
        audit.record(by=by, verb="scoring.compute_running_month", subject=run, detail={"month": month})
    outbox.promise(task="scoring.compute_running_month", key=_promise(run), payload={"run": run.pk}, ring_now=ring)
    return run


def _promise(run: ProvisionalRun) -> str:
    return f"running:{run.pk}"


def _refuse_too_soon(record: MonthRecord, now: datetime) -> None:
    done = ProvisionalRun.objects.filter(month=record, state=Run.State.DONE, finished_at__gt=now - REST).first()
    if done is not None and done.finished_at is not None:
        again = (done.finished_at + REST).astimezone(months.zone_for(record.month))
        raise Refused(
            _("This month was computed a moment ago; again from %(at)s on."),
            code="too_soon",
            params={"at": f"{again:%H:%M}"},
        )


def run(run_id: int) -> ProvisionalRun:
    """Do the work of a run, unless it is done or somebody else is at it. Raises Refused where it cannot be."""
    with claimed(ProvisionalRun, run_id) as found:
        if found is None:
            return ProvisionalRun.objects.get(pk=run_id)
        with _failure_told(found), one_snapshot(), cycles_left_alone():
            _compute(found)
        outbox.keep_promised(_promise(found))
        return found


@contextmanager
def _failure_told(run: ProvisionalRun) -> Iterator[None]:
    """A run that fails says why, except where the database went away: then another delivery takes over."""
    try:
        yield
    except Refused as refusal:
        fail(run, str(refusal))
        raise
    except Exception as problem:
        if not isinstance(problem, OperationalError) or run.attempts >= GIVE_UP_AFTER:
            fail(run, f"{type(problem).__name__}: {problem}")
        raise


def _compute(run: ProvisionalRun) -> None:
    record = MonthRecord.objects.get(pk=run.month_id)
    run.as_of = min(timezone.now(), cutoff_of(record))
    in_force = versions.in_force(record.month)
    run.counts = {"cards": 0}
    if record.state in BEFORE_COMPUTED and in_force.by_scope:
        done = score_all(until(record, run.as_of), in_force, lambda *_: None)
        run.counts = {"cards": len(done.cards), "facts": dict(done.gathered.facts)}
        run.save(update_fields=["as_of"])
        _replace(run, done)
        early_warnings.look(record, run.as_of, in_force)
    run.state, run.finished_at, run.error = Run.State.DONE, timezone.now(), ""
    run.save(update_fields=["state", "finished_at", "error", "as_of", "counts"])


def until(record: MonthRecord, instant: datetime) -> MonthRecord:
    """The month as if this instant were its end and its cut-off; never stored."""
    short = copy.copy(record)
    short.cutoff_at, short.ends_at = instant, min(record.ends_at, instant)
    short.is_over = instant >= record.ends_at + months.COMPLETION_GRACE
    return short


def _replace(run: ProvisionalRun, done: Pass) -> None:
    """All of the month and what is left of months computed since go; these come."""
    gone = ProvisionalCard.objects.filter(month=run.month) | ProvisionalCard.objects.exclude(
        month__state__in=BEFORE_COMPUTED
    )
    ProvisionalFacts.objects.filter(card__in=gone)._raw_delete("default")
    ProvisionalCard.objects.filter(pk__in=gone.values("pk"))._raw_delete("default")
    by_plan_and_uuid = {(agent.plan.code, agent.uuid): agent for agent in done.scored}
    made = []
    for card in done.cards:
        agent = by_plan_and_uuid[card.plan, card.agent]
        made.append(
            ProvisionalCard(
                month_id=run.month_id,
                agent_id=agent.agent_id,
                plan=agent.plan,
                run=run,
                frozen=card.to_frozen(),
                total=card.total,
                grade=card.grade or "",
                team_id=agent.team_id,
                site_id=agent.site_id,
                labels=agent.labels.to_frozen(),
            )
        )
    copy_in(made)
    copy_facts(ProvisionalFacts, made, done.gathered.spelled)
