"""Which contact a check is of: one contact is checked, and counted, once, whatever door the check came by.

A contact is named ``order:12``, ``call_back:7`` or, by the number that a recording system gave it, ``call:8812``. An
order that a file names before it is known is ``number:`` and a digest, the second name of the same contact.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kpi_portal.lib.names import identifier_key
from people.models import Person
from workorders.models import WorkOrder

LONGEST = 40
KNOWN_APART = (("order:", "number:"), ("call_back:",))
"""Two orders are two contacts, whatever the minute; numbers of calls are typed, and nobody makes two at once."""


def of_order(pk: int) -> str:
    """The name of an order as a contact."""
    return f"order:{pk}"


def of_call(number: str) -> str:
    """The name of a call by its number in the system that recorded it."""
    key = identifier_key(number)
    return f"call:{key}" if len(key) <= LONGEST - 5 else f"call:{_digest(key)}"


def of_number(source: str, number: str) -> str:
    """The name of an order by its number, and its source where that is said."""
    return f"number:{_digest(f'{source}:{identifier_key(number)}')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def named(order: WorkOrder | None, call: str) -> str:
    """The name of a contact by its order, else by the number of the call; empty where neither is known."""
    return of_order(order.pk) if order else of_call(call) if call else ""


def order_of(contact: str, among: QuerySet[WorkOrder]) -> WorkOrder | None:
    """The order that was checked, of those that somebody may see."""
    kind, _colon, pk = contact.partition(":")
    return among.filter(pk=pk).first() if kind == "order" else None


def names_of(contacts: Iterable[str]) -> dict[str, set[str]]:
    """Each with all its names: a known order may have been named by its number before it came."""
    found = {contact: {contact} for contact in contacts}
    keys = [int(contact.partition(":")[2]) for contact in found if contact.startswith("order:")]
    for pk, source, number in WorkOrder.objects.filter(pk__in=keys).values_list("pk", "source", "number"):
        found[of_order(pk)] |= {of_number(source, number), of_number("", number)}
    return found


def same(agent: Person, at: datetime, contact: str) -> Q:
    """Checks of this contact: by one of its names; by its minute, where the two may be one contact under two names."""
    minute = at.replace(second=0, microsecond=0)
    in_minute = Q(agent=agent, contact_at__gte=minute, contact_at__lt=minute + timedelta(minutes=1))
    if not contact:
        return in_minute
    named = Q(contact__in=names_of([contact])[contact])
    apart = [prefix for family in KNOWN_APART if contact.startswith(family) for prefix in family]
    return named | in_minute & ~Q(contact__regex=f"^({'|'.join(apart)})") if apart else named | in_minute


def may_be_one(one: str, other: str) -> bool:
    """Whether two different names may be of one contact."""
    return not any(one.startswith(family) and other.startswith(family) for family in KNOWN_APART)
