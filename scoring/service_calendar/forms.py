"""Forms of the service calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month_field import MonthField
from people.forms import DayInput
from records.models import ServiceCalendar, ServiceDay
from records.models.calendar import WEEKDAYS, Times
from scoring.service_calendar.verbs import read_times, written
from scoring.service_calendar.weekdays import weekday_names

OFFICE = [[(8 * 60 + 30, 12 * 60), (13 * 60 + 30, 18 * 60)]] * 5 + [[], []]
"""What the form begins with."""


class TimesField(forms.CharField):
    """The times of a day as people write them; cleaned to pairs of minutes. Empty: closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=100, **options)

    def prepare_value(self, value: Any) -> Any:
        """Stored times as text."""
        return value if isinstance(value, str) else written(value or [])

    def clean(self, value: Any) -> Times:
        """Raises ValidationError."""
        return read_times(super().clean(value))


class CalendarForm(forms.Form):
    """From when, at which times of the week, with or without public holidays."""

    month = MonthField(label=gettext_lazy("From month"))
    around_the_clock = forms.BooleanField(
        label=gettext_lazy("Around the clock, every day"),
        required=False,
        help_text=gettext_lazy("Then every minute counts, and the times below do not matter."),
    )

    def __init__(self, *args: Any, present: ServiceCalendar | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week = present.week if present and present.week else OFFICE
        for number, name in enumerate(weekday_names()):
            self.fields[f"day{number}"] = TimesField(label=name, initial=week[number])
        self.fields["day0"].help_text = _("Like 08:30-12:00 13:30-18:00; empty where it is closed.")
        self.fields["public_holidays"] = forms.BooleanField(
            label=_("Chinese public holidays are closed, make-up workdays open as a Monday is"),
            required=False,
            initial=present.public_holidays if present else True,
        )
        self.initial["around_the_clock"] = bool(present and present.around_the_clock)

    def clean(self) -> dict[str, Any]:
        """The days as one week."""
        values = super().clean() or {}
        days = [values.pop(f"day{number}", None) for number in range(WEEKDAYS)]
        if None not in days:
            values["week"] = days
        if not values.get("around_the_clock") and None not in days and not any(days):
            raise forms.ValidationError(_("Say at least one time at which somebody serves."))
        return values


class DayForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """One special day."""

    times = TimesField(
        label=gettext_lazy("Times"), help_text=gettext_lazy("Like 09:00-12:00; empty where it is closed.")
    )

    class Meta:
        model = ServiceDay
        fields = ("day", "times", "reason")
        widgets = {"day": DayInput}

    def validate_unique(self) -> None:
        """A day that is known already is changed."""
