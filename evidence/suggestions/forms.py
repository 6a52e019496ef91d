"""A suggestion and its decision."""

from django import forms
from django.utils.translation import gettext_lazy

from evidence.forms import ReasonForm

from .models import Suggestion


class SuggestionForm(forms.Form):
    """An agent's idea."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What should change, and what would be better"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DecisionForm(ReasonForm):
    """Adopt or decline."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[choice for choice in Suggestion.Decision.choices if choice[0] != Suggestion.Decision.PENDING],
        widget=forms.RadioSelect,
    )
    field_order = ["decision", "reason"]
