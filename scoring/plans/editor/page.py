"""What the editor's page shows of a draft, and what becomes of what is sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms import ValidationError
from django.utils.safestring import SafeString

from kpi_portal.lib.rounding import exact
from people.models import Account
from scoring.engine.definition import Definition, Text
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans import drafts, versions
from scoring.plans.drafts import Document
from scoring.plans.editor import arranging, calculator, curve
from scoring.plans.editor.fields import number
from scoring.plans.editor.indicator_form import IndicatorForm
from scoring.plans.editor.table import DimensionRow, IndicatorRow, WeightTable
from scoring.saying import say

Sent = Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """The indicator below the table."""

    dimension: DimensionRow
    row: IndicatorRow
    form: IndicatorForm
    known: Definition
    asked: str

    @property
    def unit(self) -> str:
        """In the reader's language."""
        return say(self.known.unit)

    @property
    def formula(self) -> Text:
        """With the time that the draft allows."""
        return self.known.formula_of(self.row.plan.within)

    @cached_property
    def value(self) -> Any:
        """The value asked about; None for none or no number."""
        try:
            return number(self.asked)
        except ValidationError:
            return None

    @property
    def curve(self) -> SafeString:
        """The rule as typed."""
        at = None if self.value is None else exact(self.value)
        return curve.large(self.form.rule_typed, say(self.row.plan.name), self.unit, at)

    @property
    def steps(self) -> list[calculator.Step]:
        """The value asked about through the rule and the weights as typed."""
        rule = self.form.rule_typed
        if self.value is None or not curve.can_be_drawn(rule):
            return []
        weight, share = self.dimension.cell.value, self.row.cell.value
        return calculator.steps(rule, self.value, weight=weight, share=share, alone=len(self.dimension.rows) == 1)


class Editor:
    """A draft as it is edited: ``sent`` is what was typed, ``key`` names the open indicator."""

    def __init__(self, draft: PlanVersion, *, key: str, asked: str = "", sent: Sent | None = None) -> None:
        self.draft, self.plan = draft, versions.read(draft)
        self.table = WeightTable(self.plan, sent)
        self.opened = self._opened(key, asked, sent)

    def _opened(self, key: str, asked: str, sent: Sent | None) -> Opened | None:
        for dimension in self.table.dimensions:
            for row in dimension.rows:
                if row.key == key:
                    known = definitions()[row.plan.code]
                    form = IndicatorForm(
                        sent if sent is not None and "kind" in sent else None, indicator=row.plan, known=known
                    )
                    return Opened(dimension, row, form, known, asked)
        return None

    def is_valid(self) -> bool:
        """Whether all that was typed can be kept."""
        table, form = self.table.is_valid(), self.opened.form if self.opened else None
        return (form is None or not form.is_bound or form.is_valid()) and table

    def save(self, *, by: Account, act: str, sent: Sent) -> PlanVersion:
        """Keep what was typed and do the act of the button (``up:KEY``, ``add_indicator``, …), as one change."""

        def change(document: Document) -> Document:
            return _done(act, self._typed(document), sent)

        return drafts.change_draft(draft=self.draft, by=by, change=change)

    def _typed(self, document: Document) -> Document:
        document = self.table.apply(document)
        opened = self.opened
        if opened is None or not opened.form.is_bound:
            return document
        for dimension in document["dimensions"]:
            if dimension["code"] == opened.dimension.plan.code:
                dimension["indicators"] = [
                    opened.form.apply(each) if each["code"] == opened.row.plan.code else each
                    for each in dimension["indicators"]
                ]
        return document

    @property
    def lacking(self) -> list[tuple[str, str]]:
        """Dimensions that can be added: code and name."""
        found = arranging.dimensions_lacking(json.loads(self.draft.document))
        lang = "zh" if say(self.plan.name) == self.plan.name.zh else "en"
        return [(each["code"], each["name"][lang]) for each in found]

    @property
    def catalogue(self) -> list[tuple[str, str]]:
        """Indicators that can be added: code and name."""
        return [(code, say(known.name)) for code, known in definitions().items()]


def _done(act: str, document: Document, sent: Sent) -> Document:
    verb, _colon, key = act.partition(":")
    if verb in arranging.MOVES:
        return arranging.MOVES[verb](document, key)
    if verb == "add_dimension":
        return arranging.add_dimension(document, sent.get("new_dimension", ""), sent.get("own_name", ""))
    if verb == "add_indicator":
        return arranging.add_indicator(document, sent.get("into", ""), sent.get("new_indicator", ""))
    return document
