"""A suggestion and its decision."""

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from evidence.forms import ReasonForm
from people.forms import DayInput

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


class NoteForm(forms.Form):
    """A word in the discussion."""

    words = forms.CharField(label=gettext_lazy("Your word"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ImplementationForm(forms.Form):
    """When and how it was carried out, and what that changed."""

    done_on = forms.DateField(label=gettext_lazy("Carried out on"), widget=DayInput)
    words = forms.CharField(
        label=gettext_lazy("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    before = forms.CharField(
        label=pgettext_lazy("effect", "Before"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A figure with its unit, such as 25 minutes, or words."),
    )
    after = forms.CharField(
        label=pgettext_lazy("effect", "After"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In the same unit, so that the change can be seen; it may be filled in later."),
    )
