"""The close of a month (SCORING §9; PROMISES 7): asked for, claimed, done in one snapshot, entered in the ledger.

The truth of a close is its row. The task that does it is a doorbell; delivered twice, or killed and delivered again,
it ends with one version per card and one entry in the ledger.
"""

import gc
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit, ledger, outbox, service_time
from records.final_month_guard import among_writers
from records.models import LedgerEntry, MonthRecord, MonthState
from records.runs import claimed, fail
from scoring import leading
from scoring.agent_month import Scored, posted_agents, to_score
from scoring.can_close import ready_record, refuse_published
from scoring.card_storage import Frozen, freeze, store
from scoring.close_progress import Steps, noted
from scoring.duties import owed
from scoring.engine.card import Card as ScoredCard
from scoring.engine.score import score_month
from scoring.indicators.catalogue import definitions
from scoring.inputs import agent_months
from scoring.measuring import Gathered, Parameters, gather
from scoring.models import CloseStep, MonthClose, PlanVersion
from scoring.plans import versions as plans

logger = logging.getLogger("kpi_portal.scoring")

GIVE_UP_AFTER = 5
"""Attempts that end with the database gone or in conflict; until then another delivery takes over."""


def request_close(*, month: Month, by: Account, ring: bool = True, scheduled: bool = False) -> MonthClose:
    """Ask for the close of a month in the name of somebody who may; who asks while one is under way gets that one.
    Raises Refused, where ``by`` does not hold the verb too: the schedule and commands act in a person's name (§1).

    ``ring=False`` does not wake the worker: the caller does the work itself with ``run_close``. If the caller is killed
    at it, the sweeper finds the promise and the worker takes over.
    """
    if not by.has_perm("scoring.close_month"):
        raise Refused(_("%(name)s may not close months."), code="not_allowed", params={"name": by})
    record = ready_record(month)
    with transaction.atomic():
        run, made = _run_under_way(record, by)
        if made:
            _note(run, by, scheduled=scheduled)
        outbox.promise(task="scoring.close_month", key=_promise_of(run), payload={"close": run.pk}, ring_now=ring)
    return run


def _note(run: MonthClose, by: Account, *, scheduled: bool) -> None:
    detail = {"month": run.month.month}
    if scheduled:
        audit.record(by=by, verb="scoring.close_by_schedule", subject=run, detail=detail)
    else:
        audit.record(by=by, verb="scoring.close_month", subject=run, detail=detail)


def _promise_of(run: MonthClose) -> str:
    return f"close:{run.pk}"


def _run_under_way(record: MonthRecord, by: Account) -> tuple[MonthClose, bool]:
    """The one run under way, made where there is none; two people who ask at once get the same."""
    return MonthClose.objects.get_or_create(month=record, state__in=MonthClose.UNDER_WAY, defaults={"requested_by": by})


def run_close(close_id: int) -> MonthClose:
    """Do the work of a close, unless it is done or somebody else is at it. Raises Refused where it cannot be."""
    with claimed(MonthClose, close_id) as run:
        if run is None:
            return MonthClose.objects.get(pk=close_id)
        try:
            with noted(run) as steps, among_writers(), ledger.chain_held(), one_snapshot(), cycles_left_alone():
                _close(run, steps)
        except Refused as refusal:
            _fail(run, str(refusal))
            raise
        except Exception as problem:
            if not isinstance(problem, OperationalError) or run.attempts >= GIVE_UP_AFTER:
                _fail(run, f"{type(problem).__name__}: {problem}")
            raise
        except BaseException:  # Ctrl-C, SIGTERM: nobody else is asked to go on
            _fail(run, str(_("It was interrupted.")))
            raise
        outbox.keep_promised(_promise_of(run))
        return run


@contextmanager
def one_snapshot() -> Iterator[None]:
    """One REPEATABLE READ transaction: everything is read as of one instant. A caller's own transaction is joined."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
        yield


@contextmanager
def cycles_left_alone() -> Iterator[None]:
    """A close makes some hundred thousand objects and no cycle; looking for some costs a seventh of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True)
class Pass:
    """What one pass scored: the agents, their cards, what was gathered."""

    scored: tuple[Scored, ...]
    gathered: Gathered
    cards: list[ScoredCard]


