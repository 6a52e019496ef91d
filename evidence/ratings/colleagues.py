"""What the members of a team say of each other, and who leads it of them, once a month (SCORING §4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.facts import enter, new_number, supersede
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Posting
from people.querysets import PersonQuerySet
from people.self_acting import refuse_for_oneself
from people.visibility import led_postings
from records import audit, months

from .models import HIGHEST, LOW, LOWEST, PeerRating, RatingRules, SupervisorRating
from .querysets import is_shut
from .verbs import Given, one_at_a_time


@dataclass(frozen=True)
class Side:
    """Peers or leaders: which table, the act in the audit (of a whole sheet, where raters are not to be known)."""

    model: type[PeerRating] | type[SupervisorRating]
    verb: str
    in_confidence: bool

    @property
    def act(self) -> str | None:
        """The act of one rating in the audit; none where the sheet is audited as a whole."""
        return None if self.in_confidence else self.verb


PEERS = Side(PeerRating, verb="rate_peers", in_confidence=True)
LEADERS = Side(SupervisorRating, verb="rate_team", in_confidence=False)


def rated_by(side: Side, by: Account, month: Month) -> PersonQuerySet:
    """Whom this account rates in the month: the other members of the own team, or the members of the teams led."""
    postings = Posting.objects.of_agents().touching(month)
    if side is PEERS:
        own = postings.filter(person=by.person_id, team__isnull=False)
        postings = postings.filter(team__in=own.values("team"))
    else:
        postings = led_postings(by, month).of_agents().touching(month)
    people = Person.objects.standing().filter(is_active=True, pk__in=postings.values("person_id"))
    return people.exclude(pk=by.person_id).in_chinese_order()


def given_by(side: Side, rater: Person, month: Month) -> dict[int, Any]:
    """Agent → what this rater has said of them for the month."""
    rows = side.model.objects.standing().filter(rater=rater, first_day=month.first_day)
    return {row.agent_id: row for row in rows}


@transaction.atomic
def rate_all(side: Side, *, by: Account, month: Month, given: Iterable[Given]) -> int:
    """A rater's whole screen; what says what was said before stays. Returns how many were entered. Raises Refused."""
    one_at_a_time(by)
    wanted, said = list(given), given_by(side, by.person, month)
    whom = set(rated_by(side, by, month).values_list("pk", flat=True))
    changed = [one for one in wanted if _is_new(one, said.get(one.agent.pk))]
    for one in changed:
        _refuse(side, by, month, one, whom)
        _rate(side, by, month, one, said.get(one.agent.pk))
    if changed and side.in_confidence:
        audit.record(by=by, verb=f"evidence.{side.verb}", subject=months.record_for(month), detail={"month": month})
    return len(changed)


def _is_new(one: Given, before: Any) -> bool:
    return before is None or (before.rating, before.comment) != (one.rating, one.comment)


def _rate(side: Side, by: Account, month: Month, one: Given, before: Any) -> None:
    said: dict[str, Any] = {"rating": one.rating, "comment": one.comment}
    if side is PEERS:
        promised = RatingRules.of_the_company().minimum_raters
        said["promised"] = max(promised, before.promised) if before is not None else promised
    if before is not None:
        supersede(before, by=by, verb=side.act, reason=str(_("Rated again")), **said)
        return
    fact = side.model(number=new_number(), agent=one.agent, rater=by.person, first_day=month.first_day, **said)
    enter(fact, by=by, verb=side.act)


def _refuse(side: Side, by: Account, month: Month, one: Given, whom: set[int]) -> None:
    refuse_for_oneself(by, one.agent.pk)
    if one.agent.pk not in whom:
        raise Refused(_("You do not rate %(name)s in this month."), code="not_yours", params={"name": one.agent})
    if side is PEERS and is_shut(month):
        raise Refused(_("The month's cut-off is over; peers rate no more."), code="shut")
    if not LOWEST <= one.rating <= HIGHEST:
        raise Refused(_("A rating lies between 1 and 5."), code="off_scale")
    if one.rating <= LOW and not one.comment.strip():
        raise Refused(_("Write why: 1 and 2 need a comment."), code="no_words")
