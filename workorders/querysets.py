"""Reads of work orders as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.access import AGENT, COLLEAGUE
from people.visibility import led_postings, sees_contacts, sites_led, teams_led

if TYPE_CHECKING:
    from people.models import Account


def _at_own_sites(account: "Account") -> Q:
    """Orders that are worked in the portal, at the sites where an agent is posted today."""
    from people.models import Posting

    if not account.has_role(AGENT):
        return Q(pk=None)
    today = timezone.localdate()
    own = Posting.objects.of_agents().filter(person_id=account.person_id, first_day__lte=today)
    return Q(handling__isnull=False, site__in=own.exclude(last_day__lt=today).values("site_id"))


class WorkOrderQuerySet(models.QuerySet[Any]):
    """Words of work orders."""

    def standing(self) -> "WorkOrderQuerySet":
        """Not voided with its import."""
        return self.filter(stands=True)

    def nobodys(self) -> "WorkOrderQuerySet":
        """Orders that nobody is credited with: no agent is responsible, none completed them (SCORING §3)."""
        return self.standing().filter(agent=None, source_agent=None, completer=None).exclude(state="cancelled")

    def visible_to(self, account: "Account") -> "WorkOrderQuerySet":
        """Those that the account is in charge of; all for who sees all contacts."""
        return self.standing() if sees_contacts(account) else self.in_charge(account)

    def in_charge(self, account: "Account") -> "WorkOrderQuerySet":
        """One's own; those of the people, teams and sites that the account leads; those of a colleague's department.

        Where a team is led and not its site, the site's orders that nobody is responsible for yet are led too.
        """
        own = Q(agent_id=account.person_id) | Q(source_agent_id=account.person_id)
        own |= Q(first_contact_owner_id=account.person_id)
        own |= Q(agent=None, source_agent=None) & _at_own_sites(account)
        own |= Q(pk__in=self.model.objects.filter(events__agent_id=account.person_id).values("pk"))
        led = led_postings(account)
        nobodys = Q(team=None, agent=None, source_agent=None)
        own |= Q(team__in=teams_led(account).values("pk"))
        own |= Q(site__in=sites_led(account).values("pk"))
        own |= Q(agent__in=led.values("person_id"))
        own |= nobodys & Q(site__in=led.filter(site__isnull=False).values("site_id"))
        return self.standing().filter(own | self._of_department(account))

    def to_call_back(self, account: "Account") -> "WorkOrderQuerySet":
        """Completed orders whose resident nobody has called yet. Somebody else than who was responsible calls."""
        due = self.callable_by(account).filter(state="completed", correction="", handling__called_back_at=None)
        return due.filter(handling__archived_at=None)

    def callable_by(self, account: "Account") -> "WorkOrderQuerySet":
        """Orders of the portal about whose resident the account may know: those it sees, and an agent's of the sites
        where the agent is posted."""
        seen = Q(pk__in=self.model.objects.visible_to(account).values("pk")) | _at_own_sites(account)
        return self.standing().filter(seen, handling__isnull=False)

    def _of_department(self, account: "Account") -> Q:
        """Orders that the account's department is to do; of a colleague who belongs to none, nobody's."""
        department = account.person.department_id
        if department is None or not account.has_role(COLLEAGUE):
            return Q(pk=None)
        return Q(handling__department_id=department)
