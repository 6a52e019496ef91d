"""What the page of an appeal shows: what is appealed, the rounds, who answers, what an answer moves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.visibility import people_seen
from records import months
from scoring.appeals import answering, questions, subjects, verbs, who
from scoring.appeals.forms import AnswerForm, AppealForm, EvidenceForm, QuestionForm, WordsForm
from scoring.appeals.remedies import Given
from scoring.appeals.ripple import Person, read, ripple, shown
from scoring.appeals.subjects import Subject
from scoring.models import Appeal, AppealQuestion, AppealRound, Card
from scoring.models.appeal import ROUNDS
from scoring.saying import indicator_name
from workorders.models import OrderEvent, WorkOrder

State = Appeal.State


@dataclass(frozen=True)
class Event:
    """What happened to the order; ``tone`` marks what is claimed (``claim``) and what is disputed (``hit``)."""

    at: datetime
    kind: str
    words: str
    tone: str = ""


@dataclass(frozen=True)
class Told:
    """One round with what it moved, as far as this reader may know."""

    round: AppealRound
    moved: list[Person]


def context(appeal: Appeal, account: Account, **typed: Any) -> dict[str, Any]:
    """Everything of the page; ``typed`` holds forms that were refused."""
    now, subject, current = timezone.now(), subjects.of(appeal), verbs.latest(appeal)
    is_own = appeal.agent_id == account.person_id
    asked = appeal.is_open and not is_own and account.has_perm(who.ANSWERS)
    why_not = who.why_not(account, appeal, current, now) if asked else ""
    answers = asked and not why_not
    until = verbs.further_until(appeal)
    form = (typed.get("answer") or AnswerForm(appeal=appeal, current=current)) if answers else None
    question = questions.question_of(current)
    shown_now = {
        "answer": answers,
        "again": bool(is_own and until and now < until),
        "file": is_own and appeal.is_open,
        "ask": answers and question is None,
        "reply": bool(is_own and appeal.is_open and question and question.answered_at is None),
    }
    return {
        "refused": [each for name, one in typed.items() if not shown_now[name] for each in one.non_field_errors()],
        "appeal": appeal,
        "subject": subject,
        "current": current,
        "rounds": [
            _told(one, account, appeal)
            for one in appeal.rounds.select_related(*_PEOPLE).prefetch_related("files").order_by("-number")
        ],
        "is_own": is_own,
        "is_late": appeal.is_open and now >= current.due,
        "indicator": indicator_name(appeal.indicator) if appeal.indicator else "",
        "events": list(_events(appeal, subject, current)),
        "steps": list(_steps(appeal, current, question)),
        "answer_form": form,
        "why_not": why_not,
        "answers": answers,
        "further_until": until if shown_now["again"] else None,
        "again_form": typed.get("again") or WordsForm(),
        "file_form": typed.get("file") or EvidenceForm(),
        "ask_form": (typed.get("ask") or QuestionForm()) if shown_now["ask"] else None,
        "reply_form": (typed.get("reply") or WordsForm(auto_id="reply-%s")) if shown_now["reply"] else None,
        "question": question,
        "people": _people(appeal, current) if asked else None,
        "most_rounds": ROUNDS,
    }


_PEOPLE = ("taken_by__person", "decided_by__person", "ledger_entry", "question__asked_by__person")


def _told(one: AppealRound, account: Account, appeal: Appeal) -> Told:
    return Told(one, shown(read(one.ripple), account, appeal.card.month))


def _events(appeal: Appeal, subject: Subject, current: AppealRound) -> Iterator[Event]:
    """The order's past, what is claimed in its place."""
    if not isinstance(subject.row, WorkOrder):
        return
    found = list(subject.row.events.filter(stands=True).select_related("agent", "by").order_by("at", "sequence"))
    disputed = "completed" if subjects.is_of_completion(appeal.indicator) else "responded"
    first = next((event for event in found if event.kind == disputed), None)
    told = [_event(event, "hit" if event is first and current.wanted_at else "") for event in found]
    if current.wanted_at is not None and appeal.is_open:
        told.append(Event(current.wanted_at, _("Claimed"), _claimed(appeal), "claim"))
    yield from sorted(told, key=lambda event: event.at)


