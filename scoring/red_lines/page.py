"""The page about a red line: where the case stands, what is next, what a confirmation would do."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from people.models import Account
from records import months
from scoring import cards, effects, inputs
from scoring.effects import Effect
from scoring.models import RecertificationStep, RedLine
from workorders.models import WorkOrder

from .forms import EvidenceForm, HearingForm, JudgementForm, MinutesForm, StatementForm, StepDoneForm
from .verbs import month_of_effect

State = RedLine.State
ORDER = (State.EVIDENCE, State.HEARING, State.FIRST, State.SECOND, State.CONFIRMED, State.BACK)
FORMS: dict[str, type[Form]] = {
    "evidence": EvidenceForm,
    "hearing": HearingForm,
    "statement": StatementForm,
    "minutes": MinutesForm,
    "judgement": JudgementForm,
}


def context(red_line: RedLine, account: Account, **typed: Form) -> dict[str, Any]:
    """Everything of the page; ``typed`` is a form that was refused, by the name that it has in ``FORMS``."""
    is_own = account.person_id == red_line.agent_id
    handles = not is_own and account.has_perm("scoring.handle_red_line")
    shown = set(_shown(red_line, account, handles=handles))
    effect = _effect(red_line) if handles and red_line.is_open else None
    return {
        "red_line": red_line,
        "is_own": is_own,
        "shown": shown,
        "refused": [error for name, form in typed.items() if name not in shown for error in form.non_field_errors()],
        "handles": handles,
        "steps": list(_stepper(red_line)),
        "evidence": _with_orders(red_line, account),
        "forms": {name: typed.get(name) or _empty(name, red_line) for name, form in FORMS.items()},
        "effect": effect,
        "moved": list(effects.moved(effect, account)) if effect else [],
        "month": month_of_effect(red_line) if handles else None,
        "recertification": _recertification(red_line),
        "step_form": typed.get("step") or StepDoneForm(),
    }


def _shown(red_line: RedLine, account: Account, *, handles: bool) -> Iterator[str]:
    """The forms of the acts that are this account's now."""
    is_own = account.person_id == red_line.agent_id
    asked = {
        "evidence": red_line.takes_evidence,
        "statement": is_own and red_line.state in {State.HEARING, State.FIRST},
        "hearing": handles and red_line.takes_evidence,
        "minutes": handles and red_line.state == State.HEARING,
        "judgement": handles and _may_judge(red_line, account),
        "step": handles and red_line.state == State.CONFIRMED,
    }
    yield from (name for name, is_asked in asked.items() if is_asked)


def _empty(name: str, red_line: RedLine) -> Form:
    if name == "statement":
        return StatementForm(initial={"statement": red_line.statement})
    if name == "hearing":
        return HearingForm(initial={"hearing_on": red_line.hearing_on or red_line.due})
    return FORMS[name]()


def _may_judge(red_line: RedLine, account: Account) -> bool:
    if red_line.state == State.FIRST:
        return True
    is_second = red_line.state == State.SECOND and red_line.first_by_id != account.pk
    return is_second and account.has_perm("scoring.decide_red_line")


def _stepper(red_line: RedLine) -> Iterator[dict[str, Any]]:
    """Steps with the day on which each was taken, or is due; an ended case shows how far it went."""
    yield {"label": _("Recorded %(day)s") % {"day": _day(_local(red_line.recorded_at))}, "done": True}
    done = {
        State.HEARING: red_line.heard_at,
        State.FIRST: red_line.first_at,
        State.SECOND: red_line.second_at,
    }
    reached = ORDER.index(State(red_line.state)) if red_line.state in ORDER else -1
    for place, state in enumerate(ORDER):
        at = done.get(state)
        current = place == reached and state != State.BACK
        day = _day(_local(at)) if at else _day(red_line.due) if current else ""
        yield {
            "label": f"{state.label} {day}".strip(),
            "done": bool(at) or place < reached or (state == State.BACK == red_line.state),
            "current": current,
        }


def _local(at: datetime) -> date:
    return at.astimezone(months.company_zone()).date()


def _day(day: date | None) -> str:
    return f"{day:%m-%d}" if day else ""


def _with_orders(red_line: RedLine, account: Account) -> list[dict[str, Any]]:
    """Each piece of evidence with the order that it names, where the account may see it."""
    pieces = list(red_line.evidence.select_related("by__person"))
    numbers = {piece.order for piece in pieces if piece.order}
    orders = {order.number: order for order in WorkOrder.objects.visible_to(account).filter(number__in=numbers)}
    return [{"piece": piece, "order": orders.get(piece.order)} for piece in pieces]


def _effect(red_line: RedLine) -> Effect | None:
    """What it would make of the card of the month in which it would count; None while there is no card."""
    card = cards.card_for(red_line.agent, month_of_effect(red_line))
    return None if card is None else effects.of_red_line(card, inputs.as_fact(red_line))


def _recertification(red_line: RedLine) -> list[RecertificationStep]:
    return list(red_line.steps.select_related("done_by__person"))
