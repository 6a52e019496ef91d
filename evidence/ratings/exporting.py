"""The list of department ratings as a table."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from .models import DepartmentRating


def table(ratings: Iterable[DepartmentRating], *, with_raters: bool) -> list[list[Any]]:
    """Heads first; ``with_raters``: the reader sees who gave them."""
    head = [_("Month"), _("Agent"), _("Department"), _("Rating"), _("Comment"), *([_("Rater")] if with_raters else [])]
    return [head, *(_row(rating, with_raters) for rating in ratings)]


def _row(rating: DepartmentRating, with_raters: bool) -> list[Any]:
    row = [f"{rating.first_day:%Y-%m}", str(rating.agent), str(rating.department), rating.rating, rating.comment]
    return [*row, str(rating.rater or "")] if with_raters else row
