"""Who reviews whom: whoever leads the person in the month; HR for those nobody leads; nobody the own card."""

from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from people.access import LEADS
from people.models import Account, Posting
from people.posts import Post
from people.visibility import FOREVER, NextMonth


def leader_of_card() -> Coalesce:
    """Inside a statement about cards: the key of a person who leads the card's agent in its month and can log in.

    Null where nobody does. As ``people.visibility`` has it: the supervisor of the team, or whoever is posted as a
    supervisor to the team or to the whole site.
    """
    postings = Posting.objects.filter(_touching(OuterRef("month__first_day")), person=OuterRef("agent"))
    postings = postings.order_by("first_day", "pk")
    of_team = postings.filter(team__supervisor__in=_leaders()).exclude(team__supervisor=F("person"))
    posted = postings.annotate(leader=Subquery(_posted_over().values("person")[:1])).exclude(leader=None)
    return Coalesce(Subquery(of_team.values("team__supervisor")[:1]), Subquery(posted.values("leader")[:1]))


def _posted_over() -> Any:
    """Postings of supervisors over the posting outside, with a day in common in the card's month."""
    own = Posting.objects.filter(_touching(OuterRef(OuterRef("month__first_day"))), post=Post.SUPERVISOR)
    own = own.filter(Q(last_day=None) | Q(last_day__gte=OuterRef("first_day")), person__in=_leaders())
    own = own.filter(first_day__lte=Coalesce(OuterRef("last_day"), FOREVER)).exclude(person=OuterRef("person"))
    return own.filter(Q(team=OuterRef("team")) | Q(team=None, site=OuterRef("site"))).order_by("pk")


def _touching(first_day: Any) -> Q:
    return Q(first_day__lt=NextMonth(first_day)) & (Q(last_day=None) | Q(last_day__gte=first_day))


def _leaders() -> Any:
    return Account.objects.filter(is_active=True, roles__overlap=list(LEADS)).order_by().values("person_id")
