"""What the list can be narrowed by; the same words stand in the address."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.filters import OfAgent
from people.of_people import OfPeople
from records.month_filter import MonthFilter

from .models import TrainingSession


class SessionFilter(OfPeople):
    """Sessions; ``people`` are invited ones."""

    whose = "attendances__agent"
    title = django_filters.CharFilter(
        label=_("Title"),
        lookup_expr="icontains",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title")}),
    )
    month = MonthFilter(label=_("Held in"), field_name="held_at")

    class Meta:
        model = TrainingSession
        fields: list[str] = []

    narrows: Any = OfAgent.narrows
