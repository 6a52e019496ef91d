"""What residents said, and which answers a supervisor excludes (SCORING §3, ``satisfaction``)."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

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

from .models import SurveyAnswer


class Rated(NamedTuple):
    """A rating on a scale that ends at ``top``."""

    rating: Decimal
    top: int = 5


def record_answer(  # noqa: PLR0913 — one argument for each field
    *, by: Account | None, order: WorkOrder, answered_at: datetime, rated: Rated, comment: str = "", channel: str = ""
) -> SurveyAnswer:
    """An answer to the invitation of a completed order, credited to the agent responsible at its completion.

    Of several answers to one invitation the first counts; later ones are kept and shown. ``by`` is None where the
    resident answers without anybody of the company.
    """
    answer = SurveyAnswer(
        number=new_number(),
        invitation=f"{order.source}:{order.number}",
        order=order,
        agent_id=completer_of(order),
        site=order.site,
        answered_at=answered_at,
        rating=rated.rating,
        top=rated.top,
        comment=comment,
        channel=channel,
    )
    if not 0 <= rated.rating <= rated.top:
        raise Refused(_("The rating lies outside its scale."), code="off_scale")
    return enter(answer, by=by, verb="record_answer", is_own=by is None)


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
