"""What the engine is told of an indicator: names, unit, direction, formula (SCORING §2–4). The catalogue is data."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.engine.rules import Direction


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English; documents carry both, so that an old card still prints."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Within:
    """How long something may take for an indicator that asks it, or how long a time is counted together: a parameter
    of the plan, from 1 to ``most``. ``label`` says which; ``formula`` and ``name`` are texts with ``{}`` for it.
    """

    usual: int
    most: int
    unit: Text
    name: Text
    formula: Text
    label: Text = Text("时限", "Time allowed")


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure that a plan may weigh.

    value = numerator / denominator × ``scale``, in ``unit``. ``rate``: hits of trials, so that a Wilson interval can
    be given. ``zero_is_evidence``: nothing counted is a measured zero, but never carries a card alone (§5).
    ``source``: the kind of evidence it is counted from. ``within``: how long something may take, or a time is
    counted together, where it asks that.
    """

    code: str
    name: Text
    unit: Text
    better: Direction
    source: str
    formula: Text
    scale: int = 1
    rate: bool = False
    zero_is_evidence: bool = False
    within: Within | None = None

    def formula_of(self, within: int | None) -> Text:
        """The formula of a plan that says how long it may take; None: as usual."""
        return self.formula if within is None or self.within is None else _filled(self.within.formula, within)

    def name_of(self, within: int | None) -> Text:
        """The name, likewise."""
        return self.name if within is None or self.within is None else _filled(self.within.name, within)


def _filled(text: Text, within: int) -> Text:
    return Text(text.zh.format(within), text.en.format(within))


Catalogue = Mapping[str, Definition]
"""Code → definition; a plan is read against one."""

PERCENT = Text("%", "%")
POINTS = Text("分", "points")
