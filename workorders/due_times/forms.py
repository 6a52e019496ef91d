"""The table as a form: a row for each category, a column for each priority, hours in the cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.names import tidy
from workorders.models import DueTimes, OrderCategory, WorkOrder
from workorders.models.due_times import OTHERS

MOST_HOURS = 720
PRIORITIES = [*reversed(WorkOrder.Priority.choices)]
MINUTES = 60


class HoursField(forms.DecimalField):
    """Hours with two decimals at most; empty: the row of all others, or none."""

    def __init__(self) -> None:
        super().__init__(
            required=False, min_value=Decimal("0.25"), max_value=MOST_HOURS, max_digits=5, decimal_places=2
        )
        self.widget = forms.TextInput(attrs={"class": "in", "inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """In minutes, as they are kept."""
        hours = super().clean(value)
        return None if hours is None else int(hours * MINUTES)


@dataclass(frozen=True)
class Row:
    """One category: its words, and the bound fields of its cells with the priority that each is for."""

    name: str
    cells: list[tuple[str, forms.BoundField]]


class DueTimesForm(forms.Form):
    """One version; what is not filled in takes the first row."""

    from_day = forms.DateField(
        label=gettext_lazy("For orders created from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Orders that have a due time keep it."),
    )
    around_the_clock = forms.MultipleChoiceField(
        label=gettext_lazy("By day and night"),
        required=False,
        choices=PRIORITIES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "The hours of the others pass while the company serves; those of an emergency always pass around the clock."
        ),
    )
    another = forms.CharField(
        label=gettext_lazy("Another category"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"aria-label": gettext_lazy("Another category"), "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, present: DueTimes | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = present.minutes if present else {}
        self.fields["around_the_clock"].initial = present.around_the_clock if present else [WorkOrder.Priority.URGENT]
        tree = OrderCategory.objects.filter(in_use=True).values_list("name", flat=True)
        self.categories = [OTHERS, *dict.fromkeys([*tree, *(name for name in held if name)])]
        for place, name in enumerate([*self.categories, None]):
            for priority, label in PRIORITIES:
                field = HoursField()
                field.label = f"{self._said(name)}: {label}"
                minutes = held.get(name, {}).get(priority) if name is not None else None
                field.initial = f"{Decimal(minutes) / MINUTES:f}" if minutes else None
                self.fields[f"h{place}_{priority}"] = field

    def rows(self) -> Iterator[Row]:
        """As the page shows them; the last is for a category that is not listed."""
        for place, name in enumerate([*self.categories, None]):
            cells = [(str(label), self[f"h{place}_{priority}"]) for priority, label in PRIORITIES]
            yield Row("" if name is None else self._said(name), cells)

    def clean(self) -> dict[str, Any]:
        """The arguments of the verb."""
        said: dict[str, Any] = super().clean() or {}
        names = [*self.categories, tidy(said.get("another") or "")]
        minutes: dict[str, dict[str, int]] = {}
        for place, name in enumerate(names):
            cells = {code: said.get(f"h{place}_{code}") for code, _label in PRIORITIES}
            found = {code: value for code, value in cells.items() if value}
            if found and place == len(self.categories) and (not name or name in self.categories):
                self.add_error("another", _("Name a category that is not in the table yet."))
            elif found:
                minutes[name] = found
        kept = {"from_day": said.get("from_day"), "around_the_clock": said.get("around_the_clock", [])}
        return {**kept, "minutes": minutes}

    def _said(self, name: str | None) -> str:
        if name is None:
            return _("Another category")
        return name or _("All others")
