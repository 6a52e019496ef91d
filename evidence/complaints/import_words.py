"""The words of an imported complaint: place, resident, category and cause. No figure follows from them."""

from copy import copy
from dataclasses import dataclass, field
from typing import Any, cast

from kpi_portal.lib.canonical import plain_tree
from people.directory import directory_of
from records.imports.context import ImportContext
from records.imports.judging import JudgedRow
from records.imports.telling_facts import tell_changed

from .models import Complaint, ComplaintTopic

WORDS = {
    "channel": "channel", "site": "site_id", "room": "room", "resident": "resident", "phone": "phone",
    "words": "words", "wish": "wish", "promised_at": "promised_at",
}  # fmt: skip
"""Field → column."""


@dataclass
class Wording:
    """The words of the rows of one file; ``topics`` is the tree of causes by category and name."""

    context: ImportContext
    topics: dict[tuple[int | None, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = ComplaintTopic.objects.values_list("parent_id", "name", "pk")
        self.topics = {(parent, name): pk for parent, name, pk in known}

    def of(self, row: JudgedRow) -> dict[str, Any]:
        """The words of a row by column; of what the file does not have it says nothing."""
        values = row.values
        columns: dict[str, Any] = {}
        for name, column in WORDS.items():
            if name in values:
                value = values[column] if column.endswith("_id") else values[name]
                columns[column] = value if column in ("site_id", "promised_at") else value or _empty(column)
        if "category" in values:
            category = self._topic(row, None, values["category"])
            columns |= {"category_id": category, "cause_id": self._topic(row, category, values.get("cause"))}
        if "building" in values:
            building, site, directory = values["building"], values.get("site_id"), directory_of(self.context)
            known = directory.building(cast(int, site), str(building)) if building and site else None
            columns["building_id"] = known
        return columns

    def change(self, row: JudgedRow, known: Complaint) -> bool:
        """Whether the row says other words of a known complaint; the former ones are kept for undoing."""
        differs = {name: value for name, value in self.of(row).items() if getattr(known, name) != value}
        if not differs:
            return False
        former = {name: getattr(known, name) for name in differs}
        self.context.former.append([Complaint._meta.label, known.pk, plain_tree(former)])
        before = copy(known)
        Complaint.objects.filter(pk=known.pk).update(**differs)
        vars(known).update(differs)
        tell_changed(self.context, [(row.number, before, known)], set(differs))
        return True

    def _topic(self, row: JudgedRow, parent: int | None, name: object) -> int | None:
        """The key of a category or cause of this name, which is added where it is new."""
        if not name:
            return None
        key = (parent, str(name).strip())
        if key not in self.topics:
            self.topics[key] = ComplaintTopic.objects.create(parent_id=parent, name=key[1]).pk
            self.context.warning(row.number, "cause" if parent else "category", "new_topic", value=key[1], name=key[1])
        return self.topics[key]


def _empty(column: str) -> str:
    return Complaint.Channel.PHONE if column == "channel" else ""
