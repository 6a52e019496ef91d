"""Proposals of agents in words, with what they would change, for who decides on them (SCORING §5)."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import plain, printed
from people.models import Account
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.rules import TowardTarget
from scoring.indicators.catalogue import definitions
from scoring.models import TargetProposal
from scoring.saying import say, short_month
from scoring.targets.effects import Effect, effect, latest_trees
from scoring.targets.ground import Ground
from scoring.targets.history import MONTHS_USED


@dataclass(frozen=True)
class Asked:
    """One proposal: from what to what, why, beside what was achieved, and what it would be worth."""

    proposal: TargetProposal
    name: str
    indicator: str
    before: str
    value: str
    unit: str
    last: str
    last_at: str
    mean: str
    limit: str
    effect: str
    may_decide: bool


def asked(ground: Ground, account: Account) -> list[Asked]:
    """The open proposals of those shown, in the order of the rows."""
    if ground.level != "agent" or not ground.proposals:
        return []
    waiting = TargetProposal.objects.waiting().filter(sheet__first_day=ground.month.first_day)
    waiting = waiting.filter(sheet__agent__in=[key for key, _code in ground.proposals]).select_related("sheet__agent")
    trees = latest_trees({key for key, _code in ground.proposals}, ground.month, account)
    found = []
    for proposal in waiting:
        agent, code = proposal.sheet.agent_id, proposal.indicator
        indicator = ground.indicator(agent, code)
        if indicator is None or not isinstance(indicator.rule, TowardTarget):
            continue
        before = (
            proposal.before if proposal.before is not None else ground.inherited(agent, code) or indicator.rule.target
        )
        worth = effect(trees.get(agent), code, indicator.rule, (before, proposal.value))
        found.append(_asked(ground, proposal, indicator, (before, worth), account))
    return found


def _asked(
    ground: Ground,
    proposal: TargetProposal,
    indicator: IndicatorPlan,
    change: tuple[Decimal, Effect | None],
    account: Account,
) -> Asked:
    agent, code = proposal.sheet.agent_id, proposal.indicator
    results = ground.results.get((agent, code), ())[:MONTHS_USED]
    mean = sum((result.value for result in results), start=0 * results[0].value) / len(results) if results else None
    return Asked(
        proposal=proposal,
        name=str(proposal.sheet.agent),
        indicator=say(indicator.name),
        before=plain(change[0]),
        value=plain(proposal.value),
        unit=unit_of(code),
        last=f"{short_month(results[0].month)} {printed(results[0].value)}" if results else "",
        last_at=reverse("reports:facts", args=[results[0].month, agent, code]) if results else "",
        mean="" if mean is None or len(results) < 2 else printed(mean),
        limit=plain(ground.terms.limit(code)[1]),
        effect=said(change[1]),
        may_decide=agent != account.person_id,
    )


def unit_of(code: str) -> str:
    """The unit of an indicator's values; points stand without."""
    unit = definitions()[code].unit
    return "" if unit.en == "points" else say(unit)


def said(worth: Effect | None) -> str:
    """What the change would have made of the last card."""
    if worth is None:
        return ""
    return _("With the result of %(month)s (%(value)s): points %(before)s → %(after)s, total %(gain)s.") % {
        "month": short_month(worth.month),
        "value": printed(worth.value),
        "before": printed(worth.before),
        "after": printed(worth.after),
        "gain": f"{worth.gain:+.2f}".replace("-", "\N{MINUS SIGN}"),
    }
