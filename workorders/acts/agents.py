"""Who can be responsible for an order of a site."""

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from people.models import Person, Posting
from people.querysets import PersonQuerySet


def posted_at(site: int | None) -> PersonQuerySet:
    """People posted as agents today, at the site (key) or for the whole company."""
    return posted_at_any({site})


def posted_at_any(sites: Collection[int | None]) -> PersonQuerySet:
    """The same of several sites; who is posted anywhere, where an order of no site is among them."""
    today = timezone.localdate()
    postings = Posting.objects.of_agents().filter(Q(last_day=None) | Q(last_day__gte=today), first_day__lte=today)
    here = postings if None in sites else postings.filter(Q(site__in=sites) | Q(site=None))
    people: PersonQuerySet = Person.objects.standing().filter(is_active=True, pk__in=here.values("person_id"))
    return people
