"""How a compliment comes in from the portal."""

from datetime import datetime

from evidence.facts import enter, new_number
from people.models import Account, Person

from .models import Compliment


def record_compliment(*, by: Account, agent: Person, received_at: datetime, words: str) -> Compliment:
    """A letter as it was received."""
    letter = Compliment(number=new_number(), agent=agent, received_at=received_at, words=words)
    return enter(letter, by=by, verb="record_compliment")
