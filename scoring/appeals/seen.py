"""Whose appeals an account may see."""

from typing import TYPE_CHECKING, Any

from django.db import models

from people.visibility import rows_seen

if TYPE_CHECKING:
    from people.models import Account


class AppealQuerySet(models.QuerySet[Any]):
    """Words of appeals."""

    def visible_to(self, account: "Account") -> "AppealQuerySet":
        """Those of the people whom the account may see in the month of the card."""
        return rows_seen(self, account, whose="agent", month=models.F("first_day"))

    def with_due(self) -> "AppealQuerySet":
        """Each with ``due``: until when its last round is to be answered."""
        rounds = self.model._meta.get_field("rounds").related_model._default_manager
        of_each = rounds.filter(appeal=models.OuterRef("pk")).order_by("-due").values("due")
        found: AppealQuerySet = self.annotate(due=models.Subquery(of_each[:1]))
        return found

    def parts(self) -> "dict[str, tuple[AppealQuerySet, str]]":
        """The two parts of the list, and their order: what waits, the most urgent first; the others, newest first."""
        answered = self.exclude(state="open")
        return {"waiting": (self.waiting().with_due(), "due"), "answered": (answered, "-pk")}

    def waiting(self) -> "AppealQuerySet":
        """Those that somebody has to answer."""
        return self.filter(state="open")