def _claimed(appeal: Appeal) -> str:
    of_completion = subjects.is_of_completion(appeal.indicator)
    return _("done, says the appeal") if of_completion else _("first reached, says the appeal")


def _event(event: OrderEvent, tone: str) -> Event:
    person = event.agent or event.by
    words = " · ".join(str(part) for part in (person, event.reason) if part)
    return Event(event.at, str(event.get_kind_display()), words, tone)


def _steps(appeal: Appeal, current: AppealRound, question: AppealQuestion | None) -> Iterator[dict[str, Any]]:
    if appeal.state == State.WITHDRAWN:
        yield {"label": _("Submitted %(day)s") % {"day": _day(current.submitted_at)}, "done": True}
        yield {"label": _("Withdrawn %(day)s") % {"day": _day(appeal.withdrawn_at)}, "done": True}
        return
    asked = (
        ((pgettext("step of an appeal", "More evidence"), question.answered_at),)
        if question and not _went_on(question, current)
        else ()
    )
    marks = (
        (pgettext("step of an appeal", "Submitted"), current.submitted_at),
        (_("Taken on"), current.taken_at),
        *asked,
        (pgettext("step of an appeal", "Answered"), current.decided_at),
    )
    reached = next((place for place, (_label, at) in enumerate(marks) if at is None), len(marks))
    for place, (label, at) in enumerate(marks):
        yield {"label": f"{label} {_day(at)}".strip(), "done": at is not None, "current": place == reached}
    yield {"label": _("Final word"), "done": appeal.state == State.FINAL, "current": appeal.state == State.ANSWERED}


def _went_on(question: AppealQuestion, current: AppealRound) -> bool:
    """Decided without what was asked for."""
    return question.answered_at is None and current.decided_at is not None


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(months.company_zone()):%m-%d}" if at else ""


def _people(appeal: Appeal, current: AppealRound) -> dict[str, Any]:
    """Who scored, who may answer, who is asked where it is late."""
    from people.models import Person

    return {
        "scorers": Person.objects.filter(pk__in=who.scorers(appeal)).in_chinese_order(),
        "eligible": _names(who.eligible(appeal, current)[:6]),
        "escalated": _names(who.escalated_to()[:3]),
    }


def _names(accounts: Iterable[Account]) -> str:
    return _(", ").join(account.person.name for account in accounts)


def trial(card: Card, subject: Subject, form: AppealForm, account: Account) -> dict[str, Any]:
    """What the typed appeal would move on the own card, were it upheld: ``lines``, or ``problem``."""
    if not form.is_valid():
        return {"problem": _("Complete what is claimed to see what it would move.")}
    claimed = {name: form.cleaned_data[name] for name in ("cause", "wanted_at") if name in form.cleaned_data}
    try:
        moves = answering.trial(card, subject, by=account, **claimed)
    except Refused as refusal:
        return {"problem": str(refusal)}
    if moves is None:
        return {"problem": _("What it would move is known once whoever answers has corrected it.")}
    own = [line for line in ripple(moves) if line.agent == card.agent_id]
    lines = [line for person in shown(own, account, moves.record) for line in person.lines]
    return {"lines": lines, "card": moves.after[card.agent_id]}


def effect(appeal: Appeal, form: AnswerForm, account: Account) -> dict[str, Any]:
    """What the typed answer would move: ``moved``, ``unmoved`` (how many of those seen stay as they are), ``problem``
    where it would be refused."""
    if not form.is_valid():
        return {"problem": _("Complete the answer to see what it moves.")}
    try:
        typed = form.cleaned_data | {"reason": form.cleaned_data["reason"] or _("not said yet")}
        moves = answering.preview(appeal, given=Given(**typed), by=account)
    except Refused as refusal:
        return {"problem": str(refusal)}
    if moves is None:
        return {"rejected": True}
    moved = shown(ripple(moves), account, moves.record)
    seen = people_seen(account, moves.record.month).filter(pk__in=moves.after).count()
    return {"moved": moved, "unmoved": seen - len(moved), "versions": len(moves.touched)}
