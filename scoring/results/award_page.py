"""What the pages about awards show to an account."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import figure, printed
from people.models import Account
from people.visibility import people_seen
from records.models import MonthRecord
from scoring.engine.awards import EARLIER, Placed
from scoring.models import Award, AwardComment, AwardDecision, AwardKind, Card, ScoringSettings
from scoring.results.award_form import AwardForm, CommentForm
from scoring.results.candidates import FINAL, Proposal, proposal
from scoring.results.seen import AwardQuerySet

MONTHS = 12
SHOWN = 6
"""Candidates that are listed, and that the form offers with a tick."""


@dataclass(frozen=True)
class Standing:
    """One award of one month as it stands: who has it, and whether the rule would propose somebody else by now."""

    kind: AwardKind
    decision: AwardDecision | None
    awards: Sequence[Award]
    differs: bool = False


def overview(account: Account) -> list[tuple[Month, list[Standing]]]:
    """The latest months with what this account may read of their awards; months without anything are left out."""
    weighs = account.has_perm("scoring.weigh_awards")
    final = set(MonthRecord.objects.filter(state__in=FINAL).values_list("first_day", flat=True)[:MONTHS])
    decisions = {(one.first_day, one.kind): one for one in AwardDecision.objects.filter(ended_at=None)}
    seen, anew = list(visible(account)), {one.pk for one in otherwise()} if weighs else set()
    days = final | {day for day, _kind in decisions} if weighs else {one.decision.first_day for one in seen}
    rows = []
    for day in sorted(days, reverse=True)[:MONTHS]:
        kinds = [_standing(AwardKind(kind), decisions.get((day, kind)), seen, anew) for kind in AwardKind]
        rows.append((Month.of_day(day), [one for one in kinds if weighs or one.awards]))
    return rows


def visible(account: Account) -> AwardQuerySet:
    """Every award that stands and that the account may read."""
    found = Award.objects.standing().visible_to(account).select_related("decision", "card", "agent")
    return found.defer("card__frozen", "card__summary", "card__replayed")


def of_card(card: Card) -> list[Award]:
    """What whose card this is got in its month: whoever sees the card may read it. Nothing while it is not final."""
    if card.is_trial or card.month.finalised_at is None:
        return []
    found = Award.objects.standing().filter(agent=card.agent_id, decision__first_day=card.month.first_day)
    return list(found.select_related("decision").defer("card"))


def _standing(kind: AwardKind, decision: AwardDecision | None, seen: Sequence[Award], anew: set[int]) -> Standing:
    own = [one for one in seen if decision is not None and one.decision_id == decision.pk]
    return Standing(kind, decision, own, decision is not None and decision.pk in anew)


def otherwise() -> list[AwardDecision]:
    """Those that stand, of months that became final anew since, with another proposal by now."""
    anew = MonthRecord.objects.filter(
        first_day=OuterRef("first_day"), state__in=FINAL, finalised_at__gt=OuterRef("decided_at")
    )
    found = AwardDecision.objects.filter(Exists(anew), ended_at=None)
    return [one for one in found if outdated(one, proposal(AwardKind(one.kind), one.month))]


def outdated(decision: AwardDecision, found: Proposal) -> bool:
    """Whether the rule proposes others today than when it was decided: the month came to other cards since."""
    return found.proposed != sorted(one["agent"] for one in decision.proposal if one["place"] == 1)


@dataclass(frozen=True)
class Row:
    """A candidate in words."""

    card: Card
    place: int | None
    figures: str
    why: str
    has_it: bool


def context(account: Account, kind: AwardKind, month: Month, **typed: Any) -> dict[str, Any]:
    """Everything of the page of one award."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    found = proposal(kind, month)
    decision = AwardDecision.objects.filter(first_day=month.first_day, kind=kind, ended_at=None).first()
    awards = list(visible(account).filter(decision=decision)) if decision else []
    is_final = record is not None and record.state in FINAL
    decides = is_final and account.has_perm("scoring.decide_award")
    is_outdated = decision is not None and is_final and outdated(decision, found)
    return {
        "month": month,
        "kind": kind,
        "record": record,
        "is_final": is_final,
        "decision": decision,
        "awards": awards,
        "outdated": is_outdated,
        "rows": list(_rows(account, found, {one.agent_id for one in awards})),
        "comments": _comments(account, kind, month),
        "earlier": _earlier(kind, month),
        "form": typed.get("form") or (_form(found, decision, awards) if decides else None),
        "comment": typed.get("comment") or (CommentForm() if is_final else None),
        "others": [(one, one.label) for one in AwardKind],
        "sees_pay": account.has_perm("people.view_bonus"),
    }


