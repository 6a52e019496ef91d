"""The context of the editor's page."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import printed
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import Dimension, IndicatorPlan
from scoring.indicators.catalogue import definitions
from scoring.models import PlanComment, PlanVersion
from scoring.plans import diff, history, versions
from scoring.plans.editor import curve
from scoring.plans.editor.page import Editor
from scoring.plans.editor.table import Cell, DimensionRow, IndicatorRow, key_of
from scoring.plans.remarks import remarks
from scoring.plans.wording import rule_in_short
from scoring.saying import say


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
    before: tuple[str, ...] = ()
    names: tuple[Cell, ...] = ()


def shown(editor: Editor) -> dict[str, Any]:
    """Everything that the page needs."""
    base = history.read_compared(editor.draft)
    before = Before(base) if base else None
    return beside(editor.draft) | {
        "version": editor.draft,
        "name": say(editor.plan.name),
        "editor": editor,
        "opened": editor.opened,
        "lines": [line for row in editor.table.dimensions for line in _lines(row, editor, before)],
        "part": "edit",
    }


def beside(draft: PlanVersion) -> dict[str, Any]:
    """What stands beside every part of a draft: checks, comments, what differs."""
    base, said = history.read_compared(draft), PlanComment.objects.filter(version=draft)
    return {
        "remarks": remarks(draft),
        "comments": said.count(),
        "unanswered": said.unanswered().count(),
        "other": history.compared_with(draft),
        "sections": diff.compare(base, versions.read(draft)) if base else [],
    }


class Before:
    """What the version before says of each row: a badge for what differs."""

    def __init__(self, plan: Plan) -> None:
        self.dimensions = {each.code: each for each in plan.dimensions}
        self.indicators = {key_of(each, part): part for each in plan.dimensions for part in each.indicators}

    def of_dimension(self, now: Dimension) -> tuple[str, ...]:
        """The weight and the name that it had."""
        was = self.dimensions.get(now.code)
        if was is None:
            return (_("new"),)
        weight = [] if was.weight == now.weight else [printed(was.weight)]
        name = [] if was.name == now.name else [say(was.name)]
        return tuple(_("was %(before)s") % {"before": before} for before in [*weight, *name])

    def of_indicator(self, key: str, now: IndicatorPlan) -> tuple[str, ...]:
        """The share and the rule that it had."""
        was = self.indicators.get(key)
        if was is None:
            return (_("new"),)
        unit = say(definitions()[now.code].unit)
        share = [] if was.weight == now.weight else [printed(was.weight)]
        rule = [] if was.rule == now.rule else [rule_in_short(was.rule, unit)]
        return tuple(_("was %(before)s") % {"before": before} for before in [*share, *rule])


def _lines(row: DimensionRow, editor: Editor, before: Before | None) -> list[Line]:
    differs = before.of_dimension(row.plan) if before else ()
    own = Line(row.plan.code, say(row.plan.name), row.cell, True, before=differs, names=row.names)
    return [own, *(_line(inner, row, editor, before) for inner in row.rows)]


def _line(inner: IndicatorRow, row: DimensionRow, editor: Editor, before: Before | None) -> Line:
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
        before=before.of_indicator(inner.key, plan) if before else (),
    )
