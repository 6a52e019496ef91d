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
        """What is about people the account may see, and what is about nobody, as the kind declares (``Table.whose``).

        A table that declares nothing, or that no kind names, is seen by nobody.
        """
        from evidence.kind import EVERYBODY, NOBODY
        from evidence.kinds import table_of
        from people.models import Posting

        table, facts = table_of(self.model), self.standing()
        if table is None or table.whose == NOBODY:
            return self.none()
        if table.whose == EVERYBODY or account.has_role(*ALL_SEEING):
            return facts
        own = Q(**{table.whose: account.person_id})
        if account.has_role("supervisor"):
            own |= Q(**{f"{table.whose}__in": Posting.objects.led_by(account).values("person_id")})
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
