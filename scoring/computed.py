"""Which months were computed and not opened again since: what decided their cards stands (SCORING §5, §9).

The database says it, in the view that its own guards of targets and plans read (migration 0007).
"""

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from kpi_portal.lib.month import Month
from records.models import BEFORE_COMPUTED, MonthRecord

COMPUTED = RawSQL("SELECT id FROM scoring_computed_months", ())

OPENED_AGAIN = ~Q(state__in=BEFORE_COMPUTED) & ~Q(pk__in=COMPUTED)
"""Of months: two people opened it again and nobody computed it since."""


def computed_months(since: Month) -> QuerySet[MonthRecord]:
    """Those from this month on, earliest first."""
    return MonthRecord.objects.filter(first_day__gte=since.first_day, pk__in=COMPUTED).order_by("first_day")


def is_computed(month: Month) -> bool:
    """Whether this month is one."""
    return MonthRecord.objects.filter(first_day=month.first_day, pk__in=COMPUTED).exists()


def opened_again(since: Month) -> QuerySet[MonthRecord]:
    """Months from this one on that two people opened again and nobody computed since."""
    return MonthRecord.objects.filter(OPENED_AGAIN, first_day__gte=since.first_day)
