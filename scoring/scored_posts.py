"""Who is scored in a month: agents, and people in leading posts for which a plan is in force then (SCORING §1)."""

from django.db.models import Exists, OuterRef, Q

from kpi_portal.lib.month import Month
from people.access import AGENT
from people.models import Account, Posting
from people.posts import Post
from people.querysets import PersonQuerySet, PostingQuerySet
from scoring.models import PlanVersion
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


def by_a_plan_for_the_post(month: Month | None = None) -> PostingQuerySet:
    """Postings as agent, and those in a post for which a version is published, in force in the month (None: ever); one
    statement, for lists and menus. Whether a version reaches the posting's own site is left to ``PlansInForce.of``."""
    plans = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED, is_trial=False, post=OuterRef("post"))
    postings: PostingQuerySet = Posting.objects.all()
    if month is not None:
        plans, postings = plans.filter(valid_from__lte=month.first_day), postings.touching(month)
    return postings.filter(Q(post=Post.AGENT) | Exists(plans))


def is_scored(account: Account) -> bool:
    """Whether there are, or may come to be, cards of the account's own: by role, else one statement a request."""
    if account.has_role(AGENT):
        return True
    if not getattr(account, "is_posted_to_lead", True):
        return False
    if "is_scored" not in account.__dict__:  # menu, home and inbox ask
        account.__dict__["is_scored"] = by_a_plan_for_the_post().filter(person=account.person_id).exists()
    return bool(account.__dict__["is_scored"])
