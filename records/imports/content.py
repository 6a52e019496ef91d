"""The bytes of an uploaded file, as they are kept with its batch."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from records.models import Batch


@contextmanager
def content(batch: Batch) -> Iterator[BinaryIO]:
    """The bytes of the batch's file. Raises `Refused` where the store has lost it."""
    try:
        opened = batch.file.open("rb")
    except FileNotFoundError:
        raise Refused(_("The file is not kept any more; send it again."), code="file_gone") from None
    with opened:
        yield opened.file
