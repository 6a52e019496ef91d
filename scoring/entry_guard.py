"""What may be entered for a month until it is published (history: until its first close), and what is shut then."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.access import HR
from people.models import Account
from records.final_month_triggers import Guard, TableGuard, for_month
from records.models import BEFORE_PUBLISHED, MonthRecord
from scoring.computed import is_computed
from scoring.duties.table import DUTIES
from scoring.models import ScoringSettings

SENTENCES: Mapping[str, str] = {
    "history_for_hr": _noop("%(month)s lies before the company was live; HR enters what belongs to it."),
    "history_computed": _noop(
        "%(month)s lies before the company was live and was computed; nothing is entered without opening it again."
    ),
}
"""Why nothing is entered for a month of before the company was live, by code."""

GUARDS: tuple[TableGuard, ...] = (
    Guard(
        "scoring_target",
        ("indicator", "first_day", "agent_id", "team_id", "site_id", "value", "stands", "word"),
        for_month("c.first_day"),
    ),
    Guard(
        "scoring_adjustment",
        ("agent_id", "first_day", "kind", "points", "stands"),
        for_month("c.first_day"),
    ),
    Guard(
        "scoring_decision",
        ("agent_id", "first_day", "indicator", "points", "coefficient", "stands"),
        for_month("c.first_day"),
    ),
    Guard("scoring_redline", ("key", "agent_id", "day", "words", "counts", "counts_in"), for_month("c.counts_in")),
    DUTIES.guard,
)
"""What the database refuses of a final month; cards and the month itself have guards of their own (migration 0004)."""


def refuse_entry(month: Month, by: Account | None) -> None:
    """Raise Refused where agents have seen the month's cards, or where its history is not this account's."""
    shown = MonthRecord.objects.filter(first_day=month.first_day).exclude(state__in=BEFORE_PUBLISHED).first()
    if shown is not None:
        raise Refused(
            _("%(month)s is published; nothing is entered for it without re-opening it."),
            code="month_is_published",
            params={"month": month},
        )
    code = history_problem(month, by)
    if code:
        raise Refused(_(SENTENCES[code]), code=code, params={"month": month})


def history_problem(month: Month, by: Account | None) -> str:
    """The code of why this account enters nothing for a month of history; empty for other months, and where it may."""
    if month >= ScoringSettings.of_the_company().live_since:
        return ""
    if not is_hr(by):
        return "history_for_hr"
    return "history_computed" if is_computed(month) else ""


def is_hr(by: Account | None) -> bool:
    """Whether the portal itself acts, or HR."""
    return by is None or by.has_role(HR)
