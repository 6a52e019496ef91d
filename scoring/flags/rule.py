"""What a flag is looked for by: one file in ``rules/`` each, found by itself, as indicators are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from workorders.models import WorkOrder

ORDER, ANSWER, RATING, PEER_RATING = "order", "answer", "rating", "peer_rating"
"""Kinds of facts, as cards keep them."""

CREDITED = "coalesce(o.agent_id, o.source_agent_id, o.completer_id)"
"""Whom a flag about an order is about: who is responsible, else who is said to have done it."""


@dataclass(frozen=True)
class Rule:
    """A named query over facts.

    ``facts`` gives one row for every suspicious fact of the month: agent_id, kind, fact_id, other_id (who else has a
    hand in it and judges it as little as the agent, or NULL). It reads ``start``, ``end``, ``cutoff``, ``first_day``,
    ``now`` and what ``values`` names. An agent with ``least`` such facts is flagged. ``looks_for`` and ``innocent`` are
    read by who judges: what was found, and what it may be besides; ``told`` says of one order what of it was found.
    """

    code: str
    name: "_StrPromise"
    looks_for: "_StrPromise"
    innocent: "_StrPromise"
    facts: str
    least: int
    values: Mapping[str, int | timedelta] = field(default_factory=dict)
    told: Callable[["WorkOrder"], str] | None = None

    def said(self) -> str:
        """What it looks for, with its figures."""
        return str(self.looks_for) % {"least": self.least, **{key: _plain(value) for key, value in self.values.items()}}


def _plain(value: Any) -> int:
    """Spans of days in days, shorter ones in minutes, those below a minute and a half in seconds."""
    if not isinstance(value, timedelta):
        return int(value)
    unit = next(unit for unit in (86_400, 60, 1) if not value.total_seconds() % unit)
    return int(value.total_seconds()) // unit
