"""What a finished review leaves on the card for its agent."""

from scoring.models import Card, Review


def comment_on(card: Card) -> Review | None:
    """The submitted review with a comment; whoever sees the card reads it, the agent from the publication on."""
    said = Review.objects.filter(month=card.month_id, agent=card.agent_id, state=Review.State.SUBMITTED)
    found: Review | None = said.exclude(comment="").select_related("reviewer__person").first()
    return None if card.is_trial else found
