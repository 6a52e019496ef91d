"""What a card's facts are about, by the name by which cards keep them: evidence of every kind, and this room's own."""

from evidence import kinds
from evidence.kind import Table
from scoring.duties.table import DUTIES

OWN = (DUTIES,)
"""Facts that scoring makes itself."""


def counted(code: str) -> Table | None:
    """The table of the facts that cards keep under this name; None for a name that is known no longer."""
    return kinds.counted(code) or next((table for table in OWN if table.code == code), None)
