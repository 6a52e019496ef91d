"""A month in a form, by the browser's own picker."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month


class MonthField(forms.CharField):
    """Written as 2026-10; cleaned to a ``Month``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=7, widget=forms.TextInput(attrs={"type": "month"}), **options)

    def prepare_value(self, value: Any) -> Any:
        """A day stands for its month."""
        return str(Month.of_day(value)) if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        """The month; None for an empty field that may be. Raises ValidationError."""
        text = super().clean(value)
        try:
            return Month.asked(text) if text else None
        except ValueError:
            raise forms.ValidationError(_("Write the month like 2026-10.")) from None
