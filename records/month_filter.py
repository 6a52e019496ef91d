"""A month in a filter or a form: written as 2026-10, edges in the company's zone."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from records import months


class MonthField(forms.CharField):
    """A month written as 2026-10."""

    widget = forms.TextInput(attrs={"placeholder": "2026-10", "type": "month"})
    says_its_name = True
    """An empty month tells nobody which month it is: filters show its label."""

    def to_python(self, value: Any) -> Any:
        """A ``Month``, or None where nothing was written."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Month.asked(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write the month as 2026-10.")) from error


class MonthFilter(django_filters.Filter):
    """Rows whose instant lies in a month of the company."""

    field_class = MonthField

    def filter(self, qs: QuerySet[Any], value: Month | None) -> QuerySet[Any]:
        if value is None:
            return qs
        start, end, _cutoff = months.edges(value)
        return qs.filter(**{f"{self.field_name}__gte": start, f"{self.field_name}__lt": end})


class GivenForMonthFilter(django_filters.Filter):
    """Rows given for a month, kept as its first day."""

    field_class = MonthField

    def filter(self, qs: QuerySet[Any], value: Month | None) -> QuerySet[Any]:
        return qs if value is None else qs.filter(**{self.field_name: value.first_day})