def _form(found: Proposal, decision: AwardDecision | None, awards: Sequence[Award]) -> AwardForm:
    settings = ScoringSettings.of_the_company()
    usual = settings.star_amount if found.kind == AwardKind.STAR else settings.progress_amount
    agents = [one.agent_id for one in awards] if decision else found.proposed
    first = {"agents": [str(agent) for agent in agents], "amount": decision.amount if decision else usual}
    return AwardForm(found=found, initial=first, shown=[card.pk for card in _offered(found, agents)])


def ticked(found: Proposal, kind: AwardKind, month: Month) -> list[int]:
    """The keys of the cards that the form offers with a tick: first places, and who has the award."""
    holders = Award.objects.standing().filter(decision__first_day=month.first_day, decision__kind=kind)
    return [card.pk for card in _offered(found, holders.values_list("agent", flat=True))]


def _offered(found: Proposal, agents: Iterable[int]) -> list[Card]:
    places = [one.candidate.agent for one in found.placed if one.place is not None][:SHOWN]
    return [found.cards[agent] for agent in dict.fromkeys([*places, *agents]) if agent in found.cards]


def _rows(account: Account, found: Proposal, holders: set[int]) -> Iterator[Row]:
    """The first places, and whoever was left out with a total that would have been first, of the people seen."""
    seen = set(people_seen(account, Month.of_day(_day(found))).values_list("pk", flat=True)) if found.cards else set()
    best = next((one.candidate.total for one in found.placed if one.place == 1), None)
    own = [one for one in found.placed if one.candidate.agent in seen]
    barred = [one for one in own if one.place is None and found.kind == AwardKind.STAR and _would_lead(one, best)]
    for one in [*[one for one in own if one.place is not None][:SHOWN], *barred]:
        agent = one.candidate.agent
        yield Row(found.cards[agent], one.place, figures(found.kind, one), why(one), agent in holders)


def _day(found: Proposal) -> Any:
    return next(iter(found.cards.values())).month.first_day


def _would_lead(one: Placed, best: Any) -> bool:
    total = one.candidate.total
    return total is not None and (best is None or total >= best)


def figures(kind: AwardKind, one: Placed) -> str:
    """What decided the place, in words."""
    candidate = one.candidate
    if kind == AwardKind.PROGRESS:
        told = {"gain": printed(candidate.gain or 0), "before": printed(candidate.before or 0)}
        told |= {"n": str(len(candidate.earlier[:EARLIER])), "total": printed(candidate.total or 0)}
        return _("+%(gain)s: %(total)s against %(before)s, the mean of %(n)s earlier months") % told
    satisfied = "–" if candidate.satisfaction is None else printed(candidate.satisfaction)
    told = {"total": printed(candidate.total or 0), "points": satisfied, "done": figure(candidate.completed)}
    return _("total %(total)s · satisfaction %(points)s points · %(done)s orders completed") % told


def why(one: Placed) -> str:
    """Why the rule leaves somebody out."""
    words = {
        "no_total": _("no total"),
        "red_line": _("a confirmed red line"),
        "few_days": _("posted fewer days than ranking asks for"),
        "heavy_without_points": _("no points in a dimension of weight 20 or more"),
        "no_history": _("no earlier final month"),
        "no_gain": _("no gain"),
    }
    return words[one.bar] if one.bar else ""


def _comments(account: Account, kind: AwardKind, month: Month) -> list[AwardComment]:
    found = AwardComment.objects.filter(first_day=month.first_day, kind=kind).select_related("by__person")
    return list(found if account.has_perm("scoring.decide_award") else found.filter(by=account))


def _earlier(kind: AwardKind, month: Month) -> list[AwardDecision]:
    found = AwardDecision.objects.filter(first_day=month.first_day, kind=kind).exclude(ended_at=None)
    return list(found.select_related("decided_by__person").prefetch_related("awards__card"))
