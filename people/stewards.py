"""Whose a building is (楼栋管家), and who stands in while somebody is away (代班)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Absence, Account, Building, Person, UnpaidLeave

Away = Mapping[int, Person | None]
"""Person (key) → who was stated to stand in; None where nobody was."""


@dataclass(frozen=True)
class Duty:
    """Who usually does something, and who does it on one day."""

    usual: Person | None = None
    person: Person | None = None

    @property
    def is_stood_in(self) -> bool:
        """Whether who usually does it is away."""
        return self.usual != self.person

    def __str__(self) -> str:
        if self.usual is None or not self.is_stood_in:
            return str(self.usual or "")
        if self.person is None:
            return _("%(name)s (away today)") % {"name": self.usual}
        return _("%(name)s (away today) → %(other)s stands in") % {"name": self.usual, "other": self.person}


def away_on(day: date) -> Away:
    """Everybody who is away on this day: absences that were stated, and unpaid leave."""
    then = Q(first_day__lte=day, last_day__gte=day)
    found: dict[int, Person | None] = dict.fromkeys(
        UnpaidLeave.objects.filter(then).values_list("person_id", flat=True)
    )
    for absence in Absence.objects.filter(then).select_related("substitute"):
        found[absence.person_id] = absence.substitute or found.get(absence.person_id)
    return found


def on_duty(usual: Person | None, away: Away, deputy: Person | None = None) -> Duty:
    """Who does it: the usual one, else who was stated to stand in, else the deputy; nobody where all are away."""
    candidates: list[Person | None] = [usual]
    if usual is not None:
        candidates += [away.get(usual.pk), deputy]
    there = (one for one in candidates if one is not None and one.is_active and one.pk not in away)
    return Duty(usual, next(there, None))


def steward_of(building: Building | None, away: Away) -> Duty:
    """Of a building on the day of ``away``."""
    return on_duty(building.steward, away, building.deputy) if building else Duty()


@transaction.atomic
def name_steward(
    *, buildings: Iterable[Building], steward: Person | None, deputy: Person | None, by: Account | None
) -> int:
    """These buildings are the steward's from now on; nobody's where none is named. How many there are."""
    if deputy is not None and deputy == steward:
        raise Refused(gettext_lazy("Nobody stands in for themselves."), code="deputy", field="deputy")
    named = [
        audited_save.change(building, {"steward": steward, "deputy": deputy}, verb="people.name_steward", by=by)
        for building in buildings
    ]
    return len(named)


def note_absence(
    *, person: Person, first_day: date, last_day: date, substitute: Person | None, by: Account | None
) -> Absence:
    """Somebody is away, and who stands in. Raises Refused."""
    if last_day < first_day:
        raise Refused(gettext_lazy("The last day is before the first."), code="order", field="last_day")
    if Absence.objects.filter(person=person, first_day__lte=last_day, last_day__gte=first_day).exists():
        sentence = gettext_lazy("Some of these days were entered already; withdraw those first.")
        raise Refused(sentence, code="overlap", field="first_day")
    absence = Absence(person=person, first_day=first_day, last_day=last_day, substitute=substitute)
    return audited_save.add(absence, verb="people.note_absence", by=by)


def withdraw_absence(*, absence: Absence, by: Account | None) -> None:
    """The person is there after all."""
    audited_save.remove(absence, verb="people.withdraw_absence", by=by)
