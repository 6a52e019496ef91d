"""Ratings of other departments, as a kind of evidence."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.kind import Kind, Shown, Table
from kpi_portal.lib.menu import Entry
from kpi_portal.lib.rounding import plain

from .models import DepartmentRating


def _shown(rating: DepartmentRating) -> Shown:
    said = _("%(rating)s of %(top)s") % {"rating": plain(rating.rating, 2), "top": 5}
    return Shown(rating.department.name, reverse("evidence:ratings"), rating.comment, said, at=rating.first_day)


GIVEN = Table(
    model=DepartmentRating,
    code="rating",
    whose="agent",
    counts_at="first_day",
    guarded=("agent", "department", "by_own_department", "first_day", "rating", "stands"),
    shown=_shown,
    fetched=lambda ratings: ratings.select_related("department", "rater"),
)

RATINGS = Kind(
    code="ratings",
    label=gettext_lazy("Department ratings"),
    tables=(GIVEN,),
    verbs={"rate": gettext_lazy("Agent rated")},
    page="evidence:ratings",
    urls="evidence.ratings.urls",
    imports=("evidence.ratings.importing.KIND",),
    to_do=("evidence.ratings.to_do.due",),
    menu=(Entry("evidence:rate_now", gettext_lazy("Rate agents"), "hand-thumb-up", "evidence.rate"),),
)
