"""What the month of complaints shows of teams: composed in the template, so that no room calls its importers."""

from typing import Any

from django import template

from evidence.complaints.sentences import addressed
from kpi_portal.lib.month import Month
from people.models import Team
from people.of_people import asked_for
from scoring import team_complaints
from scoring.models import ScoringSettings

register = template.Library()


@register.inclusion_tag("scoring/complaint_gates.html", takes_context=True)
def complaint_gates(context: Any, month: Month) -> dict[str, Any]:
    """Every team that the reader sees against the company's limit; nothing where it is off."""
    limit = ScoringSettings.of_the_company().complaint_limit
    if limit is None:
        return {}
    seen = Team.objects.visible_to(context["request"].user)
    found = team_complaints.of_teams(month, seen, context["cutoffs"])
    rows = [
        {"team": team, "figure": figure, "is_met": figure.meets(limit), "complaints": addressed(figure.complaints),
         "people": asked_for(figure.people)}
        for team, figure in sorted(found.items(), key=lambda each: each[0].name.encode("gb18030"))
    ]  # fmt: skip
    return {"rows": sorted(rows, key=_first_the_missed), "limit": limit, "month": month}


def _first_the_missed(row: dict[str, Any]) -> int:
    """Then those that keep it, at last those without orders."""
    return 2 if row["figure"].percent is None else int(row["is_met"])
