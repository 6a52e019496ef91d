"""An appeal from its submission to the final word (SCORING §9).

Whose card it is appeals, adds what shows it, withdraws, and may go into a second round. Somebody who did not score it
answers. Upheld, the fact is superseded, the cards that it touches are scored again, and what moved is listed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib import attachments
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit
from scoring.appeals import window
from scoring.appeals.subjects import Subject
from scoring.models import Appeal, AppealFile, AppealQuestion, AppealRound, Card, ScoringSettings
from scoring.models.appeal import ROUNDS

State, Outcome = Appeal.State, AppealRound.Outcome
MOST_FILES = 5


class Said(TypedDict, total=False):
    """What the appellant says: in words, with the instant that is claimed, and files that show it."""

    words: Required[str]
    wanted_at: datetime | None
    files: Sequence[Any]


@transaction.atomic
def submit(card: Card, subject: Subject, *, cause: str, by: Account, **said: Unpack[Said]) -> Appeal:
    """Appeal one thing on the own card, within its window. Raises Refused."""
    if card.agent_id != by.person_id:
        raise Refused(_("Only whose card it is appeals."), code="not_own")
    card = Card.objects.select_for_update(of=("self",)).select_related("month").get(pk=card.pk)
    now = timezone.now()
    window.refuse_shut(card, now)
    if cause not in subject.causes:
        raise Refused(_("Choose what is wrong with it."), code="wrong_cause", field="cause")
    _refuse_twice(card, subject)
    appeal = Appeal.objects.create(
        number=_next_number(card),
        card=card,
        agent_id=card.agent_id,
        first_day=card.month.first_day,
        about=subject.about,
        subject=subject.name,
        indicator=subject.indicator,
        what=subject.what[:200],
        cause=cause,
    )
    _open_round(appeal, 1, now, said)
    audit.record(by=by, verb="scoring.appeal", subject=appeal, detail={"month": card.month.month})
    return appeal


@transaction.atomic
def again(appeal: Appeal, *, by: Account, **said: Unpack[Said]) -> Appeal:
    """Go into the second round, which is the last. Raises Refused."""
    appeal = own(appeal, by)
    now = timezone.now()
    if appeal.state != State.ANSWERED or not may_go_on(appeal, now):
        raise Refused(_("There is no further round: the answer is final."), code="no_further_round")
    last = latest(appeal)
    said.setdefault("wanted_at", last.wanted_at)
    appeal.state = State.OPEN
    appeal.save(update_fields=["state"])
    _open_round(appeal, last.number + 1, now, said)
    audit.record(by=by, verb="scoring.appeal_again", subject=appeal)
    return appeal


@transaction.atomic
def add_file(appeal: Appeal, *, file: Any, by: Account) -> AppealFile:
    """One more file that shows it, while nobody has answered. Raises Refused."""
    appeal = own(appeal, by)
    _refuse_answered(appeal)
    kept = keep(latest(appeal), file)
    audit.record(by=by, verb="scoring.add_appeal_file", subject=appeal)
    return kept


@transaction.atomic
def withdraw(appeal: Appeal, *, by: Account) -> Appeal:
    """Take the appeal back while nobody has answered; within the window it may be submitted anew. Raises Refused."""
    appeal = own(appeal, by)
    _refuse_answered(appeal)
    if latest(appeal).number > 1:
        raise Refused(_("The second round cannot be withdrawn; its answer is final."), code="second_round")
    appeal.state, appeal.withdrawn_at = State.WITHDRAWN, timezone.now()
    appeal.save(update_fields=["state", "withdrawn_at"])
    audit.record(by=by, verb="scoring.withdraw_appeal", subject=appeal)
    return appeal


@transaction.atomic
def take_note(appeal: Appeal, *, by: Account) -> Appeal:
    """The appellant has read the final word. Raises Refused."""
    appeal = own(appeal, by)
    if appeal.state != State.FINAL:
        raise Refused(_("There is no final word yet."), code="not_final")
    appeal.noted_at = appeal.noted_at or timezone.now()
    appeal.save(update_fields=["noted_at"])
    return appeal


def own(appeal: Appeal, by: Account) -> Appeal:
    """The appeal in this act's hands, for whose it is. Raises Refused."""
    if appeal.agent_id != by.person_id:
        raise Refused(_("Only whose appeal it is does this."), code="not_own")
    return held(appeal)


def held(appeal: Appeal) -> Appeal:
    """The appeal in this act's hands."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("card__month", "agent")
    found: Appeal = rows.get(pk=appeal.pk)
    return found


def latest(appeal: Appeal) -> AppealRound:
    """The round that waits, or was answered last."""
    found: AppealRound = appeal.rounds.select_related("taken_by__person", "decided_by__person").latest("number")
    return found


def further_until(appeal: Appeal, settings: ScoringSettings | None = None) -> datetime | None:
    """Until when the second round may be opened; None where there is none: upheld whole, or answered twice."""
    last = latest(appeal)
    if appeal.state != State.ANSWERED or last.decided_at is None or last.number >= ROUNDS:
        return None
    settings = settings or ScoringSettings.of_the_company()
    return window.end_of_working_day(last.decided_at, settings.appeal_days)


def may_go_on(appeal: Appeal, now: datetime) -> bool:
    """Whether the second round may be opened now."""
    until = further_until(appeal)
    return until is not None and now < until


def _refuse_answered(appeal: Appeal) -> None:
    if not appeal.is_open:
        raise Refused(_("It is answered, or withdrawn, already."), code="answered")


def _refuse_twice(card: Card, subject: Subject) -> None:
    same = Appeal.objects.filter(agent=card.agent_id, first_day=card.month.first_day, subject=subject.name)
    if same.exclude(state=State.WITHDRAWN).exists():
        raise Refused(_("You have appealed this already."), code="twice")


def _open_round(appeal: Appeal, number: int, now: datetime, said: Said) -> AppealRound:
    if not said["words"].strip():
        raise Refused(_("Say what is wrong."), code="no_words", field="words")
    days = ScoringSettings.of_the_company().appeal_answer_days
    opened = AppealRound.objects.create(
        appeal=appeal,
        number=number,
        words=said["words"].strip(),
        wanted_at=said.get("wanted_at"),
        submitted_at=now,
        due=window.end_of_working_day(now, days),
    )
    for file in said.get("files", ()):
        keep(opened, file)
    return opened


def keep(opened: AppealRound, file: Any, question: AppealQuestion | None = None) -> AppealFile:
    """One more file of a round. Raises Refused where it has enough."""
    if opened.files.count() >= MOST_FILES:
        raise Refused(_("At most %(most)s files."), code="too_many", params={"most": MOST_FILES}, field="file")
    kept = AppealFile(round=opened, question=question, file_name=file.name[:200], content_type=file.content_type)
    kept.file.save(attachments.random_name(file.content_type), file, save=False)
    kept.save()
    return kept


def _next_number(card: Card) -> str:
    """``SS-2026-10-007``: 申诉, counted by month."""
    start = f"SS-{card.month.month}-"
    latest_one = Appeal.objects.filter(number__startswith=start).aggregate(last=Max("number"))["last"]
    return f"{start}{int(latest_one.rsplit('-', 1)[1]) + 1 if latest_one else 1:03}"
