"""Entries for a month whose cards agents have seen, but which is not final yet."""

from collections.abc import Sequence
from typing import cast

from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from records.imports.context import ImportContext
from records.imports.judging import JudgedRow
from records.models import MonthRecord, MonthState

MESSAGES = {
    "month_is_published": _noop(
        "%(month)s is published; this counts only once the month is re-opened and closed again."
    ),
}


def warn_of_published(context: ImportContext, rows: Sequence[JudgedRow]) -> None:
    """Such rows are stored; a person should know that no card says so yet (SCORING §9)."""
    published = set(MonthRecord.objects.filter(state=MonthState.PUBLISHED).values_list("first_day", flat=True))
    for row in rows:
        month = cast(Month, row.values["month"])
        if month.first_day in published:
            context.warning(row.number, "month", "month_is_published", value=month, month=month)
