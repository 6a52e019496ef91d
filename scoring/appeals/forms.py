"""What is asked of whom a card is about, and of whoever answers an appeal."""

from django import forms
from django.utils.translation import gettext_lazy


class CommentForm(forms.Form):
    """A word about the card."""

    words = forms.CharField(
        label=gettext_lazy("Your comment"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever sees the card reads it. No figure changes by it."),
    )
