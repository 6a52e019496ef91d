"""Who can be responsible for an order of a site."""

from django.db.models import Q
from django.utils import timezone

from people.models import Person, Posting
from people.querysets import PersonQuerySet


def posted_at(site: int | None) -> PersonQuerySet:
    """People posted as agents today, at the site (key) or for the whole company."""
    today = timezone.localdate()
    postings = Posting.objects.of_agents().filter(Q(last_day=None) | Q(last_day__gte=today), first_day__lte=today)
    here = postings if site is None else postings.filter(Q(site=site) | Q(site=None))
    people: PersonQuerySet = Person.objects.standing().filter(is_active=True, pk__in=here.values("person_id"))
    return people
