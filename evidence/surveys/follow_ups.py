"""A bad answer is followed up: somebody who leads speaks with the resident and notes what came of it.

It moves no figure. What became a complaint, or is left out as unfair, asks for nothing more.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit

from .models import FollowUp, SurveyAnswer

WITHIN = timedelta(days=3)
ASKED_FOR = timedelta(days=30)
"""A bad answer that is older is asked of nobody any more: files bring in years of them."""


@transaction.atomic
def follow_up(answer: SurveyAnswer, *, by: Account, at: datetime, note: str) -> FollowUp:
    """Note what came of a bad answer. Raises Refused for the agent it is about, and where somebody was first."""
    refuse_for_oneself(by, answer.agent_id)
    locked = SurveyAnswer.objects.select_for_update().get(pk=answer.pk)
    if not locked.is_bad:
        raise Refused(_("Only an answer of two of five or less is followed up."), code="not_bad")
    if not note.strip():
        raise Refused(_("Write down what the resident said and what happens now."), code="no_note", field="note")
    if _noted_of([locked]):
        raise Refused(_("Somebody has followed this up already."), code="twice")
    noted = FollowUp.objects.create(answer=locked, note=note.strip(), by=by.person, at=at)
    audit.record(by=by, verb="evidence.follow_up", subject=locked)
    return noted


def open_among(answers: EvidenceQuerySet, now: datetime) -> EvidenceQuerySet:
    """The bad ones of the last days that nobody has followed up, and that are no complaint."""
    from evidence.complaints.models import Complaint  # stands on this package

    noted = FollowUp.objects.filter(answer__source=OuterRef("source"), answer__number=OuterRef("number"))
    complaint = Complaint.objects.filter(
        stands=True, answer__source=OuterRef("source"), answer__number=OuterRef("number")
    )
    bad = answers.filter(answered_at__gte=now - ASKED_FOR, excluded_reason="")
    bad = bad.alias(fifths=F("rating") * 5, two_fifths=F("top") * 2).filter(fifths__lte=F("two_fifths"))
    waiting: EvidenceQuerySet = bad.exclude(Exists(noted)).exclude(Exists(complaint))
    return waiting


def tell(answers: Iterable[SurveyAnswer], *, account: Account) -> None:
    """Give each answer of a page ``followed_up`` and, where this account may do it, ``to_follow_up``: one statement."""
    bad = [answer for answer in answers if answer.is_bad]
    noted = _noted_of(bad) if bad else {}
    may = account.has_perm("evidence.follow_up")
    for answer in bad:
        answer.followed_up = noted.get((answer.source, answer.number))
        answer.to_follow_up = may and answer.followed_up is None and account.person_id != answer.agent_id


def _noted_of(answers: Iterable[SurveyAnswer]) -> dict[tuple[str, str], FollowUp]:
    """By source and number, which every revision of an answer shares."""
    numbers = [answer.number for answer in answers]
    noted = FollowUp.objects.filter(answer__number__in=numbers).select_related("by", "answer")
    return {(each.answer.source, each.answer.number): each for each in noted}
