"""Forms of reviews; that of one card stands beside its page (``reports.review``)."""

from django import forms
from django.utils.translation import gettext_lazy


class AnswerForm(forms.Form):
    """What came of the evidence that was asked for."""

    answer = forms.CharField(
        label=gettext_lazy("What came of it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Evidence that was brought in counts from the next close; close the month again first."),
    )
