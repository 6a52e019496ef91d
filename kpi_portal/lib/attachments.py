"""Files that people attach, one way for all rooms: known by what they hold, never by what they are called; kept under
names that tell nothing, without what a camera notes beside the picture; given out only through a room's own view.
"""

from collections.abc import Collection
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from kpi_portal.lib import pictures

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
PDF = "application/pdf"
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", PDF: "pdf"}
"""What may be attached, and how its file is called."""
PICTURES = frozenset(pictures.CLEANERS)
"""What every browser shows."""
ANY = frozenset(SUFFIXES)


def kind_of(start: bytes) -> str:
    """The content type by the first bytes (12 are enough); empty for what is never kept."""
    if start.startswith(b"%PDF-"):
        return PDF
    return pictures.kind_of(start)


def taken(file: "UploadedFile[Any]", kinds: Collection[str] = ANY) -> SimpleUploadedFile:
    """The file as it is kept: its ``content_type`` is what it holds; of pictures, only the picture. Raises forms'
    ValidationError with a sentence that names the file."""
    named = {"name": file.name}
    if (file.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("%(name)s is larger than 10 MB."), params=named)
    data = file.read()
    kind = kind_of(data[:12])
    if kind not in kinds:
        raise forms.ValidationError(_refusal(kinds), params=named)
    if kind in pictures.CLEANERS:
        try:
            data = pictures.CLEANERS[kind](data)
        except pictures.Damaged:
            sentence = _("%(name)s is damaged: it cannot be read to its end.")
            raise forms.ValidationError(sentence, params=named) from None
    return SimpleUploadedFile(file.name or "file", data, content_type=kind)


def _refusal(kinds: Collection[str]) -> str:
    if PDF in kinds:
        return _("%(name)s is no PDF, and no JPEG, PNG or WebP picture.")
    return _("%(name)s is no JPEG, PNG or WebP picture.")


def random_name(content_type: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return f"{uuid4().hex}.{SUFFIXES.get(content_type, 'bin')}"


def remove(row: Model, file: FieldFile) -> None:
    """The row goes with the transaction, and its file once that has ended well."""
    storage, name = file.storage, str(file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))


def given_out(file: FieldFile, content_type: str, *, name: str = "") -> HttpResponse:
    """The file for who may have it: a picture is shown, anything else is saved under ``name``. 404 where it is lost."""
    try:
        with file.open() as stored:
            data = stored.read()
    except FileNotFoundError as gone:
        raise Http404 from gone
    shown = content_type in PICTURES
    kind = content_type if shown else "application/octet-stream"
    answer = HttpResponse(data, content_type=kind, headers={"Cache-Control": "private, max-age=3600"})
    if name or not shown:
        answer["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    return answer
