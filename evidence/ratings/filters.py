"""What the list can be narrowed by; the same words stand in the address."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evidence.filters import OfAgent
from people.models import Department
from records.month_filter import GivenForMonthFilter

from .models import DepartmentRating


def _departments(request: Any) -> QuerySet[Department]:
    return Department.objects.all()


class RatingFilter(OfAgent):
    """Ratings of other departments."""

    month = GivenForMonthFilter(label=_("For the month"), field_name="first_day")
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), empty_label=_("All departments"), queryset=_departments, method="named"
    )

    class Meta:
        model = DepartmentRating
        fields: list[str] = []

    def named(self, ratings: QuerySet[Any], name: str, department: Department | None) -> QuerySet[Any]:
        """Of a department where the list names it: narrowing tells no more than the rows do."""
        return ratings.filter(department=department, is_named=True) if department else ratings
