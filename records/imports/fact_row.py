"""A row of a file on its way to become a fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .judging import JudgedRow


class FactRow(NamedTuple):
    """A judged row as a fact: its number within the source (empty: its place in the file names it), and its columns.
    What `follows` is not what the row says but what its change takes along. `otherwise` are the columns of which the
    file says nothing: a new fact takes them from there, a known one keeps its own (IMPORTS §2)."""

    row: JudgedRow
    number: str
    columns: dict[str, Any]
    follows: bool = False
    otherwise: Mapping[str, Any] = {}

    @classmethod
    def of(cls, row: JudgedRow, number: str, columns: Mapping[str, Any], optional: Mapping[str, str]) -> FactRow:
        """A row with all columns of the fact. `optional` names for some the field that they come from: where the file
        does not have it, it says nothing of them."""
        silent = {column for column, field in optional.items() if field not in row.values}
        said = {column: value for column, value in columns.items() if column not in silent}
        return cls(row, number, said, otherwise={column: columns[column] for column in silent})

    def beside(self, before: object | None) -> FactRow:
        """The row with all columns; what it does not say as it stands in the fact ``before``, if there is one."""
        if not self.otherwise:
            return self
        kept = {name: value if before is None else getattr(before, name) for name, value in self.otherwise.items()}
        return self._replace(columns={**self.columns, **kept}, otherwise={})
