"""What holds for the whole plan: words, grades, caps, red lines, measuring, follow-up (SCORING §3–§8)."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.canonical import decimal_text
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import FollowUp
from scoring.plans.drafts import Document
from scoring.plans.editor.fields import CountField, NumberField, typed, words

MORE_GRADES = 1
FEWEST_GRADES = 6
POLICIES = (
    ("process_only", gettext_lazy("Only the process; grade and pay stay")),
    ("cap_grade", gettext_lazy("The grade is capped")),
    ("zero_coefficient", gettext_lazy("The coefficient is zero; the grade stays")),
)
RESPONSES = (
    ("completion", gettext_lazy("The completion is taken for it")),
    ("cutoff", gettext_lazy("Time runs until the cut-off")),
)
GROUPS = {
    "limits": ("bonus", "deduction", "supervisor", "ceiling"),
    "red_lines": ("policy", "cap"),
    "band": ("low", "high"),
    "measuring": ("completion_grace_hours", "response_cap_minutes", "pass_mark", "no_response_noted"),
    "follow_up": (
        "plan_below", "plan_months", "talk_months", "talent_percent", "talent_quarters", "clinic_below",
        "rotation_months", "rotation_from",
    ),
}  # fmt: skip
"""Part of the document → its keys, which are the names of the fields."""


def _line(**options: Any) -> forms.CharField:
    return forms.CharField(max_length=300, required=False, **options)


class RulesForm(forms.Form):
    """The fields of a draft that belong to no single indicator."""

    name = forms.CharField(label=gettext_lazy("Name of the plan"), max_length=60)
    name_en = _line(label=gettext_lazy("Name in English"))
    goal = _line(label=gettext_lazy("Goal"), help_text=gettext_lazy("What the company wants to reach with it."))
    goal_en = _line(label=gettext_lazy("Goal in English"))
    period = _line(label=gettext_lazy("Period"), help_text=gettext_lazy("In words, such as: a trial until June."))
    period_en = _line(label=gettext_lazy("Period in English"))

    bonus = NumberField(label=gettext_lazy("Bonus, at most"))
    deduction = NumberField(label=gettext_lazy("Deduction, at most"))
    supervisor = NumberField(label=gettext_lazy("Supervisor, either way at most"))
    ceiling = NumberField(label=gettext_lazy("Highest total"), low=100)

    policy = forms.ChoiceField(label=gettext_lazy("A confirmed red line"), choices=POLICIES)
    cap = forms.CharField(label=gettext_lazy("Best grade with a red line"), max_length=10)

    low = NumberField(label=gettext_lazy("Weights at least"), high=100)
    high = NumberField(label=gettext_lazy("Weights at most"), high=100)

    completion_grace_hours = CountField(label=gettext_lazy("Cut-off: hours after the month"))
    response_cap_minutes = CountField(label=gettext_lazy("An order counts at most (minutes)"), high=100_000)
    pass_mark = NumberField(label=gettext_lazy("A check passes from"), high=100)
    no_response_noted = forms.ChoiceField(
        label=gettext_lazy("Where no response is noted"), choices=RESPONSES, required=True
    )
    ranking_minimum_days = CountField(label=gettext_lazy("Ranked from (posted days)"), high=31)

    plan_below = forms.CharField(label=gettext_lazy("Improvement plan: grade below"), max_length=10)
    plan_months = CountField(label=gettext_lazy("for so many months"), low=1, high=24)
    talk_months = CountField(label=gettext_lazy("Talk: an indicator at its floor for months"), low=1, high=24)
    talent_percent = NumberField(label=gettext_lazy("Talent list: best (%)"), high=100)
    talent_quarters = CountField(label=gettext_lazy("in so many quarters"), low=1, high=12)
    clinic_below = NumberField(label=gettext_lazy("Service clinic: solved at once below (%)"), high=100)
    rotation_months = CountField(
        label=gettext_lazy("Rotation: every so many months at one site"), high=120, help_text=gettext_lazy("0: never.")
    )
    rotation_from = forms.CharField(label=gettext_lazy("with this grade or a better one"), max_length=10)

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        self.plan = plan
        super().__init__(data, initial=_initial(plan))
        rows = max(len(plan.grades) + MORE_GRADES, FEWEST_GRADES)
        self.grade_names = [(f"grade{n}", f"lower{n}", f"coefficient{n}", f"share{n}") for n in range(rows)]
        for index, (code, lower, coefficient, share) in enumerate(self.grade_names):
            self.fields[code] = forms.CharField(label=_("Grade"), max_length=10, required=False)
            self.fields[lower] = NumberField(label=_("From total"), required=False, high=1000)
            self.fields[coefficient] = NumberField(label=_("Coefficient"), required=False, high=10)
            self.fields[share] = NumberField(label=_("At most (percent of those ranked)"), required=False, high=100)
            if index < len(plan.grades):
                grade = plan.grades[index]
                self.initial.update({code: grade.code, lower: decimal_text(grade.lower)})
                self.initial[coefficient] = decimal_text(grade.coefficient)
                self.initial[share] = "" if grade.share is None else decimal_text(grade.share)

    @property
    def grade_fields(self) -> list[list[forms.BoundField]]:
        """The rows of grades; some are empty, for new ones."""
        return [[self[name] for name in names] for names in self.grade_names]

    def part(self, name: str) -> list[forms.BoundField]:
        """The fields of one part."""
        return [self[field] for field in GROUPS[name]]

    @property
    def words(self) -> list[forms.BoundField]:
        """Name, goal, period."""
        return [self[name] for name in ("name", "name_en", "goal", "goal_en", "period", "period_en")]

    @property
    def limits(self) -> list[forms.BoundField]:
        """Caps of adjustments."""
        return self.part("limits")

    @property
    def red_lines(self) -> list[forms.BoundField]:
        """What a red line does."""
        return self.part("red_lines")

    @property
    def measuring(self) -> list[forms.BoundField]:
        """How it is measured, ranked, and how far weights may be shifted."""
        return [*self.part("measuring"), self["ranking_minimum_days"], *self.part("band")]

    @property
    def follow_up(self) -> list[forms.BoundField]:
        """When tasks are opened."""
        return self.part("follow_up")

    def clean(self) -> dict[str, Any]:
        """A grade is whole or empty."""
        values = super().clean() or {}
        for *names, share in self.grade_names:
            given = [bool(values.get(name)) for name in names]
            for name, has in zip(names, given, strict=True):
                if any([*given, values.get(share)]) and not has and name not in self.errors:
                    self.add_error(name, _("A grade needs its letter, its lowest total and its coefficient."))
        return values

    def apply(self, document: Document) -> Document:
        """The document with what was typed in it."""
        values = self.cleaned_data
        document["name"] = words(values["name"], values["name_en"])
        for key in ("goal", "period"):
            document.pop(key, None)
            if text := words(values[key], values[f"{key}_en"]):
                document[key] = text
        for part, names in GROUPS.items():
            document[part] = document.get(part, {}) | {name: values[name] for name in names}
        document["ranking_minimum_days"] = values["ranking_minimum_days"]
        document["grades"] = [
            {"code": values[code], "lower": values[lower], "coefficient": values[coefficient]}
            | ({"share": values[share]} if values[share] else {})
            for code, lower, coefficient, share in self.grade_names
            if values[code]
        ]
        return document


def _initial(plan: Plan) -> dict[str, Any]:
    values: dict[str, Any] = {"ranking_minimum_days": plan.ranking_minimum_days}
    follow_up: FollowUp = plan.follow_up
    for part in (plan.limits, plan.red_lines, plan.band, plan.measuring, follow_up):
        for name, value in asdict(part).items():
            values[name] = decimal_text(value) if isinstance(value, Decimal) else value
    return values | typed("name", plan.name) | typed("goal", plan.goal) | typed("period", plan.period)
