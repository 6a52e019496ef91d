"""What is asked of who takes a picture away."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RemovalForm(forms.Form):
    """Why; kept in the audit."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
