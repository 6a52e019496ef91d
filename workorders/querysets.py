"""Reads of work orders as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from people.querysets import ALL_SEEING

if TYPE_CHECKING:
    from people.models import Account


class WorkOrderQuerySet(models.QuerySet[Any]):
    """Words of work orders."""

    def standing(self) -> "WorkOrderQuerySet":
        """Not voided with its import."""
        return self.filter(stands=True)

    def visible_to(self, account: "Account") -> "WorkOrderQuerySet":
        """All for HR and administrators; a supervisor's sites and teams; an agent's own."""
        from people.models import Posting

        orders = self.standing()
        if account.has_role(*ALL_SEEING):
            return orders
        own = Q(agent_id=account.person_id) | Q(source_agent_id=account.person_id)
        own |= Q(pk__in=self.model.objects.filter(events__agent_id=account.person_id).values("pk"))
        if account.has_role("supervisor"):
            led = Posting.objects.led_by(account)
            own |= Q(team__supervisor_id=account.person_id)
            own |= Q(site_id__in=led.filter(site__isnull=False).values("site_id"))
            own |= Q(agent_id__in=led.values("person_id"))
        return orders.filter(own)
