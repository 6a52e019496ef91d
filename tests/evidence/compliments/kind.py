"""Compliments, as a kind of evidence."""

from django.urls import reverse

from evidence.kind import Kind, Shown, Table

from .models import Compliment


def _shown(compliment: Compliment) -> Shown:
    address = reverse("evidence:compliments")
    return Shown(compliment.number, address, subject=compliment.words, at=compliment.received_at)


LETTERS = Table(
    model=Compliment,
    code="compliment",
    whose="agent",
    counts_at="received_at",
    guarded=("agent", "received_at", "stands"),
    shown=_shown,
)

COMPLIMENTS = Kind(
    code="compliments",
    label="Compliments",
    tables=(LETTERS,),
    verbs={"record_compliment": "Compliment recorded"},
    page="evidence:compliments",
    urls="tests.evidence.compliments.urls",
    imports=("tests.evidence.compliments.importing.KIND",),
)
