"""Import of quality checks (SCORING §3, ``etiquette_pass_rate``): one row per check.

A check sheet has a column per item: map them to ``item_1`` … ``item_10``; the column's header is the item's name, and
weight and criticality come from the profile (``weight_3 = {value = "2"}``, ``critical_3 = {value = "yes"}``). A file
that knows only a score of 100, or only whether the check was passed, maps ``score`` or ``passed`` instead.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from people.directory import DirectoryKind
from records.imports import repeats
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch, Fact

from . import import_contacts
from .kind import CHECKS
from .models import QualityCheck, QualityItem
from .sampling import checked as sampling

MOST_ITEMS = 10
OUTCOMES = {
    "pass": ("合格", "通过", "yes", "是", "√", "✓", "1"),
    "fail": ("不合格", "未通过", "no", "否", "×", "✗", "0"),
    "not_applicable": ("不适用", "n/a", "na", "-", "—"),
}
OPTIONAL = {"site_id": "site", "final_at": "final_at", "checker_id": "checker", "note": "note"}
ItemFigures = tuple[str, str, int, bool]
ITEM_COLUMNS = ("name", "outcome", "weight", "is_critical")


@dataclass(frozen=True)
class _Checks(FactTable):
    """Checks are compared with their items: those that stand by check, and those of the file by row."""

    standing: Mapping[int, list[ItemFigures]] = field(default_factory=dict)
    wanted: Mapping[int, list[ItemFigures]] = field(default_factory=dict)

    def is_same(self, before: Fact, row: FactRow) -> bool:
        """Whether columns and items are those that stand."""
        return self.standing.get(before.pk) == self.wanted[row.row.number] and super().is_same(before, row)


def _item_fields(place: int) -> tuple[Field, ...]:
    return (
        Field(name=f"item_{place}", label=format_lazy(_("Item {place}"), place=place), type=FieldType.CHOICE,
              choices=OUTCOMES, labels=dict(QualityItem.Outcome.choices),
              help=_("Pass, fail or not applicable; the column's header is the item's name.")),
        Field(name=f"weight_{place}", label=format_lazy(_("Weight of item {place}"), place=place),
              type=FieldType.INTEGER, minimum=1, maximum=100, help=_("Empty means 1.")),
        Field(name=f"critical_{place}", label=format_lazy(_("Item {place} is critical"), place=place),
              type=FieldType.BOOLEAN, help=_("A failed critical item fails the whole check.")),
    )  # fmt: skip


class QualityChecks(DirectoryKind):
    """One row: one check of one contact of an agent."""

    code = "quality_checks"
    verb = "records.import_evidence"
    label = _("Quality checks")
    fields = (
        Field(name="number", label=_("Number"), type=FieldType.IDENTIFIER, max_length=100,
              aliases=("质检编号", "编号"),
              help=_("Without one every row is a check of its own, named by file and row.")),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("工号", "客服工号"), synonyms=("被检人", "被质检人", "客服姓名"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="contact_at", label=_("Contact at"), type=FieldType.INSTANT, required=True, aliases=("联系时间",),
              synonyms=("通话时间", "接待时间", "录音时间"),
              help=_("It decides the month.")),
        Field(name="final_at", label=_("Final at"), type=FieldType.INSTANT, aliases=("定稿时间",),
              help=_("Empty: not final, does not count yet. No such column: final at the contact.")),
        *import_contacts.FIELDS,
        Field(name="checker", label=_("Checked by"), type=FieldType.IDENTIFIER,
              aliases=("质检人工号", "质检人", "质检员")),
        Field(name="site", label=_("Site"), aliases=("项目编码", "项目")),
        Field(name="passed", label=_("Passed"), type=FieldType.BOOLEAN, aliases=("是否合格",)),
        Field(name="score", label=_("Score of 100"), type=FieldType.NUMBER, minimum=0, maximum=100, places=2,
              example="92",
              aliases=("得分", "质检得分")),
        Field(name="note", label=_("Note"), aliases=("备注",)),
        *(field for place in range(1, MOST_ITEMS + 1) for field in _item_fields(place)),
    )  # fmt: skip
    refers = {"agent": "person", "checker": "person", "site": "site"}
    messages = {
        "no_outcome": _noop("The row says neither what the items were, nor a score, nor whether the check was passed."),
        "nothing_applies": _noop("No item applies; nothing was checked."),
        "final_before_contact": _noop("Final before the contact happened."),
        "checks_oneself": _noop("Nobody checks themselves."),
        **import_contacts.MESSAGES,
    }

    def check(self, values: Values, note: Note) -> None:
        """Something was checked; final is not before the contact."""
        outcomes = [outcome for place in range(1, MOST_ITEMS + 1) if (outcome := values.get(f"item_{place}"))]
        if not outcomes and values.get("score") is None and values.get("passed") is None:
            note.error("", "no_outcome")
        elif outcomes and set(outcomes) == {"not_applicable"}:
            note.error("", "nothing_applies")
        final, contact = values.get("final_at"), values["contact_at"]
        if isinstance(final, datetime) and isinstance(contact, datetime) and final < contact:
            note.warning("final_at", "final_before_contact")

    def key(self, values: Values) -> Hashable:
        return values.get("number")

    def compare(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Two rows of one file are of two contacts, and nobody checked themselves."""
        import_contacts.find(context, rows)
        for row in rows:
            if row.values.get("checker_id") == row.values["agent_id"]:
                context.error(row.number, "checker", "checks_oneself", value=row.values["checker"])

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new checks with their items, supersede changed ones."""
        names = {place: context.binding.column_of(f"item_{place}")[:120] for place in range(1, MOST_ITEMS + 1)}
        names |= {0: context.binding.column_of("passed" if "score" not in context.profile.fields else "score")[:120]}
        wanted = {row.number: _items(row.values, names) for row in rows}
        optional = OPTIONAL | import_contacts.optional(context)
        facts = [FactRow.of(row, str(row.values.get("number") or ""), _columns(row.values), optional) for row in rows]
        facts = _Checks(QualityCheck, self.code, CHECKS.counts_in).spelled(
            context.batch.source, repeats.named(context, facts)
        )
        facts, left = import_contacts.once(context, facts)
        standing = _standing_items(context.batch.source, facts)
        table = _Checks(QualityCheck, self.code, CHECKS.counts_in, standing=standing, wanted=wanted)
        counts, made = table.store(context, facts)
        QualityItem.objects.bulk_create(
            [
                QualityItem(quality_check=check, position=place, **dict(zip(ITEM_COLUMNS, figures, strict=True)))
                for fact, check in made
                for place, figures in enumerate(wanted[fact.row.number], 1)
            ],
            batch_size=1_000,
        )
        sampling.note_all_checked(check for _fact, check in made)
        counts.unchanged += left
        return counts

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its checks is of this person."""
        return _Checks(QualityCheck, self.code, CHECKS.counts_in).concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's checks; what stood before stands again."""
        sampling.open_again(batch)
        return _Checks(QualityCheck, self.code, CHECKS.counts_in).undo(batch)


