"""What the list can be narrowed by; the same words stand in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.filters import OfAgent
from records.month_filter import MonthFilter

from .models import Praise


class PraiseFilter(OfAgent):
    month = MonthFilter(label=pgettext_lazy("praise", "Received in"), field_name="received_at")
    form = django_filters.ChoiceFilter(
        label=pgettext_lazy("praise", "form"),
        empty_label=pgettext_lazy("praise", "All forms"),
        choices=Praise.Form.choices,
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=pgettext_lazy("praise", "All states"), choices=Praise.State.choices
    )

    class Meta:
        model = Praise
        fields: list[str] = []
