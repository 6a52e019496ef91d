"""What the list can be narrowed by; the same words stand in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from evidence.filters import OfAgent
from records.month_filter import MonthFilter

from .models import Suggestion


class SuggestionFilter(OfAgent):
    month = MonthFilter(label=_("Decided in"), field_name="decided_at")
    decision = django_filters.ChoiceFilter(
        label=_("Decision"), empty_label=_("All decisions"), choices=Suggestion.Decision.choices
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []
