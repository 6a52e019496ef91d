"""The screen of bonuses for facts: whom they are about, what the month's cap leaves each, what was given already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evidence import kinds
from evidence.kind import Shown
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import printed
from people.models import Account, Person
from records.models import Fact
from scoring import adjustments
from scoring.models import Adjustment
from scoring.plans import versions
from scoring.plans.versions import read
from scoring.review import effect
from scoring.scored_posts import scored_in

from . import proofs
from .forms import OccasionForm, PointsForm


@dataclass(frozen=True)
class Row:
    """One fact: what it shows of whom; ``form`` where a bonus can be given, else ``note`` says why not."""

    fact: Any
    shown: Shown
    left: str
    form: PointsForm | None
    note: str = ""


def rows(facts: Sequence[Any], month: Month, account: Account, data: Any = None) -> list[Row]:
    """In the order of the facts."""
    given = proofs.given(facts)
    people = {fact.agent_id for fact in facts}
    scored = set(scored_in(Person.objects.filter(pk__in=people), month).values_list("pk", flat=True))
    left = _left(month, people)
    return [_row(fact, data, left=left[fact.agent_id], note=_note(fact, given, scored, account)) for fact in facts]


@transaction.atomic
def give(found: Sequence[Row], *, month: Month, by: Account, item: Any, text: str) -> int:
    """Enter a bonus for each that is marked. Returns how many; raises Refused, and nothing is entered."""
    entered = 0
    for row in found:
        if row.form is None or not row.form.cleaned_data["gives"]:
            continue
        points = row.form.points_by(item)
        if points is None:
            raise Refused(_("Say how many points: no line of the catalogue gives them."), code="no_points")
        enter = partial(adjustments.enter, agent=row.fact.agent, month=month, by=by, fact=row.fact)
        enter(kind=Adjustment.Kind.BONUS, points=points, text=text, item=item)
        entered += 1
    if not entered:
        raise Refused(_("Mark whom it is for."), code="nobody")
    return entered


def counted_already(code: str, month: Month) -> bool:
    """Whether the company's plan of the month weighs an indicator of the same kind of evidence."""
    kind = next((kind.code for kind in kinds.KINDS if any(table.code == code for table in kind.tables)), "")
    version = versions.in_force(month).default
    if version is None:
        return False
    plan = read(version)
    return any(plan.catalogue[each.code].source == kind for each in plan.indicators())


def context(form: OccasionForm, found: Sequence[Row], month: Month, code: str) -> dict[str, Any]:
    """What the page shows."""
    any_open = any(row.form is not None for row in found)
    return {"form": form, "rows": found, "month": month, "any_open": any_open, "twice": counted_already(code, month)}


def _row(fact: Any, data: Any, *, left: str, note: str) -> Row:
    form = None if note else PointsForm(data, fact=fact.pk, name=str(fact.agent))
    return Row(fact, proofs.shown(fact), left, form, note)


def _note(fact: Fact, given: Mapping[str, Adjustment], scored: set[int], account: Account) -> str:
    entry, person = given.get(proofs.name_of(fact)), fact.agent_id  # type: ignore[attr-defined]
    if entry is not None:
        month, points = Month.of_day(entry.first_day), printed(entry.points, 2)
        return _("+%(points)s was given in %(month)s by %(author)s") % {
            "points": points,
            "month": month,
            "author": entry.author or "–",
        }
    if person == account.person_id:
        return _("Nobody gives points to themselves")
    return "" if person in scored else _("not scored in this month")


def _left(month: Month, people: set[int]) -> dict[int, str]:
    """What the bonus cap of the month leaves each, in words."""
    version = versions.in_force(month).default
    entries: dict[int, list[Adjustment]] = {person: [] for person in people}
    for entry in Adjustment.objects.filter(agent__in=people, first_day=month.first_day, stands=True):
        entries[entry.agent_id].append(entry)
    if version is None:
        return dict.fromkeys(people, "")
    plan = read(version)
    return {person: effect.left_in_words(plan, Adjustment.Kind.BONUS, own) for person, own in entries.items()}
