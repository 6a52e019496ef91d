"""Reads of evidence as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from people.querysets import ALL_SEEING

if TYPE_CHECKING:
    from people.models import Account


class EvidenceQuerySet(models.QuerySet[Any]):
    """Words every kind of evidence understands."""

    def standing(self) -> "EvidenceQuerySet":
        """Neither superseded nor voided."""
        return self.filter(stands=True)

    def visible_to(self, account: "Account") -> "EvidenceQuerySet":
        """All for HR and administrators; a supervisor's people; an agent's own. Sessions are everybody's."""
        from people.models import Posting

        facts = self.standing()
        if account.has_role(*ALL_SEEING) or not hasattr(self.model, "agent"):
            return facts
        own = Q(agent_id=account.person_id)
        if account.has_role("supervisor"):
            own |= Q(agent_id__in=Posting.objects.led_by(account).values("person_id"))
        return facts.filter(own)

    def with_turnout(self, account: "Account") -> "EvidenceQuerySet":
        """Training sessions with ``invited`` (not excused) and ``attended``, of the agents the account may see."""
        from evidence.models import TrainingAttendance

        seen = TrainingAttendance.objects.visible_to(account).filter(session=OuterRef("pk")).order_by()

        def number(of: models.QuerySet[Any]) -> Coalesce:
            counted = of.values("session").annotate(n=Count("pk")).values("n")
            return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)

        counted: EvidenceQuerySet = self.annotate(
            invited=number(seen.exclude(status="excused")), attended=number(seen.filter(status="attended"))
        )
        return counted
