"""The form of a decision where evidence lacks."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DecisionForm(forms.Form):
    """Points for one indicator without evidence, or a coefficient for the card."""

    indicator = forms.ChoiceField(label=gettext_lazy("What is decided"), required=False, widget=forms.RadioSelect)
    figure = forms.DecimalField(label=gettext_lazy("Points or coefficient"), max_digits=5, decimal_places=2)
    text = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The agent reads it on the card."),
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]], best: Decimal) -> None:
        super().__init__(data, initial={"indicator": choices[0][0] if choices else ""})
        self.fields["indicator"].choices = choices  # type: ignore[attr-defined]
        self.fields["figure"].help_text = _("Points: 0 to 100. Coefficient: 0 to %(best)s.") % {"best": best}
