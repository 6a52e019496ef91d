"""Who may see whom: the one rule of all rooms, closed by default (DESIGN, habit 20).

A role that sees everybody (``access.SEES_EVERYBODY``) sees everybody. Who leads sees, in a month, the people posted to

- a team that the own person leads, or that the own posting as supervisor names;
- a site that the own posting as supervisor names without naming a team.

Everyone else sees themselves. Who checks contacts (``access.SEES_CONTACTS``) sees the contacts of all, and else only
what is their own. Rows of other rooms belong to people: ``rows_seen`` asks each kind whose its rows are,
and shows nobody what says nothing.
"""

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from kpi_portal.lib.month import Month
from people.access import LEADS, SEES_CONTACTS, SEES_EVERYBODY
from people.posts import Post

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from people.models import Account
    from people.querysets import PersonQuerySet, PostingQuerySet

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")

NOBODYS = ""
"""What a model that says nothing has for ``whose``: its rows are seen by nobody."""
EVERYBODYS = "*"
"""Rows that every account may see, like the sessions of a training."""
FOREVER = Value(datetime.date.max)


class NextMonth(models.Func):
    """The first day of the month after this first day."""

    template = "((%(expressions)s) + interval '1 month')::date"
    output_field = models.DateField()


def sees_everybody(account: "Account") -> bool:
    """Whether one of the account's roles sees all people and all that is theirs."""
    return account.has_role(*SEES_EVERYBODY)


def sees_contacts(account: "Account") -> bool:
    """Whether one of the account's roles sees all contacts with residents, whoever had them."""
    return account.has_role(*SEES_EVERYBODY, *SEES_CONTACTS)


def people_seen(account: "Account", month: Month | None = None) -> "PersonQuerySet":
    """The people whom the account may see, in this month; without one, in any."""
    from people.models import Person

    people: PersonQuerySet = Person.objects.standing()
    if sees_everybody(account):
        return people
    return people.filter(Q(pk=account.person_id) | Q(pk__in=led_postings(account, month).values("person_id")))


def people_contacted(account: "Account", month: Month | None = None) -> "PersonQuerySet":
    """The people whose contacts with residents the account may see, in this month; without one, in any."""
    from people.models import Person

    everybody: PersonQuerySet = Person.objects.standing()
    return everybody if sees_contacts(account) else people_seen(account, month)


def led_postings(account: "Account", month: Month | None = None) -> "PostingQuerySet":
    """The postings to teams and sites that the account leads; none for roles that lead nobody.

    Where the leading rests on an own posting, both have a day in common (and, in a month, one of that month).
    """
    first_day = Value(month.first_day) if month else None
    return _led(account, first_day, first_day)


def _led(account: "Account", first_day: Any, in_own: Any) -> "PostingQuerySet":
    """Postings led in the month of ``first_day`` (None: ever); ``in_own`` is the same as the own postings reach it."""
    from people.models import Posting

    postings: PostingQuerySet = Posting.objects.all()
    if not account.has_role(*LEADS):
        return postings.none()
    own = _own_postings(account).filter(Q(last_day=None) | Q(last_day__gte=OuterRef("first_day")))
    own = own.filter(first_day__lte=Coalesce(OuterRef("last_day"), FOREVER))
    own = own.filter(Q(team=OuterRef("team")) | Q(team=None, site=OuterRef("site")))
    if first_day is not None:
        postings, own = postings.filter(_touching(first_day)), own.filter(_touching(in_own))
    return postings.filter(Q(team__supervisor_id=account.person_id) | Exists(own))


def _touching(first_day: Any) -> Q:
    """Postings with a day in the month that begins on this day (three spans that meet in pairs share a day)."""
    return Q(first_day__lt=NextMonth(first_day)) & (Q(last_day=None) | Q(last_day__gte=first_day))


def teams_led(account: "Account", month: Month | None = None) -> "models.QuerySet[Any]":
    """Teams that the account leads: as their supervisor, by its own posting, or as part of a site led whole."""
    from people.models import Posting, Team

    if not account.has_role(*LEADS):
        return Team.objects.none()
    own = _own_postings(account, month).filter(team__isnull=False)
    at_sites = Posting.objects.filter(team__isnull=False, site__in=sites_led(account, month))
    return Team.objects.filter(
        Q(supervisor_id=account.person_id) | Q(pk__in=own.values("team_id")) | Q(pk__in=at_sites.values("team_id"))
    )


def sites_led(account: "Account", month: Month | None = None) -> "models.QuerySet[Any]":
    """Sites that the account leads whole: its own posting names them and no team."""
    from people.models import Site

    if not account.has_role(*LEADS):
        return Site.objects.none()
    own = _own_postings(account, month).filter(team=None, site__isnull=False)
    return Site.objects.filter(pk__in=own.values("site_id"))


def rows_seen(
    rows: Rows, account: "Account", *, whose: str, month: "Combinable", is_contact: bool = False
) -> Rows:  # fmt: skip
    """The rows that belong to people whom the account may see in the month of the row.

    ``whose`` is the path from a row to its person, ``EVERYBODYS``, or ``NOBODYS`` where the model does not say: then
    nobody sees a row, whatever the role. ``month`` is the first day of the row's month. ``is_contact``: a row is a
    contact with a resident.
    """
    if whose == NOBODYS:
        return rows.none()
    if whose == EVERYBODYS or sees_everybody(account) or (is_contact and sees_contacts(account)):
        return rows
    own = Q(**{whose: account.person_id})
    led = _led(account, OuterRef("seen_in"), OuterRef(OuterRef("seen_in")))
    return rows.alias(seen_in=month).filter(own | Exists(led.filter(person_id=OuterRef(whose))))


def _own_postings(account: "Account", month: Month | None = None) -> "PostingQuerySet":
    """Where the account's person is posted as a supervisor."""
    from people.models import Posting

    own: PostingQuerySet = Posting.objects.filter(person_id=account.person_id, post=Post.SUPERVISOR)
    return own if month is None else own.touching(month)
