"""What residents said, and which answers a supervisor excludes (SCORING §3, ``satisfaction``)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.facts import enter, new_number, supersede
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import second_word
from records.second_word import Leaving
from workorders.models import WorkOrder
from workorders.truth.asking import completer_of

from .inviting.models import Invitation
from .models import LONGEST_KEY, SCORES, SURELY, TOP_SCORE, SurveyAnswer
from .receipts import code_of


@dataclass(frozen=True)
class Rated:
    """A rating on a scale that ends at ``top``; what was rated apart (1–5, by name), and whether the resident would
    recommend the company (0–10), and the words that were ticked, where that was asked and said."""

    rating: Decimal
    top: int = 5
    apart: Mapping[str, int] = field(default_factory=dict)
    recommend: int | None = None
    tags: tuple[str, ...] = ()


def key_of(order: WorkOrder) -> str:
    """What answers to the invitation of an order name; files name it alike."""
    key = f"{order.source}:{order.number}"
    return key if len(key) <= LONGEST_KEY else hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()


def record_answer(  # noqa: PLR0913 — one argument for each field
    *, by: Account | None, order: WorkOrder, answered_at: datetime, rated: Rated, comment: str = "", channel: str = ""
) -> SurveyAnswer:
    """An answer to the invitation of a completed order, credited to whom the invitation froze; where nobody was invited
    yet, to the agent responsible at the completion.

    Of several answers to one invitation the first counts; later ones are kept and shown. ``by`` is None where the
    resident answers without anybody of the company, and gets a receipt.
    """
    _refuse_off_scale(rated)
    invitation = Invitation.objects.filter(order=order).first()
    answer = SurveyAnswer(
        number=new_number(),
        invitation=key_of(order),
        order=order,
        agent_id=invitation.agent_id if invitation else completer_of(order),
        site=order.site,
        answered_at=answered_at,
        rating=rated.rating,
        top=rated.top,
        recommend=rated.recommend,
        tags=list(rated.tags),
        comment=comment,
        channel=channel,
        **rated.apart,
    )
    answer.receipt = code_of(answer) if by is None else ""
    return enter(answer, by=by, verb="record_answer", is_own=by is None)


def _refuse_off_scale(rated: Rated) -> None:
    on_scale = 0 <= rated.rating <= rated.top and all(1 <= score <= TOP_SCORE for score in rated.apart.values())
    if not on_scale or not 0 <= (rated.recommend or 0) <= SURELY or not set(rated.apart) <= set(SCORES):
        raise Refused(_("The rating lies outside its scale."), code="off_scale")


@transaction.atomic
def exclude_answer(
    answer: SurveyAnswer, *, by: Account, reason: str, second: Account | None = None
) -> SurveyAnswer | None:
    """Leave an answer out of ``satisfaction``; it stays visible with the reason. None: it waits for a second person's
    word, because the own card counts the answer with the team's (SCORING §1, §4)."""
    if answer.excluded_reason:
        raise Refused(_("This answer is excluded already."), code="twice")
    _needs(reason)
    change = {"excluded_reason": reason, "excluded_by": by.person}
    return _leave(answer, "exclude", by=by, second=second, reason=reason, **change)


@transaction.atomic
def include_answer(
    answer: SurveyAnswer, *, by: Account, reason: str, second: Account | None = None
) -> SurveyAnswer | None:
    """Take an exclusion back. None: it waits, as above."""
    if not answer.excluded_reason:
        raise Refused(_("This answer is not excluded."), code="not_excluded")
    _needs(reason)
    change: dict[str, object] = {"excluded_reason": "", "excluded_by": None}
    return _leave(answer, "include", by=by, second=second, reason=reason, **change)


def _leave(
    answer: SurveyAnswer, kind: str, *, by: Account, second: Account | None, reason: str, **change: object
) -> SurveyAnswer | None:
    refuse_for_oneself(by, answer.agent_id)
    wish = Leaving(
        kind=kind,
        subject=answer,
        reason=reason,
        people=second_word.people(answer.agent_id),
        instants=Leaving.at(answer.answered_at),
    )
    if second_word.waits(wish, by=by, second=second):
        return None
    return supersede(answer, by=by, verb=f"{kind}_answer", reason=reason, **change)


def _needs(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give a reason."), code="no_reason")
