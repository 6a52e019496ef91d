"""Rows that another program pushes: judged and stored as the same rows of a file would be (IMPORTS), all or nothing.

A few are stored while the caller waits, many by the worker. What was stored is an import like others, with undo; what
was refused stands there too, to be looked at, and is replaced by the next try of the same rows. A push never changes
how the files of its source are read.
"""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.canonical import sha256_hex
from records.imports import pipeline, running
from records.imports.kinds import Kind, fields_of, riders
from records.imports.profile import Profile
from records.models import ApiKey, Batch, ImportRun

from . import table
from .answers import NotDone
from .bodies import Body
from .outcomes import Pushed, of_batch, of_outcome

if TYPE_CHECKING:
    from people.models import Account

AT_ONCE = 500
"""Rows that are judged and stored while the caller waits."""


def push(kind: Kind, body: Body, *, key: ApiKey, by: Account) -> Pushed:
    """Judge the rows and, unless it is a dry run or one of them is wrong, store them all. Raises Refused for what
    concerns the whole, NotDone where cards of closed months would change that nobody has said to know of."""
    fields = fields_of([kind, *riders(kind)])
    known = [field.name for field in fields]
    if strange := [name for name in body.rows[0] if name not in known]:
        sentence = str(_("“%(name)s” is no field of this kind; it has: %(fields)s."))
        told = sentence % {"name": strange[0][:60], "fields": ", ".join(known)}
        raise NotDone(422, "unknown_field", told, field=strange[0][:60])
    document = table.document(kind.code, body)
    Profile.from_document(document)
    content = table.written(body.rows, fields)
    batch = _batch(kind, body, content, key)
    batch.profile, batch.by, batch.key = document, by, key
    if len(body.rows) > AT_ONCE:
        return _later(batch, body, content, by)
    return _at_once(kind, batch, body, content)


def _batch(kind: Kind, body: Body, content: bytes, key: ApiKey) -> Batch:
    """A new import, or the refused one of the same rows: who tries again every minute leaves one, not hundreds."""
    same = {"kind": kind.code, "source": body.source, "file_sha256": pipeline.checksum(io.BytesIO(content))}
    refused = Batch.objects.filter(state=Batch.State.REFUSED, key=key, part_of=None, **same).first()
    return refused or Batch(kind=kind.code, source=body.source, file_name=_name(kind, body))


def _name(kind: Kind, body: Body) -> str:
    return f"{slugify(body.source, allow_unicode=True)[:60] or 'api'}-{kind.code}.csv"


@transaction.atomic
def _later(batch: Batch, body: Body, content: bytes, by: Account) -> Pushed:
    """Kept, and promised to the worker; the same checks are made there."""
    if not batch.file:
        batch.file.save(batch.file_name, ContentFile(content), save=False)
    batch.detail, batch.file_sha256 = {}, pipeline.checksum(io.BytesIO(content))
    batch.state, batch.rows = Batch.State.UPLOADED, len(body.rows)
    batch.save()
    confirmed = [*(["accept_repeats"] if body.accept_repeats else []), *([body.seen_cards] if body.seen_cards else [])]
    act = ImportRun.Act.CHECK if body.dry_run else ImportRun.Act.STORE
    running.ask(batch, act, by=by, confirmed=tuple(confirmed))
    return of_batch(batch)


@transaction.atomic
def _at_once(kind: Kind, batch: Batch, body: Body, content: bytes) -> Pushed:
    request = pipeline.Request(
        kind=kind,
        now=timezone.now(),
        profile=Profile.from_document(batch.profile),
        by=batch.by,
        dry_run=body.dry_run,
        accept_repeats=body.accept_repeats,
        waits=False,
    )
    outcome = pipeline.run(request, io.BytesIO(content), batch=batch)
    moved = batch.detail.get("moved", [])
    if outcome.stored and moved and body.seen_cards != sha256_hex(moved):
        sentence = _("Cards of closed months would change. Look at them, and push again with this “seen_cards”.")
        raise NotDone(
            409, "cards_unseen", sentence, seen_cards=sha256_hex(moved), cards=Counter(card["month"] for card in moved)
        )
    if body.dry_run or (outcome.stored and _nothing_new(batch)):
        transaction.set_rollback(True)
        batch.pk = None
    elif not batch.file:
        batch.file.save(batch.file_name, ContentFile(content))
    return of_outcome(outcome, table.places(content))


def _nothing_new(batch: Batch) -> bool:
    """Whether all of it stands already: who sends the day's rows every minute leaves one import, not hundreds."""
    return not (batch.created or batch.changed or batch.late or batch.detail["told"]["made"])
