"""What may be entered for a month until it is published, and what is shut once it is final (SCORING §9)."""

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from records.final_month_triggers import Guard, TableGuard, for_month
from records.models import MonthRecord, MonthState

OPEN_FOR_ENTRIES = (
    MonthState.OPEN,
    MonthState.TARGETS_CONFIRMED,
    MonthState.COLLECTING,
    MonthState.COMPUTED,
    MonthState.IN_REVIEW,
)

GUARDS: tuple[TableGuard, ...] = (
    Guard(
        "scoring_target",
        ("indicator", "first_day", "agent_id", "team_id", "site_id", "value", "stands"),
        for_month("c.first_day"),
    ),
    Guard(
        "scoring_adjustment",
        ("agent_id", "first_day", "kind", "points", "stands"),
        for_month("c.first_day"),
    ),
)
"""What the database refuses of a final month; cards and the month itself have guards of their own (migration 0004)."""


def refuse_published(month: Month) -> None:
    """Raise Refused where agents have seen the month's cards already."""
    shown = MonthRecord.objects.filter(first_day=month.first_day).exclude(state__in=OPEN_FOR_ENTRIES).first()
    if shown is not None:
        raise Refused(
            _("%(month)s is published; nothing is entered for it without re-opening it."),
            code="month_is_published",
            params={"month": month},
        )
