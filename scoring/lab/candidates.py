"""Candidates: the plan with some of its numbers changed, as the address of the page says them."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import add_up, half_up
from scoring.engine import plan_checks
from scoring.engine.plan import Plan
from scoring.indicators.catalogue import definitions
from scoring.plans import versions
from scoring.saying import say

Document = dict[str, Any]
Path = tuple[str | int, ...]

LETTERS = ("a", "b", "c")

_NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,4})?")


@dataclass(frozen=True)
class Field:
    """One number of the document that may be tried out. ``kind`` is the part of the page it stands in.

    ``key``: its name in the address after the candidate's letter, short, since an address has little room.
    """

    path: Path
    kind: str
    name: str
    unit: str
    now: str
    key: str = ""


def fields(plan: Plan) -> list[Field]:
    """Weights, then curves, then grades, in the order of the plan."""
    return [
        replace(each, key=f"{each.kind[0]}{place}")
        for part in (_weights(plan), _curves(plan), _grades(plan))
        for place, each in enumerate(part)
    ]


def _weights(plan: Plan) -> Iterator[Field]:
    for place, dimension in enumerate(plan.dimensions):
        yield Field(("dimensions", place, "weight"), "weight", say(dimension.name), "", str(dimension.weight))


def _curves(plan: Plan) -> Iterator[Field]:
    """Floor and target, points of steps, start and each of events."""
    document = plan.to_document()
    for place, dimension in enumerate(plan.dimensions):
        for inner, indicator in enumerate(dimension.indicators):
            path: Path = ("dimensions", place, "indicators", inner, "rule")
            unit = say(plan.catalogue[indicator.code].unit)
            for more, what, in_points in _of_rule(_at(document, path)):
                name = f"{say(indicator.name)}: {what}"
                now = str(_at(document, (*path, *more)))
                yield Field((*path, *more), "curve", name, "" if in_points else unit, now)


def _of_rule(rule: Document) -> Iterator[tuple[Path, str, bool]]:
    if rule["kind"] == "toward_target":
        yield ("target",), _("target"), False
        yield ("floor",), _("floor"), False
    elif rule["kind"] == "steps":
        for place, step in enumerate(rule["steps"]):
            said = _("points from %(threshold)s") if rule["better"] == "higher" else _("points up to %(threshold)s")
            yield ("steps", place, "points"), said % {"threshold": step["threshold"]}, True
    else:
        yield ("each",), _("points off for each"), True


def _grades(plan: Plan) -> Iterator[Field]:
    for place, grade in enumerate(plan.grades):
        code = {"grade": grade.code}
        if place < len(plan.grades) - 1:
            yield Field(("grades", place, "lower"), "grade", _("%(grade)s from") % code, "", str(grade.lower))
        yield Field(
            ("grades", place, "coefficient"), "grade", _("%(grade)s coefficient") % code, "", str(grade.coefficient)
        )


@dataclass(frozen=True)
class Candidate:
    """One column. ``given``: what the address says for each field, whether it is a number or not."""

    letter: str
    plan: Plan
    fields: list[Field]
    given: Mapping[str, str]

    @property
    def label(self) -> str:
        """甲, 乙, 丙."""
        return {"a": _("A"), "b": _("B"), "c": _("C")}[self.letter]

    @cached_property
    def changed(self) -> dict[Path, str]:
        """What differs from the plan. Raises Refused for what is no number."""
        return {each.path: number for each in self.fields if (number := self._number(each)) != each.now}

    @cached_property
    def sum(self) -> Decimal | None:
        """Of the weights, as given; None where one is no number of two decimals."""
        try:
            weights = [half_up(Decimal(self._number(each)), 2) for each in self.fields if each.kind == "weight"]
        except Refused:
            return None
        return add_up(weights)

    @property
    def is_whole(self) -> bool:
        """Whether its weights sum to 100.00."""
        return self.sum == 100

    def changed_plan(self) -> Plan:
        """The plan that it is. Raises Refused with every reason why it could not be published."""
        with versions.problems_refused():
            plan = Plan.from_document(self.put_into(self.plan.to_document()), definitions(), version=self.plan.version)
        problems = plan_checks.problems(plan)
        if problems:
            raise versions.refusal(problems)
        return plan

    def put_into(self, document: Document) -> Document:
        """A document of the same shape with the candidate's numbers."""
        changed = deepcopy(document)
        for path, number in self.changed.items():
            _at(changed, path[:-1])[path[-1]] = number
        return changed

    def _number(self, field: Field) -> str:
        text = self.given.get(field.key, field.now).strip()
        if not _NUMBER.fullmatch(text):
            raise Refused(_("%(name)s: a number is needed."), code="not_a_number", params={"name": field.name})
        if Decimal(text) == Decimal(field.now):
            return field.now
        return f"{Decimal(text):.{max(_decimals(text), _decimals(field.now))}f}"


def of_address(plan: Plan, address: Mapping[str, str]) -> list[Candidate]:
    """The three candidates that an address names; what it does not say is as in the plan."""
    known = fields(plan)
    return [
        Candidate(
            letter,
            plan,
            known,
            {each.key: address[name] for each in known if (name := f"{letter}.{each.key}") in address},
        )
        for letter in LETTERS
    ]


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _at(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[step]
    return tree
