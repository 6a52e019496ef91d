"""Taking an import back, and deciding about facts that came too late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from records import audit
from records.models import Batch, ImportRun, LateFact

from .kinds import Kind, all_kinds, riders

if TYPE_CHECKING:
    from people.models import Account


NAMES_A_PERSON = ("agent_id", "source_agent_id", "responder_id", "credited_id")
"""Where the values of a late fact say whom it is about."""


@transaction.atomic
def undo(batch: Batch, *, by: Account) -> int:
    """Void what a batch brought; how many rows that were. What it changed says again what it said before.

    Raises `Refused` with a sentence once a month that counts one of its rows is final, if its rows were corrected
    since, if one of them is about whoever asks (SCORING §1), or if there is nothing to undo. People whom it made up go
    along, unless something else rests on them; so do rows of plain tables.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.STORED:
        raise Refused(_("Only a stored import can be undone."), code="not_stored")
    refuse_one_sheet(batch)
    tables = list(batch.parts.order_by("-pk")) or [batch]
    _refuse_forbidden(tables, by)
    if any(kind.concerns(one, by.person_id) for one in tables for kind in _kinds(one)):
        raise Refused(
            _("Nobody acts for themselves: rows of this import are about you; somebody else has to undo it."),
            code="for_oneself",
        )
    voided = sum(_take_back(one, by) for one in tables)
    if tables != [batch]:
        for word in ("stays", "went"):
            batch.detail[word] = _together(one.detail.get(word, {}) for one in tables)
        _settle(batch)
    return voided


@dataclass(frozen=True, slots=True)
class Swept:
    """What an undo took along that the import had made up beside its rows, by name; what stays
    of that, with the reason, by the label of its model."""

    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    stays: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an undo would do: rows that go, people and places that go along, what stays and why, cards of closed months
    that come out otherwise, why it is refused."""

    rows: int = 0
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    moved: tuple[dict[str, Any], ...] = ()
    refusal: str = ""


def foresee(batch: Batch, *, by: Account) -> Foreseen:
    """What undoing would do; nothing is done."""
    with transaction.atomic():
        foresight = import_string(settings.KPI_FORESIGHT)()
        try:
            rows = undo(batch, by=by)
        except Refused as refusal:
            found = Foreseen(refusal=str(refusal))
        else:
            undone = Batch.objects.get(pk=batch.pk)
            went = undone.detail.get("went", {})
            stays = [name for names in undone.detail.get("stays", {}).values() for name in names]
            people, places = (tuple(went.get(word, ())) for word in ("people", "places"))
            found = Foreseen(rows, people, places, tuple(stays), tuple(foresight.moved()))
        transaction.set_rollback(True)
    return found


def _together(named: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    """The names of all, by the same words."""
    found: dict[str, list[str]] = {}
    for one in named:
        for word, names in one.items():
            found.setdefault(word, []).extend(names)
    return found


def _refuse_forbidden(tables: Sequence[Batch], by: Account) -> None:
    """Who may not import a sheet takes none back."""
    for table in tables:
        if not by.has_perm(all_kinds()[table.kind].verb):
            sentence = _("“%(file)s” may not be undone with your roles.")
            raise Refused(sentence, code="sheet_forbidden", params={"file": table.file_name})


def refuse_one_sheet(batch: Batch) -> None:
    """A sheet of a workbook has no life of its own."""
    if batch.part_of_id is not None:
        sentence = _("This is one sheet of a workbook; it is stored, undone and discarded with the whole of it.")
        raise Refused(sentence, code="one_sheet")


def _kinds(batch: Batch) -> tuple[Kind, ...]:
    """Whose rows the batch may have brought, those that ride on the others first."""
    kind = all_kinds()[batch.kind]
    return (*riders(kind), kind)


def _take_back(batch: Batch, by: Account) -> int:
    """Void what one table brought; how many rows that were."""
    voided = sum(one.undo(batch) for one in _kinds(batch))
    swept: Swept = import_string(settings.KPI_SWEEP_AFTER_UNDO)(batch)
    batch.detail["went"] = {"people": swept.people, "places": swept.places}
    batch.detail["stays"] = {**batch.detail.get("stays", {}), **swept.stays}
    batch.late_facts.filter(decision=LateFact.Decision.WAITING).update(decision=LateFact.Decision.DISMISSED)
    _settle(batch)
    went = {name: ", ".join(names) for name, names in batch.detail["went"].items()}
    detail = {"rows": voided, "file": batch.file_name, **went, "stays": batch.detail.get("stays")}
    given = {name: value for name, value in detail.items() if value or name == "rows"}
    audit.record(by=by, verb="records.undo_import", subject=batch, detail=given)
    return voided


def _settle(batch: Batch) -> None:
    batch.state, batch.undone_at = Batch.State.UNDONE, timezone.now()
    batch.save(update_fields=["state", "undone_at", "detail"])


def corrected_since(number: str) -> Refused:
    """Why an import stays: somebody went on with what it brought."""
    return Refused(_("%(number)s was corrected since; undo that first."), code="corrected", params={"number": number})


def counts_for_a_final_month(number: str) -> Refused:
    """Why an import stays: a final month rests on it."""
    return Refused(_("%(number)s counts for a final month."), code="month_is_final", params={"number": number})


@transaction.atomic
def discard(batch: Batch, *, by: Account | None) -> None:
    """Take away a file that was never stored, with all that was found in it. Raises `Refused` for any other."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state in (Batch.State.STORED, Batch.State.UNDONE):
        raise Refused(_("Only a file that was not stored can be discarded."), code="stored")
    refuse_one_sheet(batch)
    if batch.runs.filter(state__in=ImportRun.UNDER_WAY).exists():
        raise Refused(_("The worker is at this file; cancel that first."), code="under_way")
    detail = {"kind": batch.kind, "source": batch.source, "file": batch.file_name, "file_sha256": batch.file_sha256}
    audit.record(by=by, verb="records.discard_import", subject=batch, detail=detail)
    storage, name = batch.file.storage, batch.file.name
    batch.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def dismiss_late(late: LateFact, *, by: Account) -> None:
    """Decide that a fact which came too late stays out. Once only; a second time changes nothing.

    Raises `Refused` where the fact is about whoever decides (SCORING §1).
    """
    late = LateFact.objects.select_for_update().get(pk=late.pk)
    if by.person_id in (late.values.get(name) for name in NAMES_A_PERSON):
        raise Refused(
            _("Nobody acts for themselves: this fact is about you; somebody else has to decide."), code="for_oneself"
        )
    if late.decision == LateFact.Decision.WAITING:
        late.decision = LateFact.Decision.DISMISSED
        late.save(update_fields=["decision"])
        audit.record(by=by, verb="records.dismiss_late_fact", subject=late, detail={"number": late.number})
