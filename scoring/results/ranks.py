"""Whose rank, and whose place in an order of people, an account may read (SCORING §8).

The one place that decides it: HR and whoever leads read every rank, others their own; beyond that the company chose
that agents read all ranks, the first few, or none. Whatever hands names in an order to somebody asks here.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from people.access import LEADS
from people.visibility import people_seen, sees_everybody
from scoring.models.plan import ScoringSettings

if TYPE_CHECKING:
    from people.models import Account

Visibility = ScoringSettings.RankVisibility


def sees_all(account: "Account") -> bool:
    """Whether the company's choice does not concern this account."""
    return sees_everybody(account) or account.has_role(*LEADS)


def shown_to_all(rule: ScoringSettings, rank: str = "rank") -> Q:
    """Of ranked rows those that every agent may read; ``rank`` is the path to the rank."""
    if rule.rank_visibility == Visibility.ALL:
        return ~Q(pk__in=())  # everything, and still everything where “or” joins it: an empty Q would vanish
    if rule.rank_visibility == Visibility.TOP:
        return Q(**{f"{rank}__lte": rule.rank_top})
    return Q(pk__in=())


def is_shown_to_all(rule: ScoringSettings, rank: int) -> bool:
    """The same of one rank."""
    is_top = rule.rank_visibility == Visibility.TOP and rank <= rule.rank_top
    return is_top or rule.rank_visibility == Visibility.ALL


def shown_to(account: "Account", *, agent: str = "agent", rank: str = "rank") -> Q:
    """… with the own; for HR and whoever leads all of them. Ranks, never totals: those are of whom one sees."""
    if sees_all(account):
        return Q()
    own = Q(**{f"{agent}__in": people_seen(account)})
    return own | shown_to_all(ScoringSettings.of_the_company(), rank)
