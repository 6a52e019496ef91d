"""One screen: for whom a bonus is given for what they did, by which line of the catalogue, how many points."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpi_portal.lib.month import Month
from scoring.models import CatalogueEntry, ScoringSettings


class OccasionForm(forms.Form):
    """The line of the catalogue and the reason, for all of them."""

    item = forms.ChoiceField(label=gettext_lazy("By the catalogue"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The agent reads it on the card; empty, the line's own words stand there."),
    )

    def __init__(self, data: Any = None, *, month: Month) -> None:
        super().__init__(data)
        used = CatalogueEntry.objects.used_in(month).filter(kind=CatalogueEntry.Kind.BONUS).order_by("name")
        self.lines = {str(line.pk): line for line in used}
        choices = [(key, _with_points(line)) for key, line in self.lines.items()]
        if ScoringSettings.of_the_company().free_adjustments:
            choices = [("", _("no line: entered freely")), *choices]
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The line itself, and its words where no others are given."""
        said = super().clean() or {}
        line = said["item"] = self.lines.get(said.get("item") or "")
        said["text"] = said.get("text") or (line.name if line else "")
        if not said["text"]:
            self.add_error("text", _("Write the reason, or pick a line of the catalogue."))
        return said


class PointsForm(forms.Form):
    """One agent: whether, and how many points."""

    gives = forms.BooleanField(label=gettext_lazy("Give"), required=False)
    points = forms.DecimalField(
        label=pgettext_lazy("adjustment", "Points"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5}),
    )

    def __init__(self, data: Any = None, *, fact: int, name: str) -> None:
        super().__init__(data, prefix=f"fact-{fact}")
        self.fields["gives"].widget.attrs["aria-label"] = f"{_('Give')} {name}"
        self.fields["points"].widget.attrs["aria-label"] = f"{name}: {self.fields['points'].label}"

    def points_by(self, line: CatalogueEntry | None) -> Decimal | None:
        """As typed, else the least of the line."""
        typed: Decimal | None = self.cleaned_data["points"]
        return typed if typed is not None or line is None else line.least


def _with_points(line: CatalogueEntry) -> str:
    points = f"+{line.least}" if line.is_fixed else f"+{line.least} – {line.most}"
    return f"{line.name} · {points}"
