"""Reads of work orders as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from people.visibility import led_postings, sees_everybody, sites_led, teams_led

if TYPE_CHECKING:
    from people.models import Account


class WorkOrderQuerySet(models.QuerySet[Any]):
    """Words of work orders."""

    def standing(self) -> "WorkOrderQuerySet":
        """Not voided with its import."""
        return self.filter(stands=True)

    def nobodys(self) -> "WorkOrderQuerySet":
        """Orders that nobody is credited with: no agent is responsible, none completed them (SCORING §3)."""
        return self.standing().filter(agent=None, source_agent=None, completer=None).exclude(state="cancelled")

    def visible_to(self, account: "Account") -> "WorkOrderQuerySet":
        """One's own; those of the people, teams and sites that the account leads; all for who sees everybody.

        Where a team is led and not its site, the site's orders that nobody is responsible for yet are seen too.
        """
        orders = self.standing()
        if sees_everybody(account):
            return orders
        own = Q(agent_id=account.person_id) | Q(source_agent_id=account.person_id)
        own |= Q(pk__in=self.model.objects.filter(events__agent_id=account.person_id).values("pk"))
        led = led_postings(account)
        nobodys = Q(team=None, agent=None, source_agent=None)
        own |= Q(team__in=teams_led(account).values("pk"))
        own |= Q(site__in=sites_led(account).values("pk"))
        own |= Q(agent__in=led.values("person_id"))
        own |= nobodys & Q(site__in=led.filter(site__isnull=False).values("site_id"))
        return orders.filter(own)
