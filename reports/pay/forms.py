"""What is asked of who makes, releases and pays a batch, and of who enters items."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from people.forms import DayInput
from people.models import Person, Site, Team
from reports.pay.file import FIELDS, Columns
from reports.pay.models import PayBatch, PayItem
from scoring.complaint_gates import limit_in


class ScopeForm(forms.Form):
    """Of whom the batch is: everybody, or who is posted to one site or team."""

    kind = forms.ChoiceField(choices=PayBatch.Kind.choices, widget=forms.HiddenInput)
    site = forms.ModelChoiceField(
        Site.objects.order_by("name", "pk"),
        label=gettext_lazy("Site"),
        required=False,
        empty_label=gettext_lazy("every site"),
    )
    team = forms.ModelChoiceField(
        Team.objects.order_by("name", "pk"),
        label=gettext_lazy("Team"),
        required=False,
        empty_label=gettext_lazy("every team"),
    )


class HandOverForm(forms.Form):
    """What the maker says of the rows that are to be looked at."""

    note = forms.CharField(
        label=gettext_lazy("What the second person has to know"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed where rows are to be looked at."),
    )


class RowForm(forms.Form):
    """A word of one row."""

    words = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Empty: none. It stands in the file, and on the agent's card once it is released."),
    )


class BackForm(forms.Form):
    """Why it goes back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it goes back"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReleaseForm(forms.Form):
    """The tick, and the checksum of what was on the page."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    checked = forms.BooleanField(error_messages={"required": gettext_lazy("Tick that you have checked it.")})


class PaidForm(forms.Form):
    """When payroll paid it."""

    on = forms.DateField(label=gettext_lazy("Paid on"), widget=DayInput)


class AmountField(forms.DecimalField):
    """Yuan with at most two decimals, either way."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=12, decimal_places=2, widget=widget, **options)


class ItemForm(forms.Form):
    """One sum for one person."""

    agent = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Agent"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PayItem.Kind.choices)
    amount = AmountField(label=gettext_lazy("Amount (yuan)"), help_text=gettext_lazy("Negative where it is taken off."))
    text = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class TeamItemForm(forms.Form):
    """The same sum for a whole team, paid in any case or where the team reaches a gate."""

    team = forms.ModelChoiceField(Team.objects.order_by("name", "pk"), label=gettext_lazy("Team"))
    amount = AmountField(label=gettext_lazy("Amount for each (yuan)"), min_value=0)
    gate_of = forms.ChoiceField(label=gettext_lazy("Gate"), required=False, widget=forms.RadioSelect)
    gate = forms.DecimalField(
        label=gettext_lazy("Paid from a team score of"),
        required=False,
        min_value=0,
        max_value=105,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Of the team’s summed figures; only where its score is the gate."),
    )
    text = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, month: Month) -> None:
        super().__init__(data, initial={"gate_of": PayItem.GateOf.SCORE})
        field = self.fields["gate_of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(_gates(month))

    def clean(self) -> dict[str, Any]:
        """A score where it is the gate, and only there."""
        typed = super().clean() or {}
        is_score = typed.get("gate_of") == PayItem.GateOf.SCORE
        if is_score and typed.get("gate") is None and "gate" not in self.errors:
            self.add_error("gate", _("From which score is it paid?"))
        if not is_score and typed.get("gate") is not None:
            self.add_error("gate", _("Only where the team's score is the gate."))
        return {**typed, "gate_of": typed.get("gate_of") or PayItem.GateOf.SCORE}


def _gates(month: Month) -> Iterator[tuple[str, str]]:
    """The score, the complaints where the company had a limit of them in the month, none."""
    yield PayItem.GateOf.SCORE, _("The team's score")
    limit = limit_in(month)
    if limit is not None:
        yield PayItem.GateOf.COMPLAINTS, _("Complaints upheld: at most %(limit)s %% of its orders") % {"limit": limit}
    yield "", _("None: it is paid in any case")


class ColumnsForm(forms.Form):
    """Of every field its heading (empty: not written) and its place. Cleaned to ``columns``."""

    def __init__(self, data: Any = None, *, now: Columns) -> None:
        super().__init__(data)
        headings = {name: (heading, place) for place, (name, heading) in enumerate(now, 1)}
        for name, column in FIELDS.items():
            heading, place = headings.get(name, ("", None))
            self.fields[f"heading-{name}"] = forms.CharField(
                label=column.label, required=False, max_length=60, initial=heading
            )
            self.fields[f"place-{name}"] = forms.IntegerField(
                label=_("Place of %(field)s") % {"field": column.label},
                required=False,
                min_value=1,
                max_value=99,
                initial=place,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "in short", "autocomplete": "off"}),
            )

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Heading and place of every field, as they stand in the file, then those that are not written."""
        pairs = [(self[f"heading-{name}"], self[f"place-{name}"]) for name in FIELDS]
        return sorted(pairs, key=lambda pair: pair[1].initial or len(FIELDS) + 1)

    def clean(self) -> dict[str, Any]:
        """In the order of the places; of equal ones in that of the fields."""
        typed = super().clean() or {}
        found = [(typed.get(f"place-{name}") or 99, name, typed.get(f"heading-{name}") or "") for name in FIELDS]
        chosen = [[name, heading] for _place, name, heading in sorted(found, key=lambda each: each[0]) if heading]
        return {"columns": chosen}
