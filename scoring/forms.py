"""Forms of the room: the grid of targets, an adjustment, the reason for taking one back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from kpi_portal.lib.month_field import MonthField
from kpi_portal.lib.rounding import plain
from people.models import Account, Person, Site, Team
from scoring import plans, target_changes, target_window, targets
from scoring.engine.plan_parts import IndicatorPlan, Limits
from scoring.engine.rules import TowardTarget
from scoring.models import Adjustment, ScoringSettings
from scoring.models.target import Level
from scoring.targets import Wanted
from scoring.wording import say

MOST = Decimal(10**7)
PLACES = 4


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Who has to be a second person, until when targets are set and how easy they may be, since when it counts."""

    live_from = MonthField(
        label=gettext_lazy("Live from month"),
        help_text=gettext_lazy("Earlier months are history: HR enters their targets, and their cards say so."),
    )

    publish_checks = forms.ChoiceField(
        label=gettext_lazy("Publish checks of plans"),
        choices=ScoringSettings.PublishChecks.choices,
        required=False,
        help_text=gettext_lazy("Refuse: a plan is published only once each remark is mended or given a reason."),
    )

    class Meta:
        model = ScoringSettings
        fields = (
            "two_people_final",
            "two_people_publish",
            "two_people_plans",
            "publish_checks",
            "target_freeze_day",
            "target_ease",
            "live_from",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["live_from"] = self.instance.live_since.first_day

    def clean_publish_checks(self) -> str:
        """As it was, where the form did not ask."""
        return self.cleaned_data["publish_checks"] or str(self.instance.publish_checks)

    def clean_live_from(self) -> date:
        """As the model has it."""
        first_day: date = self.cleaned_data["live_from"].first_day
        return first_day


class AdjustmentForm(forms.Form):
    """One entry for one agent whom the account may see in the month."""

    agent = forms.ModelChoiceField(label=gettext_lazy("Agent"), queryset=Person.objects.none())
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Adjustment.Kind.choices)
    points = forms.DecimalField(
        label=gettext_lazy("Points"),
        max_digits=5,
        decimal_places=2,
    )
    text = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The agent reads it on the card."),
    )  # fmt: skip
    evidence = forms.CharField(label=gettext_lazy("Evidence"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, account: Account, month: Month) -> None:
        super().__init__(data)
        people = Person.objects.visible_in(month, account).posted_in(month).in_chinese_order()
        self.fields["agent"].queryset = people  # type: ignore[attr-defined]
        if (plan := plans.in_force(month).default) is not None:
            self.fields["points"].help_text = _limits(plans.read(plan).limits)

    def clean(self) -> dict[str, Any]:
        """Who writes 2 for a deduction takes two points."""
        values = super().clean() or {}
        if values.get("points") is not None and values.get("kind") == Adjustment.Kind.DEDUCTION:
            values["points"] = -abs(values["points"])
        return values


def _limits(limits: Limits) -> str:
    """What the sum of a month can be at most, in words."""
    return _(
        "At most %(bonus)s added, %(deduction)s taken, and %(supervisor)s either way by the supervisor, per agent and "
        "month; what crosses counts in part. A deduction needs no sign; the supervisor's adjustment does."
    ) % {name: plain(abs(getattr(limits, name))) for name in ("bonus", "deduction", "supervisor")}


class WithdrawForm(forms.Form):
    """Why an entry is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


@dataclass
class Cell:
    """One indicator of one row: what is typed, what would hold without it, what is wrong with it, what waits."""

    name: str
    text: str
    otherwise: str
    label: str
    indicator: str
    code: str
    hint: str
    error: str = ""
    waiting: str = ""


@dataclass(frozen=True)
class Head:
    """One column: the indicator, the plan's target, and how easy an agreed one may be at most."""

    code: str
    name: str
    hint: str


@dataclass(frozen=True)
class Row:
    """One agent, team or site with its cells."""

    label: str
    cells: list[Cell]


class TargetGrid:
    """Whom × indicator for a month: targets that were agreed, to be typed over; an empty cell has none of its own.

    After the freeze what is typed over is asked for, with a reason.
    """

    def __init__(self, month: Month, level: Level, people: Sequence[Person | Team | Site], data: Any = None) -> None:
        self.month, self.level, self.data = month, level, data
        self.terms, self.window = targets.terms_of(month), target_window.window(month)
        self.indicators: Mapping[str, IndicatorPlan] = {code: found[0] for code, found in self.terms.indicators.items()}
        self.hints = {code: self._hint(code) for code in self.indicators}
        self.standing = targets.standing_targets(month)
        self.waiting = target_changes.waiting_by_target(month)
        self.reason = "" if data is None else data.get("reason", "").strip()
        self.reason_error = ""
        self.wishes: list[Wanted] = []
        shown = people if data is None else [each for each in people if self._was_sent(each)]
        self.keys = {f"t-{each.pk}-{code}": (each.pk, code) for each in shown for code in self.indicators}
        self.rows = [self._row(each) for each in shown]

    def _was_sent(self, each: Person | Team | Site) -> bool:
        """Whether a cell of this row came with the form: who stands on another page of the list keeps everything."""
        return any(f"t-{each.pk}-{code}" in self.data for code in self.indicators)

    @property
    def heads(self) -> list[Head]:
        return [Head(code, say(indicator.name), self.hints[code]) for code, indicator in self.indicators.items()]

    def is_valid(self) -> bool:
        """Read what was typed over into ``wishes``: whether every cell can be, and a reason stands where one must."""
        self.wishes = [wish for row in self.rows for cell in row.cells for wish in self._read(cell)]
        if self.wishes and self.window.takes_requests and not self.reason:
            self.reason_error = _("Say why the target changes after the freeze.")
        return not (self.reason_error or any(cell.error for row in self.rows for cell in row.cells))

    def _read(self, cell: Cell) -> Iterator[Wanted]:
        whose, code = self.keys[cell.name]
        try:
            value = Decimal(cell.text) if cell.text else None
            if value is not None and not (value.is_finite() and abs(value) < MOST and round(value, PLACES) == value):
                raise InvalidOperation
        except InvalidOperation:
            cell.error = _("Write a number with at most four decimals.")
            return
        standing = self.standing.get((self.level, whose, code))
        if value == (standing.value if standing else None):
            return
        problem = self.terms.misfit(code, value)
        if problem is not None:
            cell.error = _(problem.sentence) % problem.params
        elif cell.waiting:
            cell.error = _("A change of this target waits for its confirmation already.")
        else:
            yield Wanted(self.level, whose, code, value)

    def _row(self, each: Person | Team | Site) -> Row:
        label = str(each)
        return Row(label, [self._cell(each.pk, code, indicator, label) for code, indicator in self.indicators.items()])

    def _cell(self, whose: int, code: str, indicator: IndicatorPlan, label: str) -> Cell:
        name = f"t-{whose}-{code}"
        own = self.standing.get((self.level, whose, code))
        text = plain(own.value) if own else ""
        if self.data is not None:
            text = self.data.get(name, "").strip()
        rule = indicator.rule
        otherwise = plain(rule.target) if isinstance(rule, TowardTarget) else ""
        named, change = say(indicator.name), self.waiting.get((self.level, whose, code))
        waiting = "" if change is None else "–" if change.value is None else plain(change.value)
        return Cell(name, text, otherwise, f"{label}: {named}", named, code, self.hints[code], waiting=waiting)

    def _hint(self, code: str) -> str:
        better, limit = self.terms.limit(code)
        rule = self.indicators[code].rule
        higher, lower = _("plan %(target)s, at least %(limit)s"), _("plan %(target)s, at most %(limit)s")
        words = higher if better == "higher" else lower
        return words % {"target": plain(rule.target) if isinstance(rule, TowardTarget) else "", "limit": plain(limit)}
