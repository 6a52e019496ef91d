"""Reads of complaints as sentences."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from people.visibility import led_postings, sees_everybody, sites_led

if TYPE_CHECKING:
    from people.models import Account

AGAIN = timedelta(days=30)
"""A complaint of the same resident or place and category within this time is a repeat."""


class ComplaintQuerySet(models.QuerySet[Any]):
    """Words of complaints."""

    def standing(self) -> "ComplaintQuerySet":
        """Not voided with the import that brought it."""
        return self.filter(stands=True)

    def visible_to(self, account: "Account") -> "ComplaintQuerySet":
        """What one received, handles or handled, or was held responsible for; those of the people and sites that the
        account leads; all for who sees everybody.

        Where a team is led and not its site, complaints at the site that nobody handles yet are seen too.
        """
        complaints = self.standing()
        if sees_everybody(account):
            return complaints
        led = led_postings(account)
        steps = self.model._meta.get_field("steps").related_model._default_manager.filter(stands=True)
        own = Q(agent=account.person_id) | Q(kind="received", recorded_by=account.pk)
        own |= Q(agent__in=led.values("person_id"))
        seen = Q(pk__in=steps.filter(own).values("complaint_id")) | Q(site__in=sites_led(account).values("pk"))
        nobodys = Q(handler=None, site__in=led.filter(site__isnull=False).values("site_id"))
        return complaints.filter(seen | nobodys)

    def handled_by(self, account: "Account") -> "ComplaintQuerySet":
        """Those that the account's person handles or handled, or took one of the three steps of."""
        steps = self.model._meta.get_field("steps").related_model._default_manager.filter(stands=True)
        whose = Q(agent=account.person_id, kind__in=("received", "assigned", "closed"))
        whose |= Q(recorded_by=account.pk, kind__in=("soothed", "understood", "closed"))
        return self.filter(pk__in=steps.filter(whose).values("complaint_id"))

    def repeated_by(self, complaint: Any) -> "ComplaintQuerySet":
        """Earlier complaints that this one repeats."""
        same = Q(phone=complaint.phone) if complaint.phone else Q(pk=None)
        if complaint.site_id and complaint.room:
            building = Q(building=complaint.building_id) | Q(building=None)
            same |= Q(site=complaint.site_id, room=complaint.room) & building
        if complaint.category_id is None:
            return self.none()
        since = complaint.received_at - AGAIN
        earlier = Q(received_at__gte=since) & (
            Q(received_at__lt=complaint.received_at) | Q(received_at=complaint.received_at, pk__lt=complaint.pk or 0)
        )
        return self.standing().filter(same, earlier, category=complaint.category_id).exclude(pk=complaint.pk)

    def with_repeats(self) -> "ComplaintQuerySet":
        """Each with ``is_repeat``: whether an earlier one is of the same resident or place, and category."""
        earlier = self.model._default_manager.filter(
            Q(phone=OuterRef("phone")) & ~Q(phone="")
            | Q(site=OuterRef("site"), room=OuterRef("room"))
            & ~Q(room="")
            & (Q(building=OuterRef("building")) | Q(building=None)),
            stands=True,
            category=OuterRef("category"),
            received_at__gte=OuterRef("received_at") - AGAIN,
        ).filter(
            Q(received_at__lt=OuterRef("received_at")) | Q(received_at=OuterRef("received_at"), pk__lt=OuterRef("pk"))
        )
        found: ComplaintQuerySet = self.annotate(is_repeat=Exists(earlier))
        return found
