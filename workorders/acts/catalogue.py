"""Which acts an order's page offers, to whom and when. Each is one verb of ``verbs``; the verb refuses by itself, the
page does not offer what would be refused anyway."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from people.access import SUPERVISOR
from people.models import Account
from workorders.acts import forms, verbs
from workorders.guards import UNFINISHED, counts_for
from workorders.models import Handling, OrderEvent, WorkOrder

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

State = WorkOrder.State
OPEN = UNFINISHED | {State.ON_HOLD}


@dataclass(frozen=True)
class Desk:
    """One order before one account."""

    order: WorkOrder
    account: Account

    @cached_property
    def handling(self) -> Handling:
        """How the order is handled; an empty one where it is not worked in the portal yet."""
        related = ("department", "executor", "asked_by", "repeat_of")
        found = Handling.objects.filter(pk=self.order.pk).select_related(*related).first() or Handling()
        found.order = self.order
        return found

    @property
    def state(self) -> str:
        """Of the order."""
        return str(self.order.state)

    @cached_property
    def events(self) -> list[OrderEvent]:
        """All that happened to it."""
        return list(self.order.events.select_related("agent", "by", "batch", "superseded_by_batch"))

    @property
    def is_own(self) -> bool:
        """Whether the order may count for the account's person: corrections are then somebody else's."""
        return self.account.person_id in counts_for(self.order, self.events)

    @property
    def asks_oneself(self) -> bool:
        """Whether the account asked for the longer time, or is responsible: somebody else answers."""
        return self.account.person_id in {self.order.agent_id, self.handling.asked_by_id}

    @property
    def leads(self) -> bool:
        """Whether the account decides about others' orders."""
        return self.account.has_role(SUPERVISOR)


@dataclass(frozen=True)
class Act:
    """One thing that can be done. ``verb`` is what the account must hold, ``offered`` when the page shows it."""

    code: str
    label: "Words"
    icon: str
    verb: str
    form: type[forms.ActForm]
    run: Callable[..., Any]
    offered: Callable[[Desk], bool]
    said: "Words"
    explained: "Words" = ""
    short: "Words" = ""

    @property
    def button(self) -> "Words":
        """For a narrow button."""
        return self.short or self.label


def _open(desk: Desk) -> bool:
    return desk.state in OPEN


def _working(desk: Desk) -> bool:
    return desk.state in UNFINISHED


