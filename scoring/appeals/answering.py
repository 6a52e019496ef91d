"""Answering an appeal: take it on, see what an answer would move, answer (SCORING §9).

What is shown before is what happens: the same correction and scoring, rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit, ledger, outbox
from records.final_month_guard import MonthIsFinal, among_writers
from records.models import LedgerEntry, MonthRecord
from scoring.appeals import questions, remedies, rescoring, subjects, who
from scoring.appeals.questions import to_answer
from scoring.appeals.remedies import BY_HAND, Given
from scoring.appeals.ripple import Moves, ripple, stored
from scoring.appeals.subjects import Subject
from scoring.appeals.verbs import held, latest, submit
from scoring.closing import one_snapshot
from scoring.duties import owed
from scoring.models import Appeal, AppealRound, Card
from scoring.models.appeal import ROUNDS

State, Outcome = Appeal.State, AppealRound.Outcome
FOUND = AppealRound.Found


@transaction.atomic
def take(appeal: Appeal, *, by: Account) -> Appeal:
    """Say that one answers it, so that nobody else does at the same time. Raises Refused."""
    appeal = held(appeal)
    current = to_answer(appeal, by)
    current.taken_by, current.taken_at = by, timezone.now()
    current.save(update_fields=["taken_by", "taken_at"])
    audit.record(by=by, verb="scoring.take_appeal", subject=appeal)
    return appeal


def answer(appeal: Appeal, *, given: Given, by: Account) -> AppealRound:
    """Uphold it, in part or with another figure, or reject it. Upheld, the fact is superseded and the touched cards
    have a new version when this returns. Raises Refused."""
    with _undisturbed(), among_writers(), ledger.chain_held(), one_snapshot():
        return _answer(appeal, given, by)


def _answer(appeal: Appeal, given: Given, by: Account) -> AppealRound:
    appeal = held(appeal)
    current = to_answer(appeal, by)
    if not given.reason.strip():
        raise Refused(_("Say why; the appellant reads it."), code="no_reason", field="reason")
    questions.refuse_unanswered(current, given.outcome)
    scorers = who.scorers(appeal)  # before what they scored is another's
    if given.is_upheld:
        done = _upheld(appeal, given, by)
        _refuse_own_card(done.moves, by)
        current.ripple = stored(ripple(done.moves))
        current.ledger_entry = _enter(appeal, current, given, by, done.moves)
        rescoring.store(done.moves, done.after.facts, current.ledger_entry)
        key, close = f"render:appeal:{current.pk}", _close(done.moves)
        outbox.promise(task="reports.render_cards", key=key, payload={"close": close})
    owed.decided(appeal, scorers, upheld=given.is_upheld)
    _close_round(appeal, current, given, by)
    detail = {"decision": given.outcome, "reason": current.reason}
    audit.record(by=by, verb="scoring.answer_appeal", subject=appeal, detail=detail)
    return current


def preview(appeal: Appeal, *, given: Given, by: Account) -> Moves | None:
    """What this answer would move; None for a rejection. Nothing is kept. Raises Refused as the answer would."""
    if not given.is_upheld:
        return None
    with _undisturbed(), one_snapshot(), _taken_back():
        appeal = held(appeal)
        to_answer(appeal, by)
        return _upheld(appeal, given, by).moves
    return None


def trial(card: Card, subject: Subject, *, cause: str, by: Account, wanted_at: datetime | None = None) -> Moves | None:
    """What the own card would be if an appeal were upheld as it is claimed, seen before it is submitted; None where
    that is known only once whoever answers has corrected something. Nothing is kept. Raises Refused as the acts would.
    """
    if subject.about in BY_HAND:
        return None
    with _undisturbed(), one_snapshot(), _taken_back():
        appeal = submit(card, subject, cause=cause, by=by, words="…", wanted_at=wanted_at)
        answers = who.eligible(appeal, latest(appeal)).first() or who.escalated_to().first()
        if answers is None:
            return None
        given = Given(outcome=Outcome.ACCEPTED, reason="…", at=wanted_at)
        return _upheld(appeal, given, answers, only_own=True).moves
    return None


@dataclass(frozen=True)
class _Done:
    moves: Moves
    after: rescoring.Scored


def _upheld(appeal: Appeal, given: Given, by: Account, *, only_own: bool = False) -> _Done:
    """The correction, and everybody's cards before and after it; ``only_own``: the appellant's, measured once."""
    record = MonthRecord.objects.select_for_update().get(pk=appeal.card.month_id)
    if record.is_closed:
        raise MonthIsFinal(record.month)
    by_hand = appeal.about in BY_HAND
    before = None if by_hand or only_own else rescoring.score_now(record)
    remedies.correct(appeal, subjects.of(appeal), given, by)
    after = rescoring.score_now(record)
    moves = rescoring.moves(record, before, after, appeal.agent_id)
    if by_hand and not moves.touched:
        sentence = _("Nothing on the card changes. Correct what is wrong at its own page first, or reject the appeal.")
        raise Refused(sentence, code="nothing_changes")
    return _Done(moves, after)


def _refuse_own_card(moves: Moves, by: Account) -> None:
    if by.person_id in moves.touched:
        raise Refused(_("Your own card would change by it; somebody else answers it."), code="own_card")


def _enter(appeal: Appeal, current: AppealRound, given: Given, by: Account, moves: Moves) -> LedgerEntry:
    body = {
        "appeal": appeal.number,
        "round": current.number,
        "outcome": given.outcome,
        "by": by.username,
        "cards": sorted(moves.after[agent].fingerprint for agent in moves.touched),
        "replaced": sorted(moves.before[agent].fingerprint for agent in moves.touched),
    }
    return ledger.append(kind="appeal", month=str(moves.record.month), body=body)


def _close(moves: Moves) -> int:
    """A close of the month, by which its cards are printed."""
    return next(iter(moves.after.values())).close_id


def _close_round(appeal: Appeal, current: AppealRound, given: Given, by: Account) -> None:
    current.outcome, current.reason, current.found = given.outcome, given.reason.strip(), _found(given)
    current.decided_by, current.decided_at = by, timezone.now()
    current.taken_by, current.taken_at = current.taken_by or by, current.taken_at or current.decided_at
    current.save()
    final = given.outcome == Outcome.ACCEPTED or current.number >= ROUNDS
    appeal.state = State.FINAL if final else State.ANSWERED
    appeal.save(update_fields=["state"])


def _found(given: Given) -> str:
    return FOUND.NONE if not given.is_upheld else given.found or FOUND.UNCLEAR


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Raises Refused where what it reads was changed meanwhile, be it by the answer to the very appeal."""
    try:
        yield
    except OperationalError as problem:
        sentence = _("Something changed at the same moment. Look again, and answer once more.")
        raise Refused(sentence, code="meanwhile") from problem


@contextmanager
def _taken_back() -> Iterator[None]:
    """What happens inside is undone, whatever it was."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
