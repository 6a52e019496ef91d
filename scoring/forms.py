"""Forms of the room: the grid of targets, an adjustment, the reason for taking one back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain
from people.models import Account, Person, Site, Team
from scoring import targets
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.rules import TowardTarget
from scoring.models import Adjustment, ScoringSettings
from scoring.targets import Level, Wanted
from scoring.wording import say

MOST = Decimal(10**7)
PLACES = 4


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Who has to be a second person."""

    class Meta:
        model = ScoringSettings
        fields = ("two_people_final", "two_people_publish")


class AdjustmentForm(forms.Form):
    """One entry for one agent whom the account may see in the month."""

    agent = forms.ModelChoiceField(label=gettext_lazy("Agent"), queryset=Person.objects.none())
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Adjustment.Kind.choices)
    points = forms.DecimalField(
        label=gettext_lazy("Points"),
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("With their sign: a deduction is negative. A cap holds for each kind and month."),
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


class WithdrawForm(forms.Form):
    """Why an entry is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


@dataclass
class Cell:
    """One indicator of one row: what is typed, what would hold without it, what is wrong with it."""

    name: str
    text: str
    otherwise: str
    label: str
    indicator: str
    error: str = ""


@dataclass(frozen=True)
class Row:
    """One agent, team or site with its cells."""

    label: str
    cells: list[Cell]


class TargetGrid:
    """Whom × indicator for a month: targets that were agreed, to be typed over; an empty cell has none of its own."""

    def __init__(self, month: Month, level: Level, people: Sequence[Person | Team | Site], data: Any = None) -> None:
        self.month, self.level, self.data = month, level, data
        self.agreeable = targets.agreeable(month)
        self.indicators: Mapping[str, IndicatorPlan] = {code: found[0] for code, found in self.agreeable.items()}
        self.standing = targets.standing_targets(month)
        shown = people if data is None else [each for each in people if self._was_sent(each)]
        self.keys = {f"t-{each.pk}-{code}": (each.pk, code) for each in shown for code in self.indicators}
        self.rows = [self._row(each) for each in shown]

    def _was_sent(self, each: Person | Team | Site) -> bool:
        """Whether a cell of this row came with the form: who stands on another page of the list keeps everything."""
        return any(f"t-{each.pk}-{code}" in self.data for code in self.indicators)

    @property
    def heads(self) -> list[str]:
        """The indicators' names."""
        return [say(indicator.name) for indicator in self.indicators.values()]

    def wanted(self) -> list[Wanted]:
        """What was typed, for the cells that can be read; the others carry their error."""
        return [wish for row in self.rows for cell in row.cells for wish in self._read(cell)]

    def is_valid(self) -> bool:
        """Whether every cell could be read."""
        return not any(cell.error for row in self.rows for cell in row.cells)

    def _read(self, cell: Cell) -> Iterator[Wanted]:
        whose, code = self.keys[cell.name]
        try:
            value = Decimal(cell.text) if cell.text else None
            if value is not None and not (value.is_finite() and abs(value) < MOST and round(value, PLACES) == value):
                raise InvalidOperation
        except InvalidOperation:
            cell.error = _("Write a number with at most four decimals.")
            return
        problem = targets.misfit(self.agreeable, code, value)
        if problem is not None:
            cell.error = _(problem.sentence) % problem.params
            return
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
        named = say(indicator.name)
        return Cell(name, text, otherwise, f"{label}: {named}", named)
