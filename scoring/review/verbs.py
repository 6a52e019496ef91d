"""The acts of a review (SCORING §9, ``in_review``): keep a draft, submit, take back, send back for evidence.

The supervisor's adjustment (SCORING §5, step 6) is entered when the review is submitted, and withdrawn when that is
taken back; the next close counts it. Nobody reviews the own card.
"""

from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import plain
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit
from records.final_month_guard import join_writers
from records.models import MonthRecord, MonthState
from scoring import adjustments, effects, publishing
from scoring.computed import is_computed
from scoring.duties import owed
from scoring.engine.fingerprint import fingerprint
from scoring.models import Adjustment, Card, GradeConfirmation, PanelCard, Review
from scoring.plans.versions import read
from scoring.review import checks
from scoring.review.queue import REVIEWED

State = Review.State


class Words(TypedDict, total=False):
    """What the reviewer says: the adjustment with its reason, a comment to the agent. ``version``: of the card that was
    looked at, where somebody looked."""

    points: Decimal
    reason: str
    comment: str
    version: int | None


@transaction.atomic
def save_draft(*, agent: Person, month: Month, by: Account, **words: Unpack[Words]) -> Review:
    """Keep what was typed; nothing of it counts. Raises Refused."""
    review = _looked_at(agent, month, by, words)
    _refuse_submitted(review)
    review.state = State.DRAFT
    return _saved(review, by, "save_review_draft")


@transaction.atomic
def submit(*, agent: Person, month: Month, by: Account, **words: Unpack[Words]) -> Review:
    """The card is reviewed as it is, with this adjustment; it is entered under the reviewer's name. Raises Refused."""
    review = _looked_at(agent, month, by, words)
    _refuse_submitted(review)
    if review.points and not review.reason:
        raise Refused(_("Say why: the agent reads it on the card."), code="no_reason", field="reason")
    _refuse_beyond_cap(review)
    _enter(review, by)
    review.state, review.submitted_at = State.SUBMITTED, timezone.now()
    review.fingerprint = fingerprint(effects.of_adjustment(review.card, None).before)
    owed.reviewed(agent.pk, month.first_day, by)
    return _saved(review, by, "submit_review")


@transaction.atomic
def take_back(*, agent: Person, month: Month, by: Account) -> Review:
    """Make a submission a draft again; its adjustment is withdrawn. Until the month is published. Raises Refused."""
    refuse_for_oneself(by, agent.pk)
    _reviewed_month(month, by)
    review = Review.objects.select_for_update().filter(month__first_day=month.first_day, agent=agent).first()
    if review is None or review.state != State.SUBMITTED:
        raise Refused(_("This card is not reviewed; there is nothing to take back."), code="not_submitted")
    _refuse_decided(review)
    _withdraw(review, by)
    review.state, review.submitted_at, review.reviewer = State.DRAFT, None, by
    owed.review_taken_back(agent.pk, month.first_day)
    found: Review = _saved(review, by, "take_review_back")
    return found


@transaction.atomic
def send_back(*, agent: Person, month: Month, by: Account, missing: str, version: int | None = None) -> Review:
    """Say what evidence is missing; HR is asked for it, and the card waits until then. Raises Refused."""
    review = _looked_at(agent, month, by, {"version": version})
    _refuse_submitted(review)
    if not missing.strip():
        raise Refused(_("Say what is missing."), code="nothing_missing", field="missing")
    review.state, review.missing, review.answer = State.SENT_BACK, missing.strip(), ""
    return _saved(review, by, "send_card_back")


