"""What is asked of who decides about a wish."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WordForm(forms.Form):
    """Why it goes on counting; the verb says when it is needed."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where it goes on counting; who asked reads it."),
    )
