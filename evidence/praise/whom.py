"""Whom somebody can bring in praise of."""

from django.db.models import Q
from django.utils import timezone

from evidence.forms import agents_among
from people.models import Account, Person, Posting
from people.querysets import PersonQuerySet
from people.visibility import sees_everybody
from records import months


def praised_by(account: Account) -> PersonQuerySet:
    """The agents whom the account may see, and those who are posted now at the sites of the own person (at every one
    where the own posting names none); never oneself."""
    seen: PersonQuerySet = agents_among(Person.objects.visible_to(account))
    if sees_everybody(account):
        return seen.exclude(pk=account.person_id)
    month = months.month_containing(timezone.now())
    own = set(Posting.objects.filter(person=account.person_id).touching(month).values_list("site_id", flat=True))
    beside = Posting.objects.of_agents().touching(month)
    if own and None not in own:
        beside = beside.filter(Q(site__in=own) | Q(site=None))
    people = Person.objects.standing().filter(is_active=True, pk__in=beside.values("person_id"))
    found = Person.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=people.values("pk")))
    return found.exclude(pk=account.person_id).in_chinese_order()
