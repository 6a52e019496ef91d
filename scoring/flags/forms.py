"""What is asked of who judges a flag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import FlagWord


class JudgementForm(forms.Form):
    """What came of it, in a word and in words."""

    verdict = forms.ChoiceField(label=_("Judgement"), choices=FlagWord.Verdict, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you looked at and what you found; whoever looks at the flag later reads it."),
    )
