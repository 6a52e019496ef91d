"""What the list can be narrowed by; the same words stand in the address."""

from typing import Any

import django_filters
from django.utils.translation import pgettext_lazy

from evidence.filters import OfAgent
from people.of_people import OfPeople
from records.month_filter import MonthFilter

from .models import Activity


class ActivityFilter(OfPeople):
    """Activities; ``people`` are those who took part."""

    whose = "participations__agent"
    month = MonthFilter(label=pgettext_lazy("activity", "Held in"), field_name="held_at")
    form = django_filters.ChoiceFilter(
        label=pgettext_lazy("activity", "Form"),
        empty_label=pgettext_lazy("activity", "All forms"),
        choices=Activity.Form.choices,
    )

    class Meta:
        model = Activity
        fields: list[str] = []

    narrows: Any = OfAgent.narrows
