"""A new webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .events import EVENTS


class WebhookForm(forms.Form):
    """Which program, where, of what it is told."""

    name = forms.CharField(label=_("Which program"), max_length=60)
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text=_("Begins with https://. Each event is sent there by POST."),
    )
    events = forms.MultipleChoiceField(
        label=_("It is told when"),
        choices=[(code, event.label) for code, event in EVENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Numbers and links only; never names, never scores."),
    )
