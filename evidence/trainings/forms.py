"""A session, its sheet, a re-sit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.forms import PastInstantField, ReasonForm
from people.models import Person
from people.querysets import PersonQuerySet

from .models import TrainingAttendance


class SessionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    held_at = PastInstantField(label=gettext_lazy("Held at"))
    has_exam = forms.BooleanField(label=gettext_lazy("With an exam"), required=False)


class SessionCorrectionForm(SessionForm, ReasonForm):
    """The same session with other words, with the reason."""

    field_order = ["title", "held_at", "has_exam", "reason"]


class ResitForm(forms.Form):
    """One more attempt at an exam."""

    agent = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Agent"))
    score = forms.DecimalField(
        label=gettext_lazy("Marks"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )

    def __init__(self, data: Any = None, *, agents: PersonQuerySet) -> None:
        super().__init__(data, prefix="resit")
        choice = self.fields["agent"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = agents


class AttendanceForm(forms.Form):
    """One agent's row on a session's sheet."""

    status = forms.ChoiceField(label=gettext_lazy("Attendance"), required=False)
    score = forms.DecimalField(
        label=gettext_lazy("Marks"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
    )

    @staticmethod
    def was_sent(agent: Person, data: QueryDict) -> bool:
        """Whether this agent's row came with the sheet: who stands on another page of it keeps everything."""
        return any(f"agent-{agent.pk}-{name}" in data for name in AttendanceForm.base_fields)

    def __init__(self, data: Any = None, *, agent: Person, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=f"agent-{agent.pk}", initial=initial)
        self.agent = agent
        nobody = [] if self.initial.get("status") else [("", _("Not invited"))]
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [*nobody, *TrainingAttendance.Status.choices]
        for name in self.fields:
            self.fields[name].widget.attrs["aria-label"] = f"{agent}: {self.fields[name].label}"
