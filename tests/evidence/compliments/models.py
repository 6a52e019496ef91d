"""Praise of residents for one agent."""

from django.db import models

from evidence.querysets import EvidenceQuerySet
from people.models import Person
from records.models import Fact


class Compliment(Fact):
    """A letter or banner for an agent."""

    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    words = models.TextField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        app_label = "evidence"  # only because this package lies below tests/
