"""A profile laid over the columns of one file: which cells make which field."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kpi_portal.lib.tables.table import column_key

from .fields import LANGUAGES, Field
from .profile import FieldSource, Profile
from .profile_keys import unusable


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field and the positions of the cells that make it; no positions for a constant."""

    field: Field
    source: FieldSource
    positions: tuple[int, ...]
    where: tuple[tuple[int, frozenset[str]], ...] = ()
    """Positions of the cells on which it depends, and what each must hold."""

    @property
    def column(self) -> str:
        """The file's name for it, for messages."""
        return (" / " if self.source.first_filled else " + ").join(self.source.columns) or str(self.field.label)


@dataclass(frozen=True, slots=True)
class Binding:
    """All fields of one file, those that count from another instant last; and the columns nobody asked for."""

    fields: tuple[BoundField, ...]
    width: int
    unused: tuple[str, ...]
    labels: Mapping[str, str | Promise]
    """Of all fields of the kind, also of those for which the file has no column."""

    def headings(self) -> list[str]:
        """The named columns of the file, in no order: by them its next file is known."""
        named = {column for bound in self.fields for column in (*bound.source.columns, *bound.source.where)}
        return sorted(named | set(self.unused))

    def column_of(self, field: str) -> str:
        """The file's name for a field, the reader's where the file has none; nothing for the whole row."""
        return next((one.column for one in self.fields if one.field.name == field), str(self.labels.get(field, "")))


def bind(profile: Profile, fields: Sequence[Field], columns: Sequence[str]) -> Binding:
    """Raises `Refused` for a field the kind does not know, a required one that the profile does not name, and
    a column that the file does not have (the nearest one is suggested) or has twice."""
    known = {field.name: field for field in fields}
    for name in profile.fields:
        if name not in known:
            sentence = _("[fields] %(name)s: there is no such field; a file of this kind has: %(allowed)s.")
            raise unusable(sentence, name=name, allowed=", ".join(known))
    for field in fields:
        if field.required and field.name not in profile.fields:
            sentence = _("The profile does not say which column holds “%(name)s” (%(label)s), which every row needs.")
            raise unusable(sentence, name=field.name, label=field.label)
    positions = _Positions(columns)
    bound = [
        BoundField(
            known[name],
            source,
            tuple(positions.find(column, name) for column in source.columns),
            tuple((positions.find(column, name), words) for column, words in source.where.items()),
        )
        for name, source in profile.fields.items()
    ]
    bound.sort(key=lambda one: _depth(one.source, profile))
    used = {position for one in bound for position in (*one.positions, *(place for place, _words in one.where))}
    unused = tuple(column for index, column in enumerate(columns) if column and index not in used)
    return Binding(tuple(bound), len(columns), unused, {field.name: field.label for field in fields})


def _depth(source: FieldSource, profile: Profile) -> int:
    """How many other fields have to be read before this one."""
    depth = 0
    while source.since:
        source, depth = profile.fields[source.since], depth + 1
    return depth


class _Positions:
    """Columns by name: exactly, else by key (full-width forms, case and blanks do not count)."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._keys = [column_key(column) for column in columns]
        self._count = Counter(self._keys)

    def find(self, column: str, field: str) -> int:
        if self._columns.count(column) == 1:
            return self._columns.index(column)
        key = column_key(column)
        if self._count[key] == 1:
            return self._keys.index(key)
        if self._count[key]:
            sentence = _("[fields] %(name)s: the file has several columns “%(column)s”; give them different names.")
            raise unusable(sentence, name=field, column=column)
        near = difflib.get_close_matches(key, [known for known in self._keys if known], n=1)
        if near:
            sentence = _("[fields] %(name)s: the file has no column “%(column)s”. Do you mean “%(nearest)s”?")
            raise unusable(sentence, name=field, column=column, nearest=self._columns[self._keys.index(near[0])])
        sentence = _("[fields] %(name)s: the file has no column “%(column)s”; it has: %(columns)s.")
        raise unusable(sentence, name=field, column=column, columns=", ".join(filter(None, self._columns)))


def guess(fields: Sequence[Field], columns: Sequence[str]) -> dict[str, str]:
    """Field → column where a column is called like the field, its label in either language, or one of its aliases."""
    keys = {column_key(column): column for column in reversed(columns) if column}
    found: dict[str, str] = {}
    for field in fields:
        for name in names_of(field):
            if (column := keys.get(column_key(name))) is not None and column not in found.values():
                found[field.name] = column
                break
    return found


def names_of(field: Field) -> list[str]:
    """The headings under which a field is found without a profile, the surest first."""
    names = [field.name, field.name.replace("_", " ")]
    for language in LANGUAGES:
        with override(language):
            names.append(str(field.label))
    return [*names, *field.aliases]


def identity_profile(
    kind: str, fields: Sequence[Field], columns: Sequence[str], *, source: str, required: Sequence[Field]
) -> Profile:
    """The profile of a file whose columns are called like the fields. Raises `Refused` if one of the `required`
    fields has no such column."""
    found = guess(fields, columns)
    missing = [field.name for field in required if field.required and field.name not in found]
    if missing:
        raise unusable(
            _(
                "Without a profile the columns must be called like the fields; there is none for: %(missing)s. "
                "Fields: %(fields)s. Columns of the file: %(columns)s."
            ),
            missing=", ".join(missing),
            fields=", ".join(field.name for field in fields),
            columns=", ".join(filter(None, columns)),
        )
    return Profile.from_document({"kind": kind, "source": source, "fields": found})
