"""What the rules of a plan ask people to do after final months (SCORING §8). Pure; rules open tasks, people decide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kpi_portal.lib.month import Month
from scoring.engine.plan_parts import FollowUp

Kind = Literal["outcome", "improvement", "talk", "clinic", "training", "rotation"]
CLINIC = "first_contact_resolution"


@dataclass(frozen=True)
class Told:
    """One final month of one agent. ``is_below``: the grade is worse than the one of the rule. ``at_floor``: indicators
    measured at their floor or below it, with the value in words; ``scores`` of dimensions, in the plan's order.
    ``may_rotate``: the grade is one that a rotation is proposed with; ``stay``: where and since when without a gap."""

    grade: str
    total: Decimal | None
    is_below: bool
    at_floor: Mapping[str, str]
    scores: Mapping[str, Decimal]
    first_contact: Decimal | None
    may_rotate: bool = False
    stay: "Stay | None" = None


@dataclass(frozen=True)
class Stay:
    """The site that gave the plan, and the first day of the posting there that reaches to the month's end."""

    site: str
    since: date

    def months(self, until: Month) -> int:
        """Full months up to the end of ``until``."""
        begun = Month.of_day(self.since)
        number = (until.year - begun.year) * 12 + until.month - begun.month + 1
        return number if self.since.day == 1 else number - 1


@dataclass(frozen=True)
class Asked:
    """One thing asked for. ``about`` is an indicator or a dimension; ``figures``: month and what it was then."""

    kind: Kind
    about: str
    figures: tuple[tuple[str, str], ...]


def asked(months: Mapping[Month, Told], month: Month, rules: FollowUp, training_below: Decimal) -> Iterator[Asked]:
    """What this month asks for one agent; ``months`` are the own final months up to it."""
    own = months[month]
    if len(low := _in_a_row(months, month, rules.plan_months)) == rules.plan_months and all(
        t.is_below for _m, t in low
    ):
        yield Asked("improvement", "", tuple((str(when), _graded(told)) for when, told in low))
    elif own.is_below:
        yield Asked("outcome", "", ((str(month), _graded(own)),))
    yield from _talks(_in_a_row(months, month, rules.talk_months), rules.talk_months)
    if own.first_contact is not None and own.first_contact < rules.clinic_below:
        yield Asked("clinic", CLINIC, ((str(month), f"{own.first_contact} %"),))
    weakest = min(own.scores.items(), key=lambda item: item[1], default=None)
    if weakest is not None and weakest[1] < training_below:
        yield Asked("training", weakest[0], ((str(month), str(weakest[1])),))
    yield from _rotation(own, month, rules.rotation_months)


def _rotation(own: Told, month: Month, every: int) -> Iterator[Asked]:
    """Once in so many months of one stay: who has been there for long is asked about by and by, not all at once."""
    if own.stay is None or not own.may_rotate or every == 0:
        return
    full = own.stay.months(month)
    if full > 0 and full % every == 0:
        yield Asked("rotation", "", ((str(own.stay.since), own.stay.site), (str(month), _graded(own))))


def _talks(row: Sequence[tuple[Month, Told]], number: int) -> Iterator[Asked]:
    if len(row) < number:
        return
    for code in row[-1][1].at_floor:
        if all(code in told.at_floor for _month, told in row):
            yield Asked("talk", code, tuple((str(month), told.at_floor[code]) for month, told in row))


def _in_a_row(months: Mapping[Month, Told], last: Month, number: int) -> list[tuple[Month, Told]]:
    """Up to so many months in a row, the earliest first."""
    found: list[tuple[Month, Told]] = []
    while last in months and len(found) < number:
        found.insert(0, (last, months[last]))
        last = last.previous
    return found


def _graded(told: Told) -> str:
    return told.grade if told.total is None else f"{told.grade} {told.total}"
