"""What pages of evidence show of bonuses: composed in the template, so that no room calls its importers."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone

from records import months
from records.models import BEFORE_PUBLISHED, Fact, MonthRecord
from scoring.bonuses import proofs
from scoring.bonuses.views import BETWEEN

register = template.Library()


@register.inclusion_tag("scoring/bonuses/of_facts.html", takes_context=True)
def bonuses_for(context: Any, code: str, facts: Iterable[Fact]) -> dict[str, Any]:
    """The bonuses that were given for these facts, and where others are: only to who enters adjustments."""
    account = context["request"].user
    seen = list(facts) if account.has_perm("scoring.adjust") else []
    known = proofs.facts(code, [fact.pk for fact in seen], account) if seen else []
    given = proofs.given(known)
    left = [fact for fact in known if proofs.name_of(fact) not in given and fact.agent_id != account.person_id]
    month = _open_month(known[0]) if known else None
    return {
        "given": sorted(given.values(), key=lambda entry: entry.pk),
        "keys": BETWEEN.join(str(fact.pk) for fact in left),
        "code": code,
        "month": month,
        "any": bool(known),
    }


def _open_month(fact: Fact) -> Any:
    """The month of the fact, as long as it takes entries; else the present one."""
    month = proofs.month_of(fact)
    shown = MonthRecord.objects.filter(first_day=month.first_day).exclude(state__in=BEFORE_PUBLISHED).exists()
    return months.month_containing(timezone.now()) if shown else month
