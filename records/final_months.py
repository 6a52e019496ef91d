"""What would change a final month is refused with a sentence before the database refuses it (SCORING §9)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models import MonthRecord
from records.months import CLOSED


def containing(instant: datetime) -> Q:
    """Months in which an instant lies."""
    return Q(starts_at__lte=instant, ends_at__gt=instant)


def refuse_if_final(months: Q) -> None:
    """Raise ValidationError where one of these months is final or paid out."""
    final = MonthRecord.objects.filter(months, state__in=CLOSED).first()
    if final is not None:
        raise ValidationError(
            _("%(month)s is final. What would change it needs the month to be re-opened first."),
            code="month_is_final",
            params={"month": final.month},
        )
