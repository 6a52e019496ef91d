"""One standing object of every model in both companies, with the company's canary in every text that people write.

Keys, user names, staff numbers and order numbers are the same on both sides; only the canaries differ. A new model
gets its object by itself: values by the type of each field, relations to the standing objects, the person is 王芳.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from kpi_portal.lib.company_connection import connection
from people.models import Account, Person, Posting
from records import ledger, months
from scoring import closing, publishing
from scoring.models import (
    Card,
    CardFacts,
    CloseStep,
    Duty,
    MonthClose,
    ProvisionalCard,
    ProvisionalFacts,
    ProvisionalRun,
)
from tenants.models import Company
from tenants.owner import as_owner
from tests.months import closer, publisher
from tests.world_values import BY_FIELD, BY_NAME, LEFT_EMPTY, MONTH, NOON, SAME_ON_BOTH_SIDES

ROOMS = ("records", "people", "workorders", "evidence", "scoring", "reports")
MADE_BY_A_PASS = (MonthClose, CloseStep, Card, CardFacts, Duty, ProvisionalRun, ProvisionalCard, ProvisionalFacts)


def canary_of(company: Company) -> str:
    """The word that must be seen nowhere but in this company."""
    return f"canary-{company.schema_name}"


def build(company: Company) -> None:
    """Everything of one company. The connection stays in its schema."""
    connection.set_tenant(company)
    canary = canary_of(company)
    with as_owner():
        Company.objects.filter(pk=company.pk).update(name=f"{company.name} {canary}")
    with transaction.atomic():
        months.record_for(MONTH)
        ledger.append(kind="standing", month=str(MONTH), body={"note": canary})
        for model in _models():
            _mark(model, canary)
            if not model._default_manager.exists():
                make(model, canary)
    closing.run_close(closing.request_close(month=MONTH, by=closer(), ring=False).pk)
    with transaction.atomic():
        publishing.publish_month(month=MONTH, by=publisher())


def standing(model: type[models.Model]) -> models.Model:
    """王芳's own where she has one, else the first."""
    rows = model._default_manager.order_by("pk")
    agent = Person.objects.get(account__username="agent")
    if model is Person:
        return agent
    owner = {Account: "person", Posting: "person"}.get(model) or _field_of_person(model)
    found = rows.filter(**{owner: agent}).first() if owner else None
    return found or rows[0]


def _models() -> Iterator[type[models.Model]]:
    every = itertools.chain.from_iterable(apps.get_app_config(room).get_models() for room in ROOMS)
    return (model for model in every if model not in MADE_BY_A_PASS)


def _field_of_person(model: type[models.Model]) -> str:
    related = [field.name for field in model._meta.fields if field.related_model is Person]
    return next((name for name in ("agent", "person", *related) if name in related), "")


def _mark(model: type[models.Model], canary: str) -> None:
    """Put the canary into the texts of the cast's rows."""
    texts = [field.name for field in model._meta.fields if _is_free_text(field)]
    if model._meta.app_label == "people" and texts:
        model._default_manager.update(**{name: Concat(F(name), Value(f" {canary}")) for name in texts})


def _is_free_text(field: models.Field[Any, Any]) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
    return is_text and not field.choices and field.name not in SAME_ON_BOTH_SIDES


def make(model: type[models.Model], canary: str) -> models.Model:
    """The standing row of a model; what it refers to is made first."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        name = f"{model._meta.label}.{field.name}"
        if (field.related_model or not field.primary_key) and name not in LEFT_EMPTY:
            values[field.name] = BY_FIELD.get(name) or _value(field, canary)
    return model._default_manager.create(**values)


def _value(field: models.Field[Any, Any], canary: str) -> Any:
    target = field.related_model
    if target is not None:
        return _related(field, target, canary)
    if field.choices:
        return next(key for key, _label in field.choices)
    if BY_NAME.get(field.name) is not None:
        return BY_NAME[field.name]
    return _by_type(field, canary)


def _related(field: models.Field[Any, Any], target: Any, canary: str) -> Any:
    if target is field.model:
        return None
    return standing(target) if target._default_manager.exists() else make(target, canary)


def _by_type(field: models.Field[Any, Any], canary: str) -> Any:
    if isinstance(field, models.FileField):
        return ContentFile(f"number,note\nN-0001,{canary}\n".encode(), name="standing.csv")
    if _is_free_text(field):
        return canary[: field.max_length]
    for kind, value in BY_TYPE.items():
        if isinstance(field, kind):
            return value
    return field.get_default()


BY_TYPE: dict[Any, Any] = {
    models.BooleanField: True,
    models.DateTimeField: NOON,
    models.DateField: date(2026, 10, 1),
    models.DecimalField: Decimal(1),
    models.PositiveSmallIntegerField: 1,
    models.PositiveIntegerField: 1,
    models.JSONField: {},
    ArrayField: [],
}
