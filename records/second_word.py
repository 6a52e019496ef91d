"""Acts that wait for somebody else's word, because their actor's own card counts what they change (SCORING §1).

Who is scored by what a team has is known above: ``KPI_SECOND_WORD`` names the module whose functions are
asked, as a dotted path.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Something is left out of the figures, or counted again: what is done to which row and why, for whom the row
    counts, the instants by which it does, and what else the act needs."""

    kind: str
    subject: Model
    reason: str
    people: frozenset[int | None]
    instants: frozenset[datetime]
    more: dict[str, Model] = field(default_factory=dict)

    @staticmethod
    def at(*instants: datetime | None) -> frozenset[datetime]:
        """Those that are known."""
        return frozenset(instant for instant in instants if instant is not None)


def waits(what: Leaving, *, by: Any, second: Any) -> bool:
    """Whether the act waits from now on; never where a second person stands behind it, nor for the system."""
    if by is None or second is not None:
        return False
    asked: bool = import_string(f"{settings.KPI_SECOND_WORD}.asked")(what, by=by)
    return asked


def own_card_counts(by: Any, person: int | None, when: date | None) -> bool:
    """Whether the actor's own card counts what this person has at this time (of the team led)."""
    if by is None or person is None or when is None:
        return False
    counts: bool = import_string(f"{settings.KPI_SECOND_WORD}.own_card_counts")(by, person, when)
    return counts


def refuse_own_card(by: Any, person: int | None, when: date | None) -> None:
    """Raise Refused where the actor's own card counts what this person has at this time (of the team led)."""
    if own_card_counts(by, person, when):
        sentence = _("Your own card counts what your team has. Ask HR, or a supervisor who is not scored by it.")
        raise Refused(sentence, code="own_card")


def people(*keys: int | None, more: Iterable[int | None] = ()) -> frozenset[int | None]:
    """For whom a row counts."""
    return frozenset({*keys, *more} - {None})
