"""Reads of evidence as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from people.visibility import rows_seen

if TYPE_CHECKING:
    from people.models import Account


class EvidenceQuerySet(models.QuerySet[Any]):
    """Words every kind of evidence understands."""

    def standing(self) -> "EvidenceQuerySet":
        """Neither superseded nor voided."""
        return self.filter(stands=True)

    def now_of(self, pk: int) -> "EvidenceQuerySet":
        """Of these the one that stands of the fact whose revision has this key, so that old addresses lead to it."""
        named = self.model._default_manager.filter(pk=pk)
        return self.filter(source__in=named.values("source"), number__in=named.values("number"))

    def visible_to(self, account: "Account") -> "EvidenceQuerySet":
        """What is about people the account may see in the month of the fact, and what is about nobody, as the kind
        declares (``Table.whose``, ``Table.counts_at``); what counts in no month yet, by who leads today.

        A table that declares nothing, or that no kind names, is seen by nobody.
        """
        from evidence.kinds import table_of

        table = table_of(self.model)
        if table is None:
            return self.none()
        return rows_seen(self.standing(), account, whose=table.whose, month=table.month, is_contact=table.is_contact)

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
