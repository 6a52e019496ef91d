"""The own card to accept or to appeal."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import Group, Task, tasks_for
from people.models import Account
from scoring.appeals import window
from scoring.models import Card, CardAnswer, ScoringSettings
from scoring.to_do.months import named


@tasks_for("scoring.answer_card")
def own_card(account: Account, now: datetime) -> Iterator[Group]:
    """Every own card whose window is open and that was not accepted."""
    accepted = CardAnswer.objects.filter(card=OuterRef("pk"), kind=CardAnswer.Kind.ACCEPTED)
    found = list(window.recent_cards(account.person_id, now).filter(~Exists(accepted)))
    if not found:
        return
    settings = ScoringSettings.of_the_company()
    for card in found:
        asked = window.of(card, settings)
        if asked is not None and asked.is_open(now):
            label = _("Your card of %(month)s") % {"month": named(card.month.month)}
            yield Group(label=label, act=_("Read my card"), tasks=(_to_read(card),), due=asked.until)


def _to_read(card: Card) -> Task:
    return Task(
        key=f"card:{card.pk}",
        sentence=_("Your card of %(month)s is published: accept it, or appeal what is not right")
        % {"month": named(card.month.month)},
        reason=_("a new version of it") if card.version > 1 else "",
        href=reverse("reports:card", args=[card.month.month, card.agent_id]),
        badge=_("new version") if card.version > 1 else "",
    )
