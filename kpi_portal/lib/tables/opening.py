"""Which kind of file this is, by its content.

The child that reads starts anew for every file: the reader of a kind is imported when there is something for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import BinaryIO

from .csv_reading import read_csv
from .table import Table, TableError, _noop

ZIP, GZIP, OLD_EXCEL = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
FOREIGN = (
    (b"%PDF", _noop("a PDF document")),
    (b"\x89PNG", _noop("a picture")),
    (b"\xff\xd8\xff", _noop("a picture")),
    (b"GIF8", _noop("a picture")),
    (b"7z\xbc\xaf", _noop("a 7-Zip archive")),
    (b"Rar!", _noop("a RAR archive")),
    (b"BZh", _noop("a bzip2 archive")),
    (b"\xfd7zXZ", _noop("an xz archive")),
    (b"SQLite format", _noop("a database")),
    (b"\x7fELF", _noop("a program")),
    (b"MZ\x90", _noop("a program")),
    (b"PK\x05\x06", _noop("an empty archive")),
    (b"{\\rtf", _noop("a text document")),
)
WEB_PAGE = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")


@contextmanager
def open_here(
    stream: BinaryIO, *, header_row: int = 1, sheet: str = "", encoding: str = "", delimiter: str = ""
) -> Iterator[Table]:
    """The table in a file (seekable), for the length of a `with` block, read in this very process.

    `header_row` is the row with the column names, counted from 1 (empty rows from there on are passed over; with 0 the
    table has no names and all rows, with `NAMES_ONLY` a workbook is not read at all); `sheet` names a worksheet;
    `encoding` and `delimiter` override what is found out
    of a CSV (byte order mark, else UTF-8, else GB18030). Raises `TableError`.
    """
    with ExitStack() as stack:
        read_text = partial(read_csv, header_row=max(header_row, 0), encoding=encoding, delimiter=delimiter)
        yield _open(stream, stack, read_text, header_row=header_row, sheet=sheet)


def _open(
    stream: BinaryIO, stack: ExitStack, read_text: Callable[[BinaryIO], Table], *, header_row: int, sheet: str
) -> Table:
    for _layer in range(2):
        head = _head(stream)
        if head.startswith((ZIP, GZIP)):
            from . import unpacking
        if head.startswith(ZIP):
            archive = stack.enter_context(unpacking.open_archive(stream))
            if unpacking.is_workbook(archive):
                from .xlsx_reading import read_xlsx

                return read_xlsx(archive, header_row=header_row, sheet=sheet)
            stream = stack.enter_context(unpacking.unpack_zip(stream, archive))
        elif head.startswith(GZIP):
            stream = stack.enter_context(unpacking.unpack_gzip(stream))
    return _unpacked(stream, read_text, header_row=header_row, sheet=sheet)


def _unpacked(stream: BinaryIO, read_text: Callable[[BinaryIO], Table], *, header_row: int, sheet: str) -> Table:
    """An old workbook or a text. Raises `TableError` for anything else."""
    head = _head(stream)
    if head.startswith(OLD_EXCEL):
        from .xls_reading import read_xls

        return read_xls(stream, header_row=header_row, sheet=sheet)
    if head.startswith((ZIP, GZIP)):
        raise TableError("nested")
    _refuse_foreign(head)
    return read_text(stream)


def _head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    head = stream.read(512)
    stream.seek(0)
    return head


def _refuse_foreign(head: bytes) -> None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise TableError("empty")
    for start, found in FOREIGN:
        if head.startswith(start):
            raise TableError("not_a_table", found=found)
    if text[:64].lower().startswith(WEB_PAGE):
        raise TableError("web_page")
