"""The page on which a bonus or deduction is entered: what it would make of the card, what the month's caps leave."""

from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain
from people.models import Account, Person
from scoring import cards
from scoring.catalogue.entry_form import AdjustmentForm
from scoring.models import Adjustment, ScoringSettings
from scoring.plans import versions
from scoring.plans.versions import read
from scoring.review import effect


def context(form: AdjustmentForm, month: Month, account: Account) -> dict[str, Any]:
    """Beside the form: the effect where the month has a card of the agent, else what the caps leave."""
    agent, kind, points = form.asked()
    seen: dict[str, Any] = {"form": form, "month": month, "limits": limits(month)}
    if agent is None:
        return seen
    card = cards.current_cards(month).visible_to(account).filter(agent=agent).first()
    if card is not None and points is not None:
        seen["effect"] = effect.of(card, kind, points)
        seen["confirms"] = form.rests_on_judgement and ScoringSettings.of_the_company().confirm_grades
    return seen | {"agent": agent, "left": left(agent, month, card.plan if card else None)}


def left(agent: Person, month: Month, version: Any) -> list[str]:
    """What the caps of each kind leave this agent in this month, in words."""
    version = version or versions.in_force(month).default
    if version is None:
        return []
    entries = list(Adjustment.objects.filter(agent=agent, first_day=month.first_day, stands=True))
    return [effect.left_in_words(read(version), kind, entries) for kind in Adjustment.Kind.values]


def limits(month: Month) -> str:
    """What the sum of a month can be at most, in words."""
    version = versions.in_force(month).default
    if version is None:
        return ""
    caps = read(version).limits
    return _(
        "At most %(bonus)s added, %(deduction)s taken, and %(supervisor)s either way by the supervisor, per agent and "
        "month; what crosses counts in part."
    ) % {name: plain(abs(getattr(caps, name))) for name in ("bonus", "deduction", "supervisor")}
