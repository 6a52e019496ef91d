"""Reads of evidence as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

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
