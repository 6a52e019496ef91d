"""Writing about the own month: kept as a draft, then submitted; who has not is reminded.

The one verb of this room that people use for themselves: it moves no figure, no decision and no pay (SCORING §1).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from records import audit, months
from scoring.models import PlanVersion, SelfAssessment, SelfRating
from scoring.plans import versions

from .window import own_plan, reviewed, window

OUTSTANDING = (1, 5)
"""Ratings that nobody can follow without a sentence."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One dimension: 1 to 5, or None where it is not rated yet, and a sentence."""

    rating: int | None
    words: str = ""


class Words(TypedDict, total=False):
    """All that is said: by dimension, and of the month as a whole."""

    ratings: Required[Mapping[str, Rated]]
    strengths: str
    obstacles: str
    uncounted: str
    link: str


@transaction.atomic
def save(*, month: Month, by: Account, **said: Unpack[Words]) -> SelfAssessment:
    """Keep the own words as a draft that nobody else sees. Raises Refused."""
    kept = _keep(month, by, said)
    audit.record(by=by, verb="scoring.save_self_assessment", subject=kept, detail={"month": month})
    return kept


@transaction.atomic
def submit(*, month: Month, by: Account, **said: Unpack[Words]) -> SelfAssessment:
    """Let those who review the own card read it; it is not changed any more. Raises Refused, at the field."""
    kept = _keep(month, by, said)
    assert kept.plan is not None
    for missing in unfinished(kept.plan, said["ratings"]):
        raise missing
    kept.state, kept.submitted_at = SelfAssessment.State.SUBMITTED, timezone.now()
    kept.save(update_fields=["state", "submitted_at"])
    audit.record(by=by, verb="scoring.submit_self_assessment", subject=kept, detail={"month": month})
    return kept


@transaction.atomic
def remind(*, month: Month, people: Iterable[Person], by: Account) -> int:
    """Remind these people, as far as they have not submitted theirs; their first page says so. How many were.

    Raises Refused where nothing can be written any more.
    """
    window(month).refuse()
    done = set(reviewed(month).values_list("agent", flat=True)) | {by.person_id}
    asked = [person for person in people if person.pk not in done]
    for person in asked:
        SelfAssessment.objects.get_or_create(agent=person, first_day=month.first_day)
    waiting = SelfAssessment.objects.filter(agent__in=asked, first_day=month.first_day)
    number = waiting.filter(state=SelfAssessment.State.DRAFT).update(reminded_at=timezone.now(), reminded_by=by)
    audit.record(
        by=by,
        verb="scoring.remind_of_self_assessments",
        subject=months.record_for(month),
        detail={"month": month, "agents": number},
    )
    return number


def _keep(month: Month, by: Account, said: Words) -> SelfAssessment:
    window(month, by.person).refuse()
    plan = own_plan(by.person, month)
    if plan is None:
        sentence = _("You are not scored in %(month)s, so there is nothing to assess.")
        raise Refused(sentence, code="not_scored", params={"month": month})
    SelfAssessment.objects.get_or_create(agent=by.person, first_day=month.first_day)
    kept: SelfAssessment = SelfAssessment.objects.select_for_update().get(agent=by.person, first_day=month.first_day)
    if kept.is_submitted:
        raise Refused(_("You submitted it already; it stays as it is."), code="submitted")
    for name in ("strengths", "obstacles", "uncounted", "link"):
        setattr(kept, name, str(said.get(name, "")).strip())
    kept.plan, kept.saved_at = plan, timezone.now()
    kept.save()
    _rate(kept, plan, said["ratings"])
    return kept


def _rate(kept: SelfAssessment, plan: PlanVersion, ratings: Mapping[str, Rated]) -> None:
    kept.ratings.all().delete()
    known = [dimension.code for dimension in versions.read(plan).dimensions]
    SelfRating.objects.bulk_create(
        SelfRating(assessment=kept, dimension=code, rating=said.rating, words=said.words.strip())
        for code in known
        if (said := ratings.get(code)) is not None and (said.rating or said.words.strip())
    )


def unfinished(plan: PlanVersion, ratings: Mapping[str, Rated]) -> Iterator[Refused]:
    """All that is missing before it can be submitted, each at its field, in plan order."""
    for dimension in versions.read(plan).dimensions:
        said = ratings.get(dimension.code, Rated(None))
        if said.rating is None:
            sentence = _("Choose one of the five.")
            yield Refused(sentence, code="not_rated", field=f"rating-{dimension.code}")
        elif said.rating in OUTSTANDING and not said.words.strip():
            sentence = _("Say in a sentence what this rests on.")
            yield Refused(sentence, code="no_words", field=f"words-{dimension.code}")
