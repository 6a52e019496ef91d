"""What is asked of the agent, of whoever decides, and of the company."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from evidence.quality_checks.models import QualityItem

from .models import CheckContest, CheckRules

Outcome = QualityItem.Outcome


class ContestForm(forms.Form):
    """The agent's words."""

    words = forms.CharField(
        label=gettext_lazy("Why this item should not count"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(forms.Form):
    """What is decided, and why."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=CheckContest.Decision.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("If upheld, the item becomes"),
        choices=[(each.value, each.label) for each in (Outcome.PASS, Outcome.NOT_APPLICABLE)],
    )
    words = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The agent reads it."),
    )


class CheckRulesForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm is no generic when it runs
    """The group of settings."""

    class Meta:
        model = CheckRules
        fields = ("contest_days",)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, instance=CheckRules.current())
