"""When something may still be entered for a month: until it is published (SCORING §9)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from records.models import MonthRecord, MonthState

OPEN_FOR_ENTRIES = (
    MonthState.OPEN,
    MonthState.TARGETS_CONFIRMED,
    MonthState.COLLECTING,
    MonthState.COMPUTED,
    MonthState.IN_REVIEW,
)


def refuse_published(month: Month) -> None:
    """Raise ValidationError where agents have seen the month's cards already."""
    shown = MonthRecord.objects.filter(first_day=month.first_day).exclude(state__in=OPEN_FOR_ENTRIES).first()
    if shown is not None:
        raise ValidationError(
            _("%(month)s is published; nothing is entered for it without re-opening it."),
            code="month_is_published",
            params={"month": month},
        )
