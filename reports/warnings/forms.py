"""What is asked of who answers an early warning."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """What was done; the verbs say when it is needed."""

    note = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence: talked on 10-20, night shift given to somebody else. Only those who lead read it."),
    )