def _standing_items(source: str, facts: Sequence[FactRow]) -> dict[int, list[ItemFigures]]:
    """The items of the checks that stand under these numbers."""
    numbers = [fact.number for fact in facts]
    found: dict[int, list[ItemFigures]] = defaultdict(list)
    items = QualityItem.objects.filter(
        quality_check__source=source, quality_check__number__in=numbers, quality_check__stands=True
    )
    for check, *figures in items.order_by("position").values_list("quality_check_id", *ITEM_COLUMNS):
        found[check].append(cast(ItemFigures, tuple(figures)))
    return found


def _items(values: Values, names: Mapping[int, str]) -> list[ItemFigures]:
    """The items of the row; where it has none, its score or its pass or fail as items that give the same result.

    A score becomes two items whose weights are the points reached and lost, in hundredths.
    """
    items = [_item(values, place, names[place]) for place in range(1, MOST_ITEMS + 1) if values.get(f"item_{place}")]
    score = values.get("score")
    if items:
        return items
    if score is None:
        return [(names[0], "pass" if values.get("passed") else "fail", 1, True)]
    reached = int(cast(Decimal, score) * 100)
    parts: list[ItemFigures] = [(names[0], "pass", reached, False), (names[0], "fail", 10_000 - reached, False)]
    return [part for part in parts if part[2]]


def _item(values: Values, place: int, name: str) -> ItemFigures:
    weight = cast("int | None", values.get(f"weight_{place}"))
    return name, str(values[f"item_{place}"]), weight or 1, bool(values.get(f"critical_{place}"))


def _columns(values: Values) -> dict[str, Any]:
    return {
        "agent_id": values["agent_id"],
        "site_id": values.get("site_id"),
        "contact_at": values["contact_at"],
        "final_at": values["final_at"] if "final_at" in values else values["contact_at"],
        "checker_id": values.get("checker_id"),
        "note": values.get("note") or "",
        "contact": values.get("contact") or "",
    }


KIND = QualityChecks()
