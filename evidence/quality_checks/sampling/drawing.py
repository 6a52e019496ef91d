"""The published way to draw: of each agent's contacts, the n with the smallest SHA-256 of the seed followed by the id.

Only the seed and the frame decide, so that anybody can draw again and find the same, with any program.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

Frame = Sequence[tuple[str, int]]
"""What could have been drawn: the id of a contact, like ``order:12``, and the key of its agent."""


def place_of(seed: str, contact: str) -> str:
    """By this the contacts of an agent are sorted."""
    return hashlib.sha256(f"{seed}{contact}".encode()).hexdigest()


def draw(seed: str, frame: Frame, per_agent: int, more: Mapping[int, int] | None = None) -> list[str]:
    """The contacts drawn, in the order of their places; of an agent with fewer than ``per_agent`` all of them.

    ``more``: agent → how many that could not be checked were replaced by the next.
    """
    drawn: list[str] = []
    for agent in {agent for _contact, agent in frame}:
        of_agent = (contact for contact, whose in frame if whose == agent)
        many = per_agent + (more or {}).get(agent, 0)
        drawn += sorted(of_agent, key=lambda contact: place_of(seed, contact))[:many]
    return sorted(drawn, key=lambda contact: place_of(seed, contact))


def hash_of(frame: Iterable[tuple[str, int]]) -> str:
    """SHA-256 of the frame, a line for each contact in the order of their ids."""
    lines = sorted(f"{contact} {agent}" for contact, agent in frame)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
