"""When one is written to, and in which language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reports.inbox.models import MessageSettings

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class MessagesForm(forms.Form):
    """One's own choice."""

    how = forms.ChoiceField(
        label=_("When mail is written"), choices=MessageSettings.How.choices, widget=forms.RadioSelect
    )
    hour = forms.TypedChoiceField(label=_("Daily mail at"), choices=HOURS, coerce=int)
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"), choices=HOURS, coerce=int, help_text=_("For “at once”: nothing is mailed until morning.")
    )
    quiet_until = forms.TypedChoiceField(label=_("Quiet until"), choices=HOURS, coerce=int)
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        """As the verb takes it."""
        said = super().clean() or {}
        if {"quiet_from", "quiet_until"} <= said.keys():
            said["quiet"] = (said.pop("quiet_from"), said.pop("quiet_until"))
        return said