def _close(run: MonthClose, steps: Steps) -> None:
    record = MonthRecord.objects.select_for_update().get(pk=run.month_id)
    refuse_published(record)
    steps.done(CloseStep.Step.FREEZING_EVIDENCE)
    service_time.freeze(record)
    in_force = plans.in_force(record.month)
    done = score_all(record, in_force, steps.done)
    if not done.scored:
        raise Refused(
            _("There is nobody to score in %(month)s."), code="nobody_to_score", params={"month": record.month}
        )
    frozen = freeze(run, done.scored, done.cards, done.gathered.spelled, trial=False)
    trial = _trial(run, record)
    entry = _enter(run, record, frozen, trial)
    store(frozen, entry)
    store(trial, entry)
    owed.owe_reviews(record)
    new = len(frozen.made)
    steps.done(CloseStep.Step.FREEZING, {"new": new, "kept": len(frozen.fingerprints) - new})
    steps.done(CloseStep.Step.LEDGER)
    run.counts = {
        "cards": len(frozen.fingerprints),
        "new": new,
        "trial": len(trial.fingerprints),
        "facts": dict(done.gathered.facts),
        "uncredited": {code: count for code, count in done.gathered.uncredited.items() if count},
    }
    _finish(run, record)


def score_all(record: MonthRecord, in_force: plans.PlansInForce, noting: Callable[..., None]) -> Pass:
    """Measure and score everyone for whom one of these plans is in force."""
    posted = posted_agents(record.month, in_force)
    before_measuring = to_score(record.month, posted, (), in_force)
    default, own = parameters_of(before_measuring, in_force)
    gathered = gather(
        record,
        default=default,
        own=own,
        indicators={each.code for plan in in_force.by_scope.values() for each in plans.read(plan).indicators()},
    )
    noting(CloseStep.Step.MEASURING, dict(gathered.facts))
    all_posted = gathered.credited <= posted.keys()
    scored = before_measuring if all_posted else to_score(record.month, posted, gathered.credited, in_force)
    with plans.problems_refused():
        led = leading.evidence_led(record.month, scored, posted, gathered)
        cards = score_month(agent_months(record.month, scored, gathered.evidence, led))
    noting(CloseStep.Step.SCORING, {"agents": len(scored)})
    return Pass(scored, gathered, cards)


def _trial(run: MonthClose, record: MonthRecord) -> Frozen:
    """Trial plans make second cards of everyone they are for (SCORING §5, step 9): a part of the step of freezing."""
    in_force = plans.in_force(record.month, trial=True)
    if not in_force.by_scope:
        return freeze(run, (), (), {}, trial=True)
    try:
        done = score_all(record, in_force, lambda *_: None)
    except Refused as refusal:  # a target of the month that its rule cannot take: never what keeps the real cards back
        logger.warning("close %s of %s has no trial cards: %s", run.pk, run.month, refusal)
        return freeze(run, (), (), {}, trial=True)
    return freeze(run, done.scored, done.cards, done.gathered.spelled, trial=True)


def parameters_of(scored: Iterable[Scored], in_force: plans.PlansInForce) -> tuple[Parameters, dict[int, Parameters]]:
    """The default plan's parameters of measuring, and those of the agents whose plan has others."""
    told = {plan.pk: parameters(plan) for plan in in_force.by_scope.values()}
    default = told[(in_force.default or next(iter(in_force.by_scope.values()))).pk]
    others = {plan for plan, each in told.items() if each != default}
    return default, {agent.agent_id: told[agent.plan.pk] for agent in scored if agent.plan.pk in others}


def parameters(plan: PlanVersion) -> Parameters:
    """The plan's parameters of measuring."""
    read = plans.read(plan)
    usual = {code: known.within.usual for code, known in definitions().items() if known.within}
    measuring, within = read.measuring, usual | {each.code: each.within for each in read.indicators() if each.within}
    return Parameters(
        measuring.response_cap_minutes,
        measuring.pass_mark,
        measuring.takes_completion,
        response_within=within["response_within_rate"],
        callback_within=within["callback_24h_rate"],
        nps_months=within["nps"],
    )


def _enter(run: MonthClose, record: MonthRecord, frozen: Frozen, trial: Frozen) -> LedgerEntry:
    body = {
        "close": run.pk,
        "cutoff": record.cutoff_at,
        "cards": sorted(frozen.fingerprints),
        "trial_cards": sorted(trial.fingerprints),
    }
    return ledger.append(kind="close", month=str(record.month), body=body)


def _finish(run: MonthClose, record: MonthRecord) -> None:
    """The month is computed (a month in review stays so), its PDFs are promised, the run is done."""
    if record.state != MonthState.IN_REVIEW:
        record.state = MonthState.COMPUTED
        record.save(update_fields=["state"])
    run.state, run.finished_at, run.error = MonthClose.State.DONE, timezone.now(), ""
    run.save(update_fields=["state", "finished_at", "error", "counts"])
    outbox.promise(task="reports.render_cards", key=f"render:close:{run.pk}", payload={"close": run.pk})


def _fail(run: MonthClose, error: str) -> None:
    logger.warning("close %s of %s failed: %s", run.pk, run.month, error)
    fail(run, error)
