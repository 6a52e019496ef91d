"""The table of dimensions and indicators: the weights as typed, what is wrong with them, what they add up to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.forms import ValidationError
from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import exact, printed
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import Dimension, IndicatorPlan
from scoring.plans.drafts import Document
from scoring.plans.editor.fields import number, typed, weight, words


@dataclass
class Cell:
    """One weight: the field's name, what stands in it, what is wrong."""

    name: str
    text: str
    error: str = ""

    @property
    def value(self) -> Fraction:
        """What is typed as a number; zero where it is none."""
        try:
            return exact(number(self.text))
        except ValidationError:
            return Fraction(0)


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator inside a dimension; ``key`` names it in addresses and buttons."""

    key: str
    plan: IndicatorPlan
    cell: Cell


@dataclass(frozen=True)
class DimensionRow:
    """One dimension with its indicators; ``names``: what it is called in Chinese, and in English."""

    plan: Dimension
    cell: Cell
    rows: list[IndicatorRow]
    names: tuple[Cell, Cell]

    @property
    def shares(self) -> "Sum":
        """What the weights inside add up to."""
        return Sum(sum((row.cell.value for row in self.rows), Fraction(0)))


@dataclass(frozen=True)
class Sum:
    """A sum of weights."""

    value: Fraction

    @property
    def is_whole(self) -> bool:
        """Whether it is exactly 100."""
        return self.value == 100

    def __str__(self) -> str:
        return printed(self.value)


class WeightTable:
    """The weights of a draft, typed over by ``data``; a field that was not sent keeps what is stored."""

    def __init__(self, plan: Plan, data: Mapping[str, Any] | None = None) -> None:
        self.data = {} if data is None else data
        self.dimensions = [self._dimension(dimension) for dimension in plan.dimensions]

    @property
    def whole(self) -> Sum:
        """What the dimensions add up to."""
        return Sum(sum((row.cell.value for row in self.dimensions), Fraction(0)))

    @property
    def is_whole(self) -> bool:
        """Whether everything adds up to 100.00, over the dimensions and inside each."""
        return self.whole.is_whole and all(row.shares.is_whole for row in self.dimensions)

    def is_valid(self) -> bool:
        """Whether each weight can be read; what cannot has its error."""
        for cell in self._cells():
            try:
                weight(cell.text)
            except ValidationError as error:
                cell.error = " ".join(error.messages)
        for row in self.dimensions:
            zh, en = row.names
            zh.error = "" if zh.text or en.text else _("A dimension needs a name.")
        return not any(cell.error for cell in [*self._cells(), *(row.names[0] for row in self.dimensions)])

    def apply(self, document: Document) -> Document:
        """The document with the typed weights in it."""
        weights = {cell.name: weight(cell.text) for cell in self._cells()}
        called = {row.plan.code: words(*(cell.text for cell in row.names)) for row in self.dimensions}
        for dimension in document["dimensions"]:
            name = _name(dimension["code"])
            dimension["name"] = called.get(dimension["code"]) or dimension["name"]
            dimension["weight"] = weights.get(name, dimension["weight"])
            for indicator in dimension["indicators"]:
                indicator["weight"] = weights.get(_name(dimension["code"], indicator["code"]), indicator["weight"])
        return document

    def _cells(self) -> Iterator[Cell]:
        for row in self.dimensions:
            yield row.cell
            yield from (inner.cell for inner in row.rows)

    def _dimension(self, dimension: Dimension) -> DimensionRow:
        rows = [
            IndicatorRow(
                key_of(dimension, indicator),
                indicator,
                self._cell(_name(dimension.code, indicator.code), printed(indicator.weight)),
            )
            for indicator in dimension.indicators
        ]
        stored = typed("name", dimension.name)
        names = (
            self._cell(f"zh.{dimension.code}", stored["name"]),
            self._cell(f"en.{dimension.code}", stored["name_en"]),
        )
        return DimensionRow(dimension, self._cell(_name(dimension.code), printed(dimension.weight)), rows, names)

    def _cell(self, name: str, stored: str) -> Cell:
        return Cell(name, str(self.data.get(name, stored)).strip())


def key_of(dimension: Dimension, indicator: IndicatorPlan) -> str:
    """The name of an indicator in addresses and buttons: one indicator may stand in two dimensions."""
    return f"{dimension.code}.{indicator.code}"


def _name(*codes: str) -> str:
    return ".".join(("w", *codes))
