"""Which versions of a card an appeal of its own made, and why: the agent reads the reason on the card."""

from collections.abc import Iterable, Mapping

from scoring.models import AppealRound, Card


def upheld(versions: Iterable[Card]) -> Mapping[int, AppealRound]:
    """Key of a version → the round whose answer made it. A card that another's appeal moved says nothing of it."""
    later = {(card.ledger_entry_id, card.agent_id): card.pk for card in versions if card.version > 1}
    if not later:
        return {}
    rounds = AppealRound.objects.filter(ledger_entry__in=[entry for entry, _agent in later])
    found = {(one.ledger_entry_id, one.appeal.agent_id): one for one in rounds.select_related("appeal")}
    return {later[key]: one for key, one in found.items() if key in later}