@transaction.atomic
def answer(*, review: Review, by: Account, answer: str) -> Review:
    """Say what came of the evidence that was asked for; the card is the reviewer's again. Raises Refused."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    refuse_for_oneself(by, review.agent_id)
    _reviewed_month(review.month.month, by)
    if review.state != State.SENT_BACK:
        raise Refused(_("Nothing is asked for any more."), code="not_sent_back")
    if not answer.strip():
        raise Refused(_("Say what came of it."), code="no_answer", field="answer")
    review.state, review.answer = State.DRAFT, answer.strip()
    return _saved(review, by, "answer_review")


@transaction.atomic
def confirm_grade(*, card: Card, by: Account) -> GradeConfirmation:
    """HR's second look at a grade that the supervisor's adjustment changed, of this version. Raises Refused."""
    refuse_for_oneself(by, card.agent_id)
    record = _reviewed_month(card.month.month, by)
    change = next((change for change in checks.to_confirm(record, by) if change.card == card), None)
    if change is None:
        raise Refused(_("There is nothing to confirm: the card changed, or it is confirmed already."), code="nothing")
    if change.is_own:
        sentence = _("You entered this adjustment yourself; a second person confirms the grade.")
        raise Refused(sentence, code="second_person")
    confirmation = GradeConfirmation.objects.create(card=card, confirmed_by=by)
    detail = {"month": record.month, "agent": card.label.name, "version": card.version, "grade": card.grade}
    audit.record(by=by, verb="scoring.confirm_grade", subject=confirmation, detail=detail)
    return confirmation


def _looked_at(agent: Person, month: Month, by: Account, words: Words) -> Review:
    """The review in this act's hands, with what was typed, of the card as it is now."""
    refuse_for_oneself(by, agent.pk)
    record = _reviewed_month(month, by)
    card = _card(agent, record, words.get("version"))
    review = Review.objects.select_for_update().filter(month=record, agent=agent).first() or Review(
        month=record, agent=agent
    )
    review.card, review.fingerprint, review.reviewer = card, card.fingerprint, by
    if "points" in words:
        review.points = words["points"]
        review.reason, review.comment = words.get("reason", "").strip(), words.get("comment", "").strip()
    return review


def _reviewed_month(month: Month, by: Account) -> MonthRecord:
    """The month's row in this act's hands; the first review of a computed month begins its review."""
    if is_computed(month) and MonthRecord.objects.get(first_day=month.first_day).state == MonthState.COMPUTED:
        join_writers()  # as whoever makes a month final: writers first, then the chain, then the month
        publishing.start_review(month=month, by=by)
    record = MonthRecord.objects.select_for_update().filter(first_day=month.first_day).first()
    if record is None or record.state not in REVIEWED or not is_computed(month):
        sentence = _("Cards of %(month)s are not reviewed now: that is between its close and its publication.")
        raise Refused(sentence, code="not_reviewed_now", params={"month": month})
    return record


def _card(agent: Person, record: MonthRecord, version: int | None) -> Card:
    found = Card.objects.current().filter(agent=agent, month=record, is_trial=False)
    card: Card | None = found.select_related("plan", "month", "agent").first()
    if card is None:
        sentence = _("%(name)s has no card of %(month)s.")
        raise Refused(sentence, code="no_card", params={"name": agent.name, "month": record.month})
    if version is not None and version != card.version:
        sentence = _("The card changed while you looked at it; look again before you say it is right.")
        raise Refused(sentence, code="card_changed")
    return card


def _refuse_submitted(review: Review) -> None:
    """What is reviewed as it is has to be taken back first, so that no adjustment is replaced unseen."""
    if review.state != State.SUBMITTED:
        return
    before = Review.objects.get(pk=review.pk)
    if review.card.fingerprint == before.fingerprint or review.card_id == before.card_id:
        raise Refused(_("This card is reviewed; take the review back to change it."), code="submitted")


def _refuse_decided(review: Review) -> None:
    """What a panel found takes the place of what its first reviewer gave, and is not taken back by that."""
    if PanelCard.objects.filter(panel__month=review.month, agent=review.agent, outcome__isnull=False).exists():
        raise Refused(_("A review panel decided on this card; its outcome stands."), code="panel_decided")


def _refuse_beyond_cap(review: Review) -> None:
    cap = read(review.card.plan).limits.supervisor
    if abs(review.points) > cap:
        sentence = _("Between −%(cap)s and +%(cap)s.")
        raise Refused(sentence, code="beyond_cap", params={"cap": plain(cap)}, field="points")


def _enter(review: Review, by: Account) -> None:
    """The adjustment of this review; one that says the same already stays as it is."""
    entry = review.entry if review.entry and review.entry.stands else None
    if entry and (entry.points, entry.text) == (review.points, review.reason):
        return
    _withdraw(review, by)
    if review.points:
        review.entry = adjustments.enter(
            agent=review.agent,
            month=review.month.month,
            by=by,
            kind=Adjustment.Kind.SUPERVISOR,
            points=review.points,
            text=review.reason,
        )


def _withdraw(review: Review, by: Account) -> None:
    if review.entry and review.entry.stands:
        adjustments.withdraw(entry=review.entry, reason=str(_("The review was taken back or changed.")), by=by)
    review.entry = None


def _saved(review: Review, by: Account, verb: str) -> Review:
    review.save()
    detail = {"month": review.month.month, "points": review.points, "version": review.card.version}
    audit.record(by=by, verb=f"scoring.{verb}", subject=review, detail=detail)
    return review
