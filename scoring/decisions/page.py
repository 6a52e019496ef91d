"""The pages of HR's decisions: which cards wait for one, what was decided, what a decision would do."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up, plain
from people.models import Account
from scoring import cards, effects
from scoring.engine import facts
from scoring.models import Card, Decision
from scoring.plans.versions import read
from scoring.saying import say

from .forms import DecisionForm
from .verbs import open_to_decision


@dataclass(frozen=True)
class Waiting:
    """A card that waits, and for what in words."""

    card: Card
    lacking: str


def waiting(month: Month, account: Account) -> list[Waiting]:
    """Cards that an indicator holds, and those that nothing carries, as far as nothing is decided."""
    visible = cards.current_cards(month).visible_to(account).waiting_for_decision()
    decided_whole = {decision.agent_id for decision in Decision.objects.of_month(month).filter(indicator="")}
    return [Waiting(card, lacking(card)) for card in visible if card.agent_id not in decided_whole]


def decided(month: Month, account: Account) -> list[tuple[Decision, str]]:
    """What was decided for the month, newest first, with the indicator's name, or that of the card."""
    agents = cards.current_cards(month).visible_to(account).values("agent")
    found = Decision.objects.of_month(month).filter(agent__in=agents).select_related("agent", "author")
    names = _names(month)
    whole = _("The whole card")
    return [(one, names.get(one.indicator, one.indicator) if one.indicator else whole) for one in found]


def lacking(card: Card) -> str:
    """For what there is no evidence, in words."""
    tree = cards.tree(card)
    if tree.no_evidence:
        return _("No evidence at all")
    held = [say(line.name) for line in tree.lines if line.held or line.policy == "decision"]
    return _(", ").join(held)


def form(card: Card, data: Any) -> DecisionForm:
    """The form for this card: the indicators that are held, and the card."""
    tree = cards.tree(card)
    names = {line.code: say(line.name) for line in tree.lines}
    choices = [
        (code, _("Points for %(name)s") % {"name": names[code]} if code else _("A coefficient for the whole card"))
        for code in open_to_decision(tree)
    ]
    best = max(grade.coefficient for grade in read(card.plan).grades)
    return DecisionForm(data, choices=choices, best=best)


def effect(card: Card, form: Form, account: Account) -> dict[str, Any]:
    """What the decision would make of the card: ``moved`` for the page; empty while the form is not filled in."""
    if not form.is_valid():
        return {}
    indicator, figure = form.cleaned_data["indicator"], form.cleaned_data["figure"]
    try:
        wanted = facts.Decision(
            reason=form.cleaned_data["text"],
            by=account.person.name,
            indicator=indicator or None,
            points=half_up(figure, 2) if indicator else None,
            coefficient=None if indicator else figure,
        )
    except ValueError:
        form.add_error("figure", _("Between 0 and %(most)s.") % {"most": plain(100)})
        return {}
    return {"moved": list(effects.moved(effects.of_decision(card, wanted), account))}


def _names(month: Month) -> dict[str, str]:
    plans = {card.plan_id: card.plan for card in cards.current_cards(month)}
    return {one.code: say(one.name) for version in plans.values() for one in read(version).indicators()}
