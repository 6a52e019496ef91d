"""Sites and teams that an import made up (IMPORTS §1): they yield to what somebody states about them, and go with the
undo of the import, if nothing else rests on them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.db.models import ForeignObjectRel, Model, Q, QuerySet

from people.models import Building, Site, Team
from records.models import Batch, Fact

STATING = ("postings", "sites")
"""Kinds of import whose rows say what a site is, not only its name."""


def sites_only_named() -> QuerySet[Site]:
    """Those of which no more is known than that a file named them."""
    return Site.objects.exclude(batch=None).exclude(batch__kind__in=STATING)


def made_by(batch: Batch) -> list[Team | Site]:
    """Teams and sites that it made up."""
    return [place for model in (Team, Site) for place in model._default_manager.filter(batch=batch)]


def sweep(batch: Batch) -> list[str]:
    """After the undo of an import: teams, buildings and sites that it, or one undone before, made up and that nothing
    rests on any more are gone. Which sites and teams that were."""
    gone: list[str] = []
    for model in (Team, Site):
        undone = Q(batch=batch) | Q(batch__state=Batch.State.UNDONE)
        for place in model._default_manager.filter(undone):
            buildings = Building.objects.filter(undone, site=place) if isinstance(place, Site) else ()
            if not any(_carries(each, beside=len(buildings)) for each in (*buildings, place)):
                for each in (*buildings, place):
                    _let_go(each)
                    each.delete()
                gone.append(str(place))
    return gone


def _carries(place: Model, *, beside: int) -> bool:
    """Whether anything rests on it beside so many buildings that are asked themselves. What an undo has voided does
    not."""
    for relation in _relations(place):
        model = relation.related_model
        rows = model._default_manager.filter(**{relation.field.name: place})
        standing = rows.filter(stands=True) if _stands(model) else rows
        if standing.count() > (beside if model is Building else 0):
            return True
    return False


def _let_go(place: Model) -> None:
    """Voided facts name it no longer; those that say nothing without it (a target of the team) go along."""
    for relation in _relations(place):
        if not _stands(relation.related_model):
            continue
        voided = relation.related_model._default_manager.filter(**{relation.field.name: place})
        try:
            with transaction.atomic():
                voided.update(**{relation.field.name: None})
        except IntegrityError:
            voided.delete()


def _relations(place: Model) -> Iterator[ForeignObjectRel]:
    """Whatever can name it, hidden ones too."""
    fields = place._meta.get_fields(include_hidden=True)
    return (field for field in fields if isinstance(field, ForeignObjectRel))


def _stands(model: type[Model]) -> bool:
    return issubclass(model, Fact) or any(field.name == "stands" for field in model._meta.fields)
