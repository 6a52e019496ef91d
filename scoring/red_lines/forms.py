"""Forms of red lines."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpi_portal.lib import attachments
from people.forms import DayInput
from people.models import Account, Person
from scoring.models import RedLineRule


def long_text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **options)


class IncidentForm(forms.Form):
    """Whom, when, which line of the catalogue, what happened."""

    agent = forms.ModelChoiceField(label=gettext_lazy("Whom"), queryset=Person.objects.none())
    day = forms.DateField(label=gettext_lazy("Day of the incident"), widget=DayInput)
    rule = forms.ModelChoiceField(label=gettext_lazy("Red line"), queryset=RedLineRule.objects.none())
    account = long_text(
        gettext_lazy("The incident in facts"),
        help_text=gettext_lazy("Facts, not judgement: the person concerned reads it at the hearing."),
    )

    def __init__(self, data: Any = None, *, account: Account, today: date) -> None:
        super().__init__(data, initial={"day": today})
        people = Person.objects.visible_to(account).exclude(pk=account.person_id).in_chinese_order()
        self.fields["agent"].queryset = people  # type: ignore[attr-defined]
        self.fields["rule"].queryset = RedLineRule.objects.filter(is_active=True)  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """A piece of evidence."""

    words = forms.CharField(label=gettext_lazy("What it shows"), max_length=300)
    order = forms.CharField(label=gettext_lazy("Order number"), max_length=100, required=False)
    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("A PDF or a picture of at most 10 MB.")
    )

    def clean_file(self) -> Any:
        """As it is kept."""
        file = self.cleaned_data["file"]
        return attachments.taken(file) if file else None


class HearingForm(forms.Form):
    """The day of the hearing."""

    hearing_on = forms.DateField(label=gettext_lazy("Day of the hearing"), widget=DayInput)


class StatementForm(forms.Form):
    """One's own words."""

    statement = long_text(
        gettext_lazy("My statement"),
        rows=5,
        help_text=gettext_lazy("Those who judge read it. You may change it until the first confirmation."),
    )


class MinutesForm(forms.Form):
    """What was said at the hearing, and who was there."""

    present = forms.CharField(label=gettext_lazy("Who was present"), max_length=200)
    minutes = long_text(gettext_lazy("What was said"), rows=5)


class JudgementForm(forms.Form):
    """Whether it happened, with the reason."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Your judgement"),
        choices=[
            ("confirm", gettext_lazy("It happened")),
            ("dismiss", gettext_lazy("It did not happen")),
            ("back", gettext_lazy("More evidence")),
        ],
        widget=forms.RadioSelect,
    )
    reason = long_text(
        gettext_lazy("Reason"), help_text=gettext_lazy("The person concerned can read it; it stands in the audit.")
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = long_text(gettext_lazy("Reason"))


class StepForm(forms.Form):
    """One more thing to be done before somebody is back at the post."""

    words = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    due = forms.DateField(label=gettext_lazy("Due by"), widget=DayInput)


class StepDoneForm(forms.Form):
    """The result."""

    note = forms.CharField(label=gettext_lazy("Result"), max_length=300)


class RuleForm(forms.Form):
    """A line of the catalogue."""

    code = forms.CharField(label=gettext_lazy("Number"), max_length=20)
    words = forms.CharField(label=gettext_lazy("What nobody may do"), max_length=100)
