"""The context of the editor's page."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from scoring.editor import curve
from scoring.editor.page import Editor
from scoring.editor.table import Cell, DimensionRow, IndicatorRow
from scoring.indicators.catalogue import definitions
from scoring.plan_remarks import remarks
from scoring.wording import rule_in_short, say


@dataclass(frozen=True)
class Line:
    """One row of the table as it is drawn."""

    key: str
    name: str
    cell: Cell
    is_dimension: bool
    rule: str = ""
    curve: SafeString | None = None
    has_rubric: bool = False
    is_open: bool = False
    fixed: bool = False
    share_problem: str = ""


def shown(editor: Editor) -> dict[str, Any]:
    """Everything that the page needs."""
    return {
        "version": editor.draft,
        "name": say(editor.plan.name),
        "editor": editor,
        "opened": editor.opened,
        "lines": [line for row in editor.table.dimensions for line in _lines(row, editor)],
        "part": "edit",
        "remarks": remarks(editor.draft),
    }


def _lines(row: DimensionRow, editor: Editor) -> list[Line]:
    problem = "" if row.shares.is_whole else _("inside: %(sum)s") % {"sum": row.shares}
    own = Line(row.plan.code, say(row.plan.name), row.cell, True, share_problem=problem)
    return [own, *(_line(inner, row, editor) for inner in row.rows)]


def _line(inner: IndicatorRow, row: DimensionRow, editor: Editor) -> Line:
    plan, is_open = inner.plan, editor.opened is not None and editor.opened.row is inner
    rule = editor.opened.form.rule_typed if is_open and editor.opened else plan.rule
    name = say(plan.name)
    return Line(
        key=inner.key,
        name=name,
        cell=inner.cell,
        is_dimension=False,
        rule=rule_in_short(rule, say(definitions()[plan.code].unit)),
        curve=curve.small(rule, _("%(name)s: points by value") % {"name": name}),
        has_rubric=plan.rubric is not None,
        is_open=is_open,
        fixed=len(row.rows) == 1 and row.shares.is_whole,
    )
