"""What is implausible about the row of an order. Nothing here keeps a row out: the measures decide what it is worth."""

from datetime import datetime

from django.utils.translation import gettext_noop as _noop

from records.imports.judging import Note
from records.imports.problems import add_words
from records.imports.reading import Values
from workorders.imports.columns import DUE, DUPLICATE, EVENTS
from workorders.models import EventKind, WorkOrder

MESSAGES = {
    "before_creation": _noop("This lies before the order was created."),
    "due_before_creation": _noop("Due before the order was created; the due time was left out."),
    "completed_before_response": _noop("Completed before the first response."),
    "archived_before_completion": _noop("Archived before it was completed."),
    "completed_without_time": _noop("The status says completed, but there is no time of completion; it stays open."),
    "responder_left_out": _noop(
        "“%(word)s” is mapped to nobody, so it cannot be said whose response this is. If it is a machine, name it "
        "among the machine responders; if people answer in a column of their own, let that column speak first."
    ),
    "instant_assumed": _noop("The status has no time of its own; the latest time of the row was taken for it."),
    "taken_back": _noop("The file does not say any more: %(event)s, %(at)s. It is taken back."),
    "number_begins_again": _noop(
        "The numbers seem to begin again: %(number)s is known as an order of %(created)s, by another agent, at another "
        "site or completed before this one was created. If this source starts its numbers anew, say on the page of "
        "columns how often."
    ),
    "near_order": _noop(
        "Order %(near)s is known too and differs by zeros or marks only; this one was stored beside it. Is it the same?"
    ),
    "known_elsewhere": _noop(
        "Order %(number)s, created at the same instant, is known from “%(source)s” too, and both count. If it is one "
        "order, undo one of the two imports, and give all files of one system the same source."
    ),
    "keeps_completer": _noop(
        "%(number)s was completed on %(at)s by %(known)s and stays %(known)s's; whoever has it now changes nothing. If "
        "the earlier file was wrong, undo its import and send the right one."
    ),
    "handed_over": _noop(
        "%(number)s was %(before)s's; %(known)s has it from %(at)s on. What counted until then stays %(before)s's. If "
        "the earlier file named the wrong agent, undo its import and send the right one."
    ),
    "completion_crosses": _noop(
        "The completion moves from %(before)s to %(after)s, across the month's cut-off. If the order was opened again "
        "in between, map the column with that time, so that the first completion stays true."
    ),
    "building_without_site": _noop("A building needs a site; it was left out."),
}
add_words("event", dict(EventKind.choices))
INSTANT_OF_STATUS = {
    WorkOrder.State.CANCELLED.value: "cancelled_at",
    WorkOrder.State.ON_HOLD.value: "held_at",
    DUPLICATE: "marked_duplicate_at",
}


def check(values: Values, note: Note) -> None:
    """Order of the instants, and status against instants."""
    instants = {field: at for field in EVENTS if isinstance(at := values.get(field), datetime)}
    created = instants.get("created_at")
    for field, at in instants.items():
        if created is not None and at < created:
            note.warning(field, "before_creation")
    due = values.get(DUE)
    if created is not None and isinstance(due, datetime) and due <= created:
        values[DUE] = None
        note.warning(DUE, "due_before_creation")
    _later(instants, "completed_at", "responded_at", "completed_before_response", note)
    _later(instants, "archived_at", "completed_at", "archived_before_completion", note)
    _check_status(values, instants, note)
    if "responded_at" in instants:
        _check_responder(values, note)
    if values.get("building") and not values.get("site"):
        note.warning("building", "building_without_site")


def _check_responder(values: Values, note: Note) -> None:
    """Whoever is named beside the response gave it, except where people answer in a column of their own."""
    values["of_own_column"] = note.is_preferred("responded_at")
    word = note.written("responder")
    if word and not values.get("responder") and not values["of_own_column"]:
        note.error("responder", "responder_left_out", word=word)


def _later(instants: dict[str, datetime], later: str, earlier: str, code: str, note: Note) -> None:
    if later in instants and earlier in instants and instants[later] < instants[earlier]:
        note.warning(later, code)


def _check_status(values: Values, instants: dict[str, datetime], note: Note) -> None:
    status = values.get("status")
    if status == WorkOrder.State.COMPLETED and "completed_at" not in instants:
        note.warning("status", "completed_without_time")
    field = INSTANT_OF_STATUS.get(status) if isinstance(status, str) else None
    if field is not None and field not in instants and instants:
        values[field] = max(instants.values())
        note.warning("status", "instant_assumed")
