"""Which of several answers to one invitation counts, for lists (SCORING §3, ``satisfaction``)."""

from django.db.models import Exists, OuterRef, Q

from evidence.querysets import EvidenceQuerySet

from .models import SurveyAnswer


def with_later(answers: EvidenceQuerySet) -> EvidenceQuerySet:
    """Each answer with ``is_later``: another to its invitation came first; of two given at once the lower number."""
    before = Q(answered_at__lt=OuterRef("answered_at")) | Q(
        answered_at=OuterRef("answered_at"), number__lt=OuterRef("number")
    )
    others = SurveyAnswer.objects.filter(
        before, stands=True, source=OuterRef("source"), invitation=OuterRef("invitation")
    ).exclude(invitation="")
    told: EvidenceQuerySet = answers.annotate(is_later=Exists(others))
    return told
