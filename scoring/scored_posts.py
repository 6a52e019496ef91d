"""Who is scored in a month: agents, and people in leading posts for which a plan is in force then (SCORING §1)."""

from django.db.models import Q

from kpi_portal.lib.month import Month
from people.models import Posting
from people.posts import Post
from people.querysets import PersonQuerySet
from scoring.plans import versions


def leading_postings(month: Month, plans: versions.PlansInForce | None = None) -> list[Posting]:
    """Postings other than agents' by which somebody is scored in the month."""
    plans = plans or versions.in_force(month)
    posts = {scope.post for scope in plans.by_scope} - {"", Post.AGENT}
    if not posts:
        return []
    found = Posting.objects.filter(post__in=posts).touching(month).select_related("site", "team").order_by("id")
    return [posting for posting in found if plans.of(posting) is not None]


def scored_in(
    people: PersonQuerySet, month: Month, plans: versions.PlansInForce | None = None, *, but: int | None = None
) -> PersonQuerySet:
    """Of these people those who are scored in the month; ``but``: who leads is not given to act for oneself."""
    leading = {posting.person_id for posting in leading_postings(month, plans)} - {but}
    agents = Posting.objects.of_agents().touching(month).values("person_id")
    return people.filter(Q(pk__in=agents) | Q(pk__in=leading))
