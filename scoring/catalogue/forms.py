"""The form of a line of the catalogue."""

from django import forms

from people.forms import DayInput
from scoring.models import CatalogueEntry


class LineForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Kind, what happened, points, evidence, days of use."""

    class Meta:
        model = CatalogueEntry
        fields = ("kind", "name", "least", "most", "needs_evidence", "first_day", "last_day")
        widgets = {"first_day": DayInput, "last_day": DayInput, "kind": forms.RadioSelect}
