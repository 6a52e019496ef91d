"""The open indicator: its rule, what counts as too little, what holds without evidence, and its words."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.forms import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpi_portal.lib.canonical import decimal_text
from kpi_portal.lib.rounding import plain
from scoring.engine.definition import Definition
from scoring.engine.plan_document import read_rule
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.reading import Reader
from scoring.engine.rules import PerEvent, Rule, Steps, TowardTarget
from scoring.plans.drafts import Document
from scoring.plans.editor.fields import CountField, NumberField, number, typed, words
from scoring.saying import say

KINDS = (
    ("toward_target", gettext_lazy("Toward the target")),
    ("steps", pgettext_lazy("rule", "Steps")),
    ("per_event", gettext_lazy("Per event")),
)
POLICIES = (
    ("reweight", gettext_lazy("Its weight goes to the others")),
    ("company_mean", gettext_lazy("The company's value stands in")),
    ("neutral", gettext_lazy("Fixed points")),
    ("hold", gettext_lazy("The card waits for HR's decision")),
)
NEEDED = {"toward_target": ("floor", "target"), "per_event": ("start", "each"), "steps": ()}
"""Kind of rule → the fields that it must have."""
MORE_STEPS = 2
FEWEST_STEPS = 4


class IndicatorForm(forms.Form):
    """One indicator of a draft; ``rule_typed`` is what can be drawn of it while it is typed."""

    kind = forms.ChoiceField(label=gettext_lazy("Rule"), choices=KINDS, widget=forms.RadioSelect)
    floor = NumberField(label=gettext_lazy("Floor (0 points)"), required=False, low=None)
    target = NumberField(label=gettext_lazy("Target (100 points)"), required=False, low=None)
    start = NumberField(label=gettext_lazy("Points at the start"), required=False, high=100)
    each = NumberField(label=gettext_lazy("Points off for each"), required=False)
    minimum_n = CountField(label=gettext_lazy("Smallest sample"), low=1)
    prior_weight = CountField(label=gettext_lazy("Weight of the company's value"))
    within = CountField(label="", low=1, required=False)
    no_evidence = forms.ChoiceField(label=gettext_lazy("Without evidence"), choices=POLICIES)
    neutral_points = NumberField(label=gettext_lazy("Fixed points"), required=False, high=100)
    rubric = forms.CharField(
        label=gettext_lazy("Rubric"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    rubric_en = forms.CharField(
        label=gettext_lazy("Rubric in English"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    example = forms.CharField(
        label=gettext_lazy("Worked example"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    example_en = forms.CharField(
        label=gettext_lazy("Worked example in English"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, indicator: IndicatorPlan, known: Definition) -> None:
        self.known, self.stored = known, indicator.rule
        super().__init__(data, initial=_initial(indicator), auto_id="i-%s")
        if known.within is None:
            del self.fields["within"]
        else:
            label = _("%(what)s (%(unit)s)") % {"what": say(known.within.label), "unit": say(known.within.unit)}
            self.fields["within"] = CountField(label=label, low=1, high=known.within.most, required=False)
            self.initial["within"] = indicator.within or known.within.usual
        steps = indicator.rule.steps if isinstance(indicator.rule, Steps) else ()
        self.step_names = [(f"at{n}", f"gives{n}") for n in range(max(len(steps) + MORE_STEPS, FEWEST_STEPS))]
        for index, (at, gives) in enumerate(self.step_names):
            self.fields[at] = NumberField(label=_("Value"), required=False, low=None)
            self.fields[gives] = NumberField(label=_("Points"), required=False, high=100)
            if index < len(steps):
                self.initial.update(
                    {at: decimal_text(steps[index].threshold), gives: decimal_text(steps[index].points)}
                )

    @property
    def step_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows of the rule in steps; some are empty, for new ones."""
        return [(self[at], self[gives]) for at, gives in self.step_names]

    @property
    def rule_typed(self) -> Rule:
        """The rule as far as it can be read from what is typed; the stored one where it cannot."""
        values = {name: self[name].value() or "" for name in self.fields}
        try:
            return _read(self._rule(values))
        except (ValidationError, ValueError):
            return self.stored

    def clean(self) -> dict[str, Any]:
        """What the chosen kind of rule needs, and the fixed points where they hold."""
        values = super().clean() or {}
        for name in NEEDED.get(values.get("kind", ""), ()):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, _("This rule needs it."))
        if values.get("no_evidence") == "neutral" and not values.get("neutral_points"):
            self.add_error("neutral_points", _("Say how many points it gives without evidence."))
        if not self.errors:
            self._clean_rule(values)
        return values

    def apply(self, indicator: Document) -> Document:
        """The indicator's part of the document with what was typed in it."""
        values = self.cleaned_data
        made = indicator | {"rule": self._rule(values)}
        made |= {name: values[name] for name in ("minimum_n", "prior_weight", "no_evidence")}
        optional = {
            "within": self._within(made, values.get("within")),
            "neutral_points": values["neutral_points"] if values["no_evidence"] == "neutral" else None,
            "rubric": words(values["rubric"], values["rubric_en"]),
            "example": words(values["example"], values["example_en"]),
        }
        for key, value in optional.items():
            made.pop(key, None)
            if value:
                made[key] = value
        return made

    def _within(self, made: Document, within: int | None) -> int | None:
        """What is not as usual; a name that only says the old time says the new one."""
        known = self.known.within
        if known is None:
            return None
        was = made.get("within")
        if made["name"] == asdict(self.known.name_of(was)):
            made["name"] = asdict(self.known.name_of(within or None))
        return None if within in (None, known.usual) else within

    def _clean_rule(self, values: dict[str, Any]) -> None:
        try:
            rule = self._rule(values)
        except ValidationError as error:
            self.add_error(self.step_names[0][0], error)
            return
        if rule["kind"] == "toward_target" and number(rule["floor"]) == number(rule["target"]):
            self.add_error("target", _("Floor and target must differ."))

    def _rule(self, values: dict[str, Any]) -> Document:
        """The rule's document. Raises ValidationError for steps of which only a half is written."""
        kind = values.get("kind", "")
        if kind != "steps":
            return {"kind": kind} | {name: decimal_text(number(values[name])) for name in NEEDED[kind]}
        written = [(values[at], values[gives]) for at, gives in self.step_names if values[at] or values[gives]]
        if not written or not all(at and gives for at, gives in written):
            raise ValidationError(_("Write both the value and its points, at least once."))
        read = sorted((number(at), number(gives)) for at, gives in written)
        steps = [{"threshold": decimal_text(at), "points": decimal_text(gives)} for at, gives in read]
        return {"kind": kind, "better": self.known.better, "steps": steps}


def _read(document: Document) -> Rule:
    """Raises ValueError where it cannot be read."""
    problems: list[Any] = []
    rule = read_rule(Reader(document, "rule", problems))
    if problems:
        raise ValueError(problems)
    return rule


def _initial(indicator: IndicatorPlan) -> dict[str, Any]:
    rule = indicator.rule
    values: dict[str, Any] = {"kind": rule.kind, "start": "100"}
    if isinstance(rule, TowardTarget):
        values |= {"floor": plain(rule.floor, 4), "target": plain(rule.target, 4)}
    elif isinstance(rule, PerEvent):
        values |= {"start": plain(rule.start, 4), "each": plain(rule.each, 4)}
    values |= {name: getattr(indicator, name) for name in ("minimum_n", "prior_weight", "no_evidence")}
    if indicator.neutral_points is not None:
        values["neutral_points"] = decimal_text(indicator.neutral_points)
    return values | typed("rubric", indicator.rubric) | typed("example", indicator.example)
