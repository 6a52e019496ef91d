"""The form of a line of the catalogue."""

from typing import Any

from django import forms

from people.forms import DayInput
from scoring.models import CatalogueEntry


class LineForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Kind, what happened, points, evidence, days of use."""

    class Meta:
        model = CatalogueEntry
        fields = ("kind", "name", "least", "most", "needs_evidence", "first_day", "last_day")
        widgets = {"first_day": DayInput, "last_day": DayInput, "kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = CatalogueEntry._meta.get_field("kind").flatchoices  # type: ignore[attr-defined]
