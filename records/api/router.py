"""The addresses of pushing: which kinds there are, pushing rows of one, what came of it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import WithJsonSchema

from kpi_portal.lib.links import whole
from records.imports.fields import Field as KindField
from records.imports.kinds import Kind, all_kinds, fields_of, riders
from records.keys.bearer import require, whose
from records.keys.scopes import pushing as scope_of
from records.models import Batch

from . import bodies, pushing
from .answers import NotDone, Problem
from .body_schema import BODY
from .outcomes import Imports, Pushed, line_of, of_batch

router = Router(tags=["Pushing"])
KindCode = Annotated[str, WithJsonSchema({"type": "string", "enum": list(all_kinds())})]

MOST_LISTED = 200


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


@router.get("/imports/", response={200: Imports, 401: Problem, 422: Problem, 429: Problem}, url_name="imports")
def imports(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
    before: Annotated[
        int | None, Query(ge=1, lt=1 << 63, description="An `import_id`: those that came before it.")
    ] = None,
) -> Imports:
    """The pushes of this key, newest first, a page at a time: go on with `next` until it is empty."""
    key, _account = whose(request)
    found = Batch.objects.filter(key=key).order_by("-pk").prefetch_related("runs")
    page = list((found.filter(pk__lt=before) if before else found)[: limit + 1])
    rest = f"{reverse('api:imports')}?limit={limit}&before={page[limit - 1].pk}" if len(page) > limit else ""
    return Imports(imports=[line_of(batch) for batch in page[:limit]], next=whole(rest) if rest else "")


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
