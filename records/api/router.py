"""The addresses of pushing: which kinds there are, pushing rows of one, what came of it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status
from pydantic import WithJsonSchema

from records.imports.fields import Field as KindField
from records.imports.kinds import Kind, all_kinds, fields_of, riders
from records.keys.bearer import require, whose
from records.keys.scopes import pushing as scope_of
from records.models import Batch

from . import bodies, pushing
from .answers import NotDone, Problem
from .body_schema import BODY
from .outcomes import Pushed, of_batch

router = Router(tags=["Pushing"])
KindCode = Annotated[str, WithJsonSchema({"type": "string", "enum": list(all_kinds())})]


class FieldSaid(Schema):
    """One field of a kind."""

    name: str
    label: str
    type: str
    required: bool
    choices: dict[str, str] = Field({}, description="Code → what people call it; either may be sent.")
    help: str = ""


class KindSaid(Schema):
    """What can be pushed."""

    kind: str
    label: str
    fields: list[FieldSaid]


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 429), Problem)


@router.get("/kinds", response={200: list[KindSaid], 401: Problem, 429: Problem}, url_name="kinds")
def kinds(request: HttpRequest) -> list[KindSaid]:
    """The kinds that this key may push, with their fields."""
    key, _account = whose(request)
    return [_kind(kind) for kind in all_kinds().values() if scope_of(kind.code) in key.scopes]


@router.post(
    "/push/{kind}",
    response={200: Pushed, 202: Pushed, 422: Pushed | Problem, **REFUSALS},
    openapi_extra=BODY,
    url_name="push",
)
def push(request: HttpRequest, kind: KindCode) -> Status[Pushed]:
    """Push one row or many of a kind. Scope: `push:KIND`.

    All rows are stored or none. The same rows again change nothing, later ones of the same source and number correct
    the earlier. Up to 500 rows are stored at once (200); more are taken by the worker (202, look at the import).
    """
    if kind not in all_kinds():
        raise NotDone(404, "no_kind", _("There is no such kind of rows."))
    key, account = require(request, scope_of(kind))
    told = pushing.push(all_kinds()[kind], bodies.read(request), key=key, by=account)
    if told.state == "waiting":
        return Status(202, told)
    return Status(422 if told.wrong else 200, told)


@router.get(
    "/imports/{int:import_id}",
    response={200: Pushed, 401: Problem, 404: Problem, 429: Problem},
    url_name="import",
)
def pushed(request: HttpRequest, import_id: int) -> Pushed:
    """What came of a push of this key, or how far the worker is with it."""
    key, _account = whose(request)
    batch = Batch.objects.filter(pk=import_id, key=key).first() if import_id < 1 << 63 else None
    if batch is None:
        raise NotDone(404, "no_import", _("This key has pushed no such import."))
    return of_batch(batch)


def _kind(kind: Kind) -> KindSaid:
    fields = fields_of([kind, *riders(kind)])
    return KindSaid(kind=kind.code, label=str(kind.label), fields=[_field(field) for field in fields])


def _field(field: KindField) -> FieldSaid:
    return FieldSaid(
        name=field.name,
        label=str(field.label),
        type=field.type,
        required=field.required,
        choices=field.shown_choices(),
        help=str(field.help),
    )
