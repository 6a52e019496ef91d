"""What people of the desk and of the departments do to an order: the events of ``lifecycle``, with who may do which
when, and who does the work. Each refuses with a sentence; nothing here is done for oneself that moves a figure.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account, Department, Person
from people.self_acting import refuse_for_oneself
from records import audit
from workorders import lifecycle, reopening
from workorders.emergencies import alarm
from workorders.guards import counts_for
from workorders.models import Handling, OrderPhoto, WorkOrder
from workorders.photos.fields import Picture
from workorders.photos.verbs import attach

State = WorkOrder.State


def on_the_board(order: WorkOrder) -> Handling:
    """The handling of an order; one that came in by a file is worked in the portal from its first act on."""
    handling, _made = Handling.objects.get_or_create(order=order)
    return handling


@transaction.atomic
def take_on(order: WorkOrder, *, by: Account, at: datetime) -> None:
    """The resident was spoken to and the request is taken on; where nobody is responsible yet, by who does it. Of two
    who reach for it the second is told."""
    handling = Handling.objects.select_for_update().get(pk=on_the_board(order).pk)
    order.refresh_from_db(fields=["agent", "first_responded_at"])
    if handling.accepted_at is not None:
        raise Refused(
            _("It was taken on already; %(agent)s is responsible."), code="taken", params={"agent": order.agent or "–"}
        )
    if order.first_responded_at is None:
        lifecycle.respond(order, by=by, at=at)
    lifecycle.accept(order, by=by, at=at)
    if order.agent_id is None:
        lifecycle.dispatch(order, agent=by.person, by=by, at=at)


@transaction.atomic
def dispatch(  # noqa: PLR0913 — one argument for each field
    order: WorkOrder,
    *,
    department: Department | None,
    executor: Person | None,
    by: Account,
    at: datetime,
    agent: Person | None = None,
) -> None:
    """Give the work to a department, and to somebody of it. The agent who is responsible stays so; where nobody is,
    ``agent``, else the first-contact owner, else who dispatches."""
    handling = on_the_board(order)
    responsible = agent or order.agent or order.first_contact_owner or by.person
    handling.department = (executor.department if executor else None) or department
    handling.executor = executor
    doing = " ".join(str(one) for one in (handling.department, executor) if one)
    lifecycle.dispatch(order, agent=responsible, department=handling.department, reason=doing, by=by, at=at)
    handling.save(update_fields=["department", "executor"])
    detail = {"done_by": doing}
    audit.record(by=by, verb="workorders.give_work", subject=order, detail=detail)
    if order.is_emergency and handling.department is not None:
        alarm(order, by=by, at=at)


@transaction.atomic
def start(order: WorkOrder, *, by: Account, at: datetime) -> None:
    """Somebody is there and works; of a department, whoever says so does it."""
    handling = on_the_board(order)
    lifecycle.start(order, by=by, at=at)
    own = by.person.department_id
    if handling.executor_id is None and own is not None and own == handling.department_id:
        Handling.objects.filter(pk=handling.pk).update(executor=by.person)


@transaction.atomic
def tell(order: WorkOrder, *, words: str, by: Account, at: datetime) -> None:
    """The resident was told how it goes on; who tells it first has answered the request."""
    on_the_board(order)
    if order.first_responded_at is None:
        lifecycle.respond(order, by=by, at=at)
    lifecycle.tell(order, words=words, by=by, at=at)


@transaction.atomic
def promise(order: WorkOrder, *, until: datetime, by: Account, at: datetime) -> None:
    """Promise a time. Never later than what holds: a longer time is asked for, and granted by somebody else."""
    due = on_the_board(order).due_at
    if due is not None and until > due:
        raise Refused(
            _("That is later than the time that holds. Ask for a longer time; somebody else grants it."),
            code="later",
            field="until",
        )
    lifecycle.promise(order, until=until, by=by, at=at)


@transaction.atomic
def ask_longer(order: WorkOrder, *, until: datetime, reason: str, by: Account, at: datetime) -> None:
    """Ask for a longer time (弹性服务时长); until somebody grants it, the time that holds goes on."""
    handling = Handling.objects.select_for_update().get(pk=on_the_board(order).pk)
    if handling.due_at is None:
        raise Refused(_("No time holds for this order; promise one."), code="no_due")
    if handling.asked_until is not None:  # who answers has read this one
        raise Refused(_("A longer time is asked for already; it waits for an answer."), code="asked")
    if until <= max(handling.due_at, at):
        raise Refused(_("This is no longer time than the one that holds."), code="not_longer", field="until")
    handling.asked_until, handling.asked_reason, handling.asked_by = until, reason, by.person
    handling.save(update_fields=["asked_until", "asked_reason", "asked_by"])
    detail = {"until": until, "reason": reason}
    audit.record(by=by, verb="workorders.ask_longer", subject=order, detail=detail)


@transaction.atomic
def grant_longer(order: WorkOrder, *, by: Account, at: datetime) -> None:
    """Grant what was asked for; neither who asked nor who is responsible does it."""
    handling = _asked(order, by)
    assert handling.asked_until is not None
    lifecycle.extend(order, until=handling.asked_until, reason=handling.asked_reason, by=by, at=at)
    _answered(handling)


@transaction.atomic
def refuse_longer(order: WorkOrder, *, reason: str, by: Account, at: datetime) -> None:
    """The time that holds goes on; the reason is told to who asked."""
    handling = _asked(order, by)
    detail = {"until": handling.asked_until, "reason": reason}
    audit.record(by=by, verb="workorders.refuse_longer", subject=order, detail=detail)
    _answered(handling)


def _asked(order: WorkOrder, by: Account) -> Handling:
    handling = on_the_board(order)
    if handling.asked_until is None:
        raise Refused(_("Nobody asks for a longer time."), code="not_asked")
    refuse_for_oneself(by, handling.asked_by_id, order.agent_id)
    return handling


def _answered(handling: Handling) -> None:
    Handling.objects.filter(pk=handling.pk).update(asked_until=None, asked_reason="", asked_by=None)


@transaction.atomic
def hold(order: WorkOrder, *, until: datetime, reason: str, by: Account, at: datetime) -> None:
    """Nothing can be done until the resident acts."""
    on_the_board(order)
    lifecycle.hold(order, reason=reason, until=until, by=by, at=at)


def resume(order: WorkOrder, *, by: Account, at: datetime) -> None:
    """The wait is over."""
    lifecycle.resume(order, by=by, at=at)


def hand_over(order: WorkOrder, *, agent: Person, reason: str, by: Account, at: datetime) -> None:
    """Another agent is responsible from now on; what was completed before stays with who was."""
    lifecycle.reassign(order, agent=agent, reason=reason, by=by, at=at)


@transaction.atomic
def complete(order: WorkOrder, *, note: str, photos: Sequence[Picture], by: Account, at: datetime) -> None:
    """The work is done: what was done, with pictures. Somebody else calls the resident back within a day."""
    on_the_board(order)
    if order.state == State.ON_HOLD:
        lifecycle.resume(order, by=by, at=at)
    lifecycle.complete(order, reason=note, by=by, at=at)
    attach(order, photos, stage=OrderPhoto.Stage.WORK, by=by, at=at)


def archive(order: WorkOrder, *, by: Account, at: datetime) -> None:
    """File a completed order; the resident was called back before."""
    if on_the_board(order).called_back_at is None:
        raise Refused(_("The resident has not been called back yet."), code="not_called_back")
    lifecycle.archive(order, by=by, at=at)


@transaction.atomic
def reopen(order: WorkOrder, *, reason: str, by: Account, at: datetime) -> WorkOrder:
    """It was not done after all; long after the completion that is a new order, which is returned."""
    on_the_board(order)
    return reopening.reopen(order, reason=reason, by=by, at=at)


@transaction.atomic
def cancel(order: WorkOrder, *, reason: str, by: Account, at: datetime) -> None:
    """The resident no longer wants it. It counts for nobody then, so whom it would count for does not say so."""
    refuse_for_oneself(by, *counts_for(order, order.events.all()))
    lifecycle.cancel(order, reason=reason, by=by, at=at)


@transaction.atomic
def note_costs(order: WorkOrder, *, in_warranty: bool | None, is_paid: bool | None, by: Account, at: datetime) -> None:
    """Whether it is under warranty, and whether the resident pays."""
    on_the_board(order)
    Handling.objects.filter(pk=order.pk).update(in_warranty=in_warranty, is_paid=is_paid)
    detail = {"in_warranty": in_warranty, "is_paid": is_paid}
    audit.record(by=by, verb="workorders.note_costs", subject=order, detail=detail)
