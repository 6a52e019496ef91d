"""Improvements: plan, do, check, act. The check reads the figure before and after from final months."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from evidence.complaints.models import ComplaintTopic
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import half_up
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit
from scoring.card_summary import summary
from scoring.indicators.catalogue import definitions
from scoring.models import Card, FollowUp, Improvement, ImprovementNote
from scoring.results.candidates import FINAL
from scoring.results.periods import newest_final

State, Note = Improvement.State, ImprovementNote.Kind


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The plan: what, why, by whom, until when; what it is linked to."""

    what: str
    why: str
    owner: Account
    due: date
    month: Month
    agent: Person | None = None
    indicator: str = ""
    topic: ComplaintTopic | None = None


@transaction.atomic
def begin(plan: Planned, *, by: Account, follow_up: FollowUp | None = None) -> Improvement:
    """Enter it. Raises Refused."""
    if plan.agent is not None:
        refuse_for_oneself(by, plan.agent.pk)
    made = Improvement.objects.create(
        number=_next_number(plan.month),
        agent=plan.agent,
        first_day=plan.month.first_day,
        what=plan.what.strip(),
        why=plan.why.strip(),
        indicator=plan.indicator,
        topic=plan.topic,
        follow_up=follow_up,
        owner=plan.owner,
        due=plan.due,
        made_by=by,
    )
    audit.record(by=by, verb="scoring.begin_improvement", subject=made, detail={"month": plan.month})
    return made


@transaction.atomic
def note(improvement: Improvement, *, words: str, by: Account) -> ImprovementNote:
    """What was done. Raises Refused."""
    improvement = _held(improvement, by)
    if improvement.state == State.PLANNED:
        _go(improvement, State.DOING)
    return _noted(improvement, Note.DO, words, by, verb="scoring.note_improvement")


@transaction.atomic
def check(improvement: Improvement, *, words: str, by: Account) -> ImprovementNote:
    """Whether it worked, with the figure before and after. Raises Refused where there is no later final month yet."""
    improvement = _held(improvement, by)
    _refuse_concerned(improvement, by)
    if improvement.indicator:
        improvement.effect = effect_of(improvement) or _too_early()
    _go(improvement, State.CHECKED)
    return _noted(improvement, Note.CHECK, words, by, verb="scoring.check_improvement")


@transaction.atomic
def conclude(improvement: Improvement, *, act: str, words: str, by: Account, due: date | None = None) -> Improvement:
    """Make it the standard, close it, or go on until another day. Raises Refused before the check."""
    improvement = _held(improvement, by)
    _refuse_concerned(improvement, by)
    if improvement.state != State.CHECKED:
        raise Refused(_("Check the effect first."), code="not_checked")
    if act == "continue" and due is None:
        raise Refused(_("Say until when it goes on."), code="no_day", field="due")
    improvement.due = due or improvement.due
    _go(improvement, {"standard": State.STANDARD, "close": State.CLOSED}.get(act, State.DOING))
    _noted(improvement, Note.ACT, words, by, verb="scoring.conclude_improvement")
    return improvement


def effect_of(improvement: Improvement) -> dict[str, Any] | None:
    """The indicator in the month of the cause and in the latest final month after it; None where one lacks."""
    last = newest_final()
    if last is None or last <= improvement.month:
        return None
    before = value(improvement.indicator, improvement.month, improvement.agent_id)
    after = value(improvement.indicator, last, improvement.agent_id)
    if before is None or after is None:
        return None
    known = definitions().get(improvement.indicator)
    lower = known is not None and known.better == "lower"
    return {
        "before": [str(improvement.month), str(before)],
        "after": [str(last), str(after)],
        "is_better": after < before if lower else after > before,
    }


def value(indicator: str, month: Month, agent: int | None) -> Decimal | None:
    """As printed on the final card; of everybody together where it is about nobody: Σ numerators / Σ denominators."""
    cards = Card.objects.current().filter(is_trial=False, month__first_day=month.first_day, month__state__in=FINAL)
    cards = cards if agent is None else cards.filter(agent=agent)
    lines = [line for card in cards.without_tree() if (line := summary(card).line(indicator)) and line.is_measured]
    top = sum((line.numerator or Fraction(0) for line in lines), Fraction(0))
    bottom = sum((line.denominator or Fraction(0) for line in lines), Fraction(0))
    return half_up(lines[0].scale * top / bottom, 2) if bottom else None


def _too_early() -> dict[str, Any]:
    sentence = _("There is no later final month with this figure yet; the effect is checked once there is one.")
    raise Refused(sentence, code="too_early")


def _refuse_concerned(improvement: Improvement, by: Account) -> None:
    """Whom it is about does what is planned; whether it worked is somebody else's word."""
    refuse_for_oneself(by, improvement.agent_id)


def _held(improvement: Improvement, by: Account) -> Improvement:
    found: Improvement = Improvement.objects.select_for_update().get(pk=improvement.pk)
    if found.is_over:
        raise Refused(_("It is over."), code="over")
    if found.owner_id != by.pk and not by.has_perm("scoring.handle_follow_ups"):
        raise Refused(_("Its owner and whoever leads do this."), code="not_owner")
    return found


def _go(improvement: Improvement, state: str) -> None:
    improvement.state = state
    improvement.save(update_fields=["state", "effect", "due"])


def _noted(improvement: Improvement, kind: str, words: str, by: Account, *, verb: str) -> ImprovementNote:
    if not words.strip():
        raise Refused(_("Write something."), code="no_words", field="words")
    made = ImprovementNote.objects.create(improvement=improvement, kind=kind, words=words.strip(), by=by)
    audit.record(by=by, verb=verb, subject=improvement)
    return made


def _next_number(month: Month) -> str:
    """``GJ-2026-10-007``: 改进, counted by month."""
    start = f"GJ-{month}-"
    last = Improvement.objects.filter(number__startswith=start).aggregate(last=Max("number"))["last"]
    return f"{start}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:03}"
