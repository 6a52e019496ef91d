"""What the kinds of a company's structure have in common: sites, buildings, teams, departments.

Who may enter them on their page may import them. A row means what is known under its code, else under its name; what an
import of something else made up under that name yields to the row (docs/import-kinds.md, “Presumed things yield”).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.names import identifier_key, name_key, tidy
from people.directory import DirectoryKind
from records.imports.context import Counts, ImportContext
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from records.imports.upserting import Columns, Incoming, undo_rows, upsert
from records.models import Batch

MESSAGES = {
    "known_under_another_code": _noop(
        "“%(name)s” is known under the code %(known)s. Use that code, or change it on the page of sites and teams."
    ),
    "place_claimed_twice": _noop("%(count)s rows of the file are about “%(known)s”; keep one of them."),
}


class Present(NamedTuple):
    """What there is of one kind, by code and by name in their normal forms."""

    coded: dict[str, Any]
    named: dict[Hashable, Any]

    @classmethod
    def of(cls, kind: StructureKind) -> Present:
        """As it is now."""
        present = cls({}, {})
        for row in kind.model._default_manager.select_related("batch"):
            present.coded[identifier_key(getattr(row, "code", ""))] = row
            present.named[kind.called(vars(row))] = row
        return present


class StructureKind(DirectoryKind):
    """A kind whose rows are `model`s with a name. A subclass gives the columns; `look_up` puts the row that is known
    into the values as ``known``."""

    model: ClassVar[type[models.Model]]
    verb = "people.manage_places"
    messages = MESSAGES

    def known(self, context: ImportContext, row: JudgedRow, present: Present) -> Any:
        """What the row is about, None for something new."""
        return present.named.get(self.called(row.values))

    def called(self, values: Values) -> Hashable:
        """The name, by which files tell one from another."""
        return name_key(str(values["name"]))

    def key(self, values: Values) -> Hashable:
        """`compare` tells about rows that are about one thing."""
        return None

    def columns(self, values: Values) -> Columns:
        """What the row says, by column."""
        raise NotImplementedError

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find what the rows name, and what they are about."""
        super().look_up(context, rows)
        present = Present.of(self)
        for row in rows:
            row.values["name"] = tidy(str(row.values["name"]))
            row.values["known"] = None if row.number in context.bad_rows else self.known(context, row, present)

    def compare(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Rows about one thing are refused, and new ones of one name: files name them by it."""
        claims = defaultdict[Hashable, list[JudgedRow]](list)
        for row in rows:
            claims[row.values["known"] or self.called(row.values)].append(row)
        for claiming in claims.values():
            for row in claiming if len(claiming) > 1 else ():
                known = str(row.values["known"] or row.values["name"])
                context.error(row.number, "name", "place_claimed_twice", value=known, known=known, count=len(claiming))

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add what is new, change what is known; what was made up is stated from now on."""
        return upsert(context, self.model, ("id",), [self._incoming(context, row) for row in rows])

    def _incoming(self, context: ImportContext, row: JudgedRow) -> Incoming:
        known: Any = row.values["known"]
        columns = {"id": known and known.pk, **self.columns(row.values)}
        if known is not None and self._is_made_up(known):
            columns["batch_id"] = context.batch.pk
        return Incoming(row, columns, whose=None)

    def _is_made_up(self, known: Any) -> bool:
        """Whether an import of another kind brought it, as a word of its rows."""
        return known.batch is not None and known.batch.kind != self.code

    def concerns(self, batch: Batch, person: int) -> bool:
        """Structure is nobody's."""
        return False

    def undo(self, batch: Batch) -> int:
        """Delete what the batch added, restore what it changed."""
        return undo_rows(batch, self.model)


class CodedKind(StructureKind):
    """A kind whose rows have a code beside the name."""

    def known(self, context: ImportContext, row: JudgedRow, present: Present) -> Any:
        """Who has the row's code, else its name. Of that name under another code is an error, unless it was made up:
        such a code is only the name."""
        code, named = row.values.get("code"), super().known(context, row, present)
        if not code:
            return named
        known = present.coded.get(identifier_key(str(code)))
        if named not in (None, known) and (known is not None or not self._is_made_up(named)):
            params = {"name": named.name, "known": named.code}
            context.error(row.number, "code", "known_under_another_code", value=code, **params)
        return known or named
