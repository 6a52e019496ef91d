"""What the list can be narrowed by; the same words stand in the address."""

from django.utils.translation import gettext_lazy as _

from evidence.filters import OfAgent
from records.month_filter import MonthFilter

from .models import QualityCheck


class CheckFilter(OfAgent):
    month = MonthFilter(label=_("Contact in"), field_name="contact_at")

    class Meta:
        model = QualityCheck
        fields: list[str] = []
