"""The second act: rows become judged rows, or problems. Nothing is stored here and nothing is looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kpi_portal.lib.tables import Cell, Row, is_total

from .binding import Binding
from .cells import Style, is_missing
from .examples import is_example
from .problems import CellError, Problem, Severity, Warn
from .reading import Values, shown_value, step_for


class JudgedRow(NamedTuple):
    """A row that was understood. `warnings` are the codes of what is implausible about it."""

    number: int
    values: Values
    warnings: tuple[str, ...]


class Note:
    """Where a kind's rules say what they find in one row."""

    __slots__ = ("_judge", "errors", "field", "row", "warnings")

    def __init__(self, judge: Judge, row: Row) -> None:
        self._judge = judge
        self.row = row
        self.errors = 0
        self.warnings: list[str] = []
        self.field = ""

    def error(self, field: str, code: str, **params: object) -> None:
        """The row cannot be stored; `field` may be empty if it concerns all of it."""
        self.errors += 1
        self._judge.report(self.row, Severity.ERROR, field, code, params)

    def warning(self, field: str, code: str, **params: object) -> None:
        """The row is stored, flagged with `code`."""
        self.warnings.append(code)
        self._judge.report(self.row, Severity.WARNING, field, code, params)

    def written(self, field: str) -> str:
        """What stands in the field's cells, whatever the profile makes of it."""
        return self._judge.written(self.row, field)

    def is_preferred(self, field: str) -> bool:
        """Whether the value stands in a column that goes before another one (`first_of`)."""
        return self._judge.is_preferred(self.row, field)

    def pass_on(self, warn: Warn) -> None:
        """A warning of the reader of the present `field`."""
        self.warning(self.field, warn.code, **warn.params)


Rule = Callable[[Values, Note], None]


class Judge:
    """Reads the rows of one file by one binding; `collect` gets every problem."""

    def __init__(
        self, binding: Binding, style: Style, rules: Sequence[Rule], collect: Callable[[Problem], None]
    ) -> None:
        self._binding = binding
        self._style = style
        self._rules = rules
        self._collect = collect
        self.left_out: list[int] = []
        """Numbers of rows that are no facts: examples of templates, totals."""
        self._steps = [(bound.field.name, bound.field.required, step_for(bound, style)) for bound in binding.fields]
        self._shown = {bound.field.name: bound for bound in binding.fields}

    def judge(self, rows: Iterable[Row]) -> Iterator[JudgedRow]:
        """Those that were understood; the others have been reported."""
        for row in rows:
            if code := "example_row" if is_example(row) else "totals_row" if is_total(row.cells) else "":
                self.left_out.append(row.number)
                self.report(row, Severity.WARNING, "", code, {})
            elif (judged := self._judged(row)) is not None:
                yield judged

    def _judged(self, row: Row) -> JudgedRow | None:
        note = Note(self, row)
        if row.hidden:
            self.report(row, Severity.WARNING, "", "hidden_row", {})
        values = self._values(self._padded(row, note), note)
        for rule in () if note.errors else self._rules:
            rule(values, note)
        return None if note.errors else JudgedRow(row.number, values, tuple(note.warnings))

    def report(self, row: Row, severity: Severity, field: str, code: str, params: dict[str, object]) -> None:
        """Hand a problem on, with the file's name of the column and the cell as its sender saw it."""
        value = self.written(row, field)
        self._collect(Problem(row.number, severity, self._binding.column_of(field), value, code, params))

    def written(self, row: Row, field: str) -> str:
        """The cells of a field as their sender saw them; empty for one that the file does not have."""
        bound = self._shown.get(field)
        return "" if bound is None else shown_value(bound, row.cells)

    def is_preferred(self, row: Row, field: str) -> bool:
        """Whether one of several columns that make a field in turn, but not the last, is filled."""
        bound = self._shown.get(field)
        if bound is None or not bound.source.first_filled:
            return False
        return any(
            not is_missing(row.cells[place], self._style) for place in bound.positions[:-1] if place < len(row.cells)
        )

    def _padded(self, row: Row, note: Note) -> Sequence[Cell]:
        found, expected = len(row.cells), self._binding.width
        if found == expected:
            return row.cells
        if found < expected:
            note.warning("", "too_few_cells", found=found, expected=expected)
            return [*row.cells, *[None] * (expected - found)]
        if any(cell not in (None, "") for cell in row.cells[expected:]):
            note.error("", "extra_cells", found=found, expected=expected)
        return row.cells

    def _values(self, row: Sequence[Cell], note: Note) -> Values:
        values: Values = {}
        for name, required, step in self._steps:
            note.field = name
            try:
                value = step(row, values, note.pass_on)
            except CellError as problem:
                note.error(name, problem.code, **problem.params)
                value = None
            else:
                if required and value is None:
                    note.error(name, "missing")
            values[name] = value
        return values
