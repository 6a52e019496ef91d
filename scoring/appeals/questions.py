"""Whoever answers an appeal asks its appellant for more evidence first: once a round, with a day.

The clock of the round stands meanwhile: its deadline moves by the working days that the appellant takes, at most by
those that were given. Until then, or until the day is over, the appeal is not rejected and not upheld in part.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit, months
from records.working_days import working_days_between
from scoring.appeals import who, window
from scoring.appeals.verbs import held, keep, latest, own
from scoring.models import Appeal, AppealQuestion, AppealRound

MOST_DAYS = 5
AN_INSTANT = timedelta(microseconds=1)


@transaction.atomic
def ask(appeal: Appeal, *, words: str, days: int, by: Account) -> AppealQuestion:
    """Ask for more, by the end of so many working days; who asks has taken the appeal on. Raises Refused."""
    appeal = held(appeal)
    current = to_answer(appeal, by)
    if question_of(current) is not None:
        raise Refused(_("More was asked for in this round already."), code="asked_already")
    if not words.strip():
        raise Refused(_("Say what is missing."), code="no_words", field="words")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(
            _("Between one and %(most)s working days."), code="days", params={"most": MOST_DAYS}, field="days"
        )
    now = timezone.now()
    question = AppealQuestion.objects.create(
        round=current,
        words=words.strip(),
        asked_by=by,
        asked_at=now,
        until=window.end_of_working_day(now, days),
        due_before=current.due,
    )
    current.due = _later(question, days)
    current.taken_by, current.taken_at = current.taken_by or by, current.taken_at or now
    current.save(update_fields=["due", "taken_by", "taken_at"])
    audit.record(by=by, verb="scoring.ask_about_appeal", subject=appeal, detail={"until": question.until})
    return question


@transaction.atomic
def reply(appeal: Appeal, *, words: str, by: Account, files: Sequence[Any] = ()) -> AppealQuestion:
    """The appellant's answer, also after its day while nobody has decided. Raises Refused."""
    appeal = own(appeal, by)
    current = latest(appeal)
    question = question_of(current)
    if question is None or question.answered_at is not None or not appeal.is_open:
        raise Refused(_("Nothing is asked for any more."), code="not_asked")
    if not words.strip():
        raise Refused(_("Answer in a sentence, also beside a file."), code="no_words", field="words")
    question.answer, question.answered_at = words.strip(), timezone.now()
    question.save(update_fields=["answer", "answered_at"])
    for file in files:
        keep(current, file, question)
    current.due = min(current.due, _later(question, _taken(question)))
    current.save(update_fields=["due"])
    audit.record(by=by, verb="scoring.answer_about_appeal", subject=appeal)
    return question


def question_of(current: AppealRound) -> AppealQuestion | None:
    """What was asked in this round."""
    return AppealQuestion.objects.filter(round=current).select_related("asked_by__person").first()


def refuse_unanswered(current: AppealRound, outcome: str) -> None:
    """Raise Refused where the appellant still has time to say what was asked, save for whom is believed anyway."""
    question = question_of(current)
    is_open = question is not None and question.answered_at is None and timezone.now() < question.until
    if is_open and outcome != AppealRound.Outcome.ACCEPTED:
        sentence = _("More evidence was asked for, and there is still time to bring it.")
        raise Refused(sentence, code="asked")


def to_answer(appeal: Appeal, by: Account) -> AppealRound:
    """The round to be answered, for who may. Raises Refused."""
    if not by.has_perm(who.ANSWERS):
        raise Refused(_("%(name)s may not answer appeals."), code="not_allowed", params={"name": by})
    refuse_for_oneself(by, appeal.agent_id)
    if not appeal.is_open:
        raise Refused(_("It is answered, or withdrawn, already."), code="answered")
    current = latest(appeal)
    sentence = who.why_not(by, appeal, current)
    if sentence:
        raise Refused(sentence, code="not_yours")
    return current


def _taken(question: AppealQuestion) -> int:
    """Working days that the appellant took."""
    zone = months.company_zone()
    assert question.answered_at is not None
    days = (at.astimezone(zone).date() for at in (question.asked_at, question.answered_at))
    return working_days_between(*days)


def _later(question: AppealQuestion, days: int) -> Any:
    return window.end_of_working_day(question.due_before - AN_INSTANT, days)