ACTS: tuple[Act, ...] = (
    Act(
        "take-on", _("Resident contacted, take it on"), "hand-raised", "workorders.take", forms.NothingForm,
        verbs.take_on, lambda desk: _working(desk) and desk.handling.accepted_at is None, _("You have taken it on."),
        _("This is the first response, where none was noted yet."), _("Take on"),
    ),
    Act(
        "dispatch", _("Dispatch"), "paper-airplane", "workorders.take", forms.DispatchForm, verbs.dispatch, _working,
        _("It is dispatched."), _("The responsible agent stays the same; the department sees it at once."),
    ),
    Act(
        "start", _("Work has begun"), "wrench", "workorders.answer", forms.NothingForm, verbs.start,
        lambda desk: _working(desk) and desk.handling.started_at is None and desk.order.first_dispatched_at is not None,
        _("The beginning is noted."),
    ),
    Act(
        "complete", _("Complete"), "check-circle", "workorders.answer", forms.CompleteForm, verbs.complete,
        lambda desk: _open(desk) and desk.order.first_dispatched_at is not None, _("It is completed."),
        _("Somebody else than the responsible agent calls the resident back within 24 hours."),
    ),
    Act(
        "tell", _("Told the resident"), "chat-bubble-left-ellipsis", "workorders.answer", forms.WordsForm, verbs.tell,
        lambda desk: desk.state != State.CANCELLED and desk.handling.archived_at is None, _("Noted."),
    ),
    Act(
        "promise", _("Promise a time"), "clock", "workorders.take", forms.UntilForm, verbs.promise,
        _open, _("The promise is noted."), _("Not later than the time that holds; tell the resident."),
    ),
    Act(
        "ask-longer", _("Ask for a longer time"), "arrow-trending-up", "workorders.answer", forms.UntilWithReasonForm,
        verbs.ask_longer, lambda desk: _open(desk) and desk.handling.due_at is not None
        and desk.handling.asked_until is None, _("Asked; until it is granted the old time holds."),
        _("Somebody else than the responsible agent grants it; the resident is told the new time."),
    ),
    Act(
        "hold", _("Wait for the resident"), "pause-circle", "workorders.answer", forms.UntilWithReasonForm, verbs.hold,
        _working, _("It waits for the resident."), _("Only where nothing can be done before the resident acts."),
    ),
    Act(
        "resume", _("Go on"), "play-circle", "workorders.answer", forms.NothingForm, verbs.resume,
        lambda desk: desk.state == State.ON_HOLD, _("It goes on."),
    ),
    Act(
        "hand-over", _("Hand over"), "arrows-right-left", "workorders.take", forms.AgentForm, verbs.hand_over,
        lambda desk: _open(desk) and desk.order.agent_id is not None, _("It is handed over."),
        _("The other agent is responsible from now on."),
    ),
    Act(
        "costs", _("Warranty and costs"), "banknotes", "workorders.answer", forms.CostsForm, verbs.note_costs,
        lambda desk: desk.state != State.CANCELLED, _("Noted."),
    ),
    Act(
        "archive", _("Archive"), "archive-box", "workorders.take", forms.NothingForm, verbs.archive,
        lambda desk: desk.state == State.COMPLETED and desk.handling.called_back_at is not None
        and desk.handling.archived_at is None, _("It is archived."),
    ),
    Act(
        "reopen", _("Re-open"), "arrow-uturn-left", "workorders.take", forms.ReasonActForm, verbs.reopen,
        lambda desk: desk.state in {State.COMPLETED, State.CANCELLED}, _("It is open again."),
        _("It counts as unfinished again; long after the completion a new, linked order is made instead."),
    ),
    Act(
        "cancel", _("Cancel"), "x-circle", "workorders.decide", forms.ReasonActForm, verbs.cancel,
        lambda desk: _open(desk) and not desk.is_own, _("It is cancelled."),
        _("The resident no longer wants it. It counts for nobody then."),
    ),
    Act(
        "grant-longer", _("Grant the longer time"), "check", "workorders.decide", forms.NothingForm,
        verbs.grant_longer, lambda desk: desk.handling.asked_until is not None and not desk.asks_oneself,
        _("The longer time holds."),
    ),
    Act(
        "refuse-longer", _("Refuse the longer time"), "x-mark", "workorders.decide", forms.ReasonActForm,
        verbs.refuse_longer, lambda desk: desk.handling.asked_until is not None and not desk.asks_oneself,
        _("The old time holds."),
    ),
)  # fmt: skip
BY_CODE = {act.code: act for act in ACTS}
ANSWERS = ("grant-longer", "refuse-longer")
"""What somebody waits for; they come first."""
NEXT = ("take-on", "resume", "dispatch", "start", "complete", "archive")
"""What usually comes next, in this order; the first that is offered has the main button."""


def offered(desk: Desk) -> list[Act]:
    """The acts that this account may do to this order as it stands."""
    if not desk.order.stands:
        return []
    found = [act for act in ACTS if desk.account.has_perm(act.verb) and act.offered(desk)]
    return sorted(found, key=lambda act: act.code not in ANSWERS)


def next_of(desk: Desk, acts: list[Act]) -> Act | None:
    """The act that usually comes next. What was dispatched once is not dispatched again by itself."""
    done = {"dispatch"} if desk.order.first_dispatched_at and desk.state != State.REOPENED else set()
    codes = [code for code in NEXT if code not in done]
    if desk.handling.department_id is None:
        codes.remove("start")
    found = {act.code: act for act in acts}
    return next((found[code] for code in codes if code in found), None)
