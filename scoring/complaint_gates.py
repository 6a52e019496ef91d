"""Every team that somebody sees against the limit of complaints that was in force in the month."""

from decimal import Decimal
from typing import Any

from evidence.complaints.counting import Cutoffs
from evidence.complaints.sentences import addressed
from kpi_portal.lib.month import Month
from people.models import Account, Team
from people.of_people import asked_for
from scoring import team_complaints
from scoring.models import ScoringSettings


def limit_in(month: Month) -> Decimal | None:
    """What the complaints of a month are compared with: one that was over when the limit changed keeps its own.

    ``past_complaint_limits``: the last month in which a limit held → the limit as text, null where there was none.
    """
    rules = ScoringSettings.of_the_company()
    last = min((known for known in rules.past_complaint_limits if known >= str(month)), default="")
    kept = rules.past_complaint_limits[last] if last else rules.complaint_limit
    return None if kept is None else Decimal(kept)


def gates(month: Month, account: Account, cutoffs: Cutoffs) -> dict[str, Any]:
    """``limit``, and as ``rows`` the teams, first those that miss it; nothing where the company had no limit."""
    limit = limit_in(month)
    if limit is None:
        return {}
    found = team_complaints.of_teams(month, Team.objects.visible_to(account), cutoffs)
    rows = [
        {"team": team, "figure": figure, "is_met": figure.meets(limit), "complaints": addressed(figure.complaints),
         "people": asked_for(figure.people)}
        for team, figure in sorted(found.items(), key=lambda each: each[0].name.encode("gb18030"))
    ]  # fmt: skip
    return {"rows": sorted(rows, key=_first_the_missed), "limit": limit, "month": month}


def _first_the_missed(row: dict[str, Any]) -> int:
    """Then those that keep it, at last those without orders."""
    return 2 if row["figure"].percent is None else int(row["is_met"])
