"""Acts that wait for somebody else's word, because their actor's own card counts what they change (SCORING §1).

Who is scored by what a team has is known above: ``KPI_SECOND_WORD`` names the module whose functions are
asked, as a dotted path.
"""

from collections.abc import Collection, Iterable
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


def own_card_counts(by: Any, person: int | None, when: date | None, *, of: str = "") -> bool:
    """Whether the actor's own card counts what this person has at this time (of the team led); ``of`` a kind of
    evidence, only that."""
    return when is not None and person in whom_own_card_counts(by, {person} - {None}, when, of=of)


def whom_own_card_counts(by: Any, people: Collection[int | None], when: date, *, of: str = "") -> set[int]:
    """The same of several people: those of whom it does."""
    if by is None or not people:
        return set()
    counted: set[int] = import_string(f"{settings.KPI_SECOND_WORD}.whom_own_card_counts")(by, people, when, of)
    return counted


def refuse_own_card(by: Any, person: int | None, when: date | None, *, of: str = "") -> None:
    """Raise Refused where the actor's own card counts what this person has at this time, as above."""
    if own_card_counts(by, person, when, of=of):
        sentence = _("Your own card counts what your team has. Ask HR, or a supervisor who is not scored by it.")
        raise Refused(sentence, code="own_card")


def people(*keys: int | None, more: Iterable[int | None] = ()) -> frozenset[int | None]:
    """For whom a row counts."""
    return frozenset({*keys, *more} - {None})
