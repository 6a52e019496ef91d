"""Reads of suggestions as sentences."""

from django.apps import apps
from django.db.models import OuterRef, Subquery

from evidence.querysets import EvidenceQuerySet


class SuggestionQuerySet(EvidenceQuerySet):
    """Words of suggestions."""

    def with_implementation(self) -> "SuggestionQuerySet":
        """Each with ``done_on``: the day on which it was carried out, None where it was not."""
        done = apps.get_model("evidence", "Implementation")._default_manager.filter(
            idea__source=OuterRef("source"), idea__number=OuterRef("number")
        )
        found: SuggestionQuerySet = self.annotate(done_on=Subquery(done.values("done_on")[:1]))
        return found
