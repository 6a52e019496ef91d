"""What the month of complaints shows of teams: composed in the template, so that no room calls its importers."""

from typing import Any

from django import template

from kpi_portal.lib.month import Month
from scoring.complaint_gates import gates

register = template.Library()


@register.inclusion_tag("scoring/complaint_gates.html", takes_context=True)
def complaint_gates(context: Any, month: Month) -> dict[str, Any]:
    """Every team that the reader sees against the company's limit; nothing where it is off."""
    return gates(month, context["request"].user, context["cutoffs"])
