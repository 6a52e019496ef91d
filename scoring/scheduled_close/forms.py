"""The form of the scheduled close."""

from django import forms

from scoring.models import CloseSchedule


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Whether, how long after the cut-off, at what time."""

    class Meta:
        model = CloseSchedule
        fields = ("is_on", "wait", "unit", "at")
        widgets = {"at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
