"""Files for readers, always as attachment; tables as XLSX or CSV in which no cell runs as a formula."""

import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from records.imports.formats import write_csv, write_xlsx

MOST_ROWS = 50_000
"""Of one file; who wants more narrows the list."""
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def kind_asked(text: str) -> str:
    """``csv`` where that was asked for, else ``xlsx``."""
    return "csv" if text == "csv" else "xlsx"


def written(rows: Sequence[Sequence[Any]], kind: str) -> bytes:
    """The rows as a file, heads first."""
    stream = io.BytesIO()
    if kind == "csv":
        write_csv(stream, rows)
    else:
        write_xlsx(stream, rows)
    return stream.getvalue()


def table(rows: Sequence[Sequence[Any]], name: str, kind: str) -> HttpResponse:
    """The rows as an attachment of this name."""
    return attachment(written(rows, kind), name, KINDS[kind])


def attachment(data: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be saved, never shown by the browser itself."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
