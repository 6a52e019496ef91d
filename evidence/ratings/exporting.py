"""The list of department ratings as a table, never with who gave them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from .models import DepartmentRating


def table(ratings: Iterable[DepartmentRating]) -> list[list[Any]]:
    """Heads first."""
    return [[_("Month"), _("Agent"), _("Department"), _("Rating"), _("Comment")], *map(_row, ratings)]


def _row(rating: DepartmentRating) -> list[Any]:
    return [f"{rating.first_day:%Y-%m}", str(rating.agent), rating.said_by, rating.rating, rating.comment]
