"""Kinds of import of this room."""

KINDS = ("sites", "buildings", "departments", "people", "teams", "postings", "accounts", "leave", "bonus_bases")
"""In the order in which they refer to each other."""


def kinds() -> list[str]:
    """Their dotted paths."""
    return [f"{__name__}.{kind}.KIND" for kind in KINDS]
