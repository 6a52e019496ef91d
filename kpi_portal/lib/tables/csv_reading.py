"""Delimited text as rows, streamed: memory does not grow with the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from . import limits
from .table import Row, Table, TableError, column_names

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_CHARACTERS = 64 * 1024
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_csv(source: BinaryIO, *, header_row: int = 1, encoding: str = "", delimiter: str = "") -> Table:
    """`source` (seekable) as a table; encoding and delimiter are found out unless they are named. Raises
    `TableError`."""
    csv.field_size_limit(limits.CELL_CHARACTERS)
    encoding = _named(source, encoding) if encoding else _detected(source)
    sample = _text(source, encoding).read(SAMPLE_CHARACTERS)
    found, skipped = _delimiter(sample, header_row)
    delimiter = delimiter or found
    if header_row == 0:
        return _without_header(source, encoding, delimiter, skipped)
    records = _records(source, encoding, delimiter)
    header = next((row for row in records if row.number >= header_row + skipped and any(row.cells)), None)
    if header is None:
        raise TableError("no_header", row=header_row)
    columns = column_names(header.cells, header.number)

    def rows() -> Iterator[Row]:
        for row in _records(source, encoding, delimiter):
            if row.number > header.number and any(row.cells):
                yield row

    return Table(columns, "csv", encoding.removesuffix("-sig").upper(), rows, delimiter=delimiter)


def _without_header(source: BinaryIO, encoding: str, delimiter: str, skipped: int) -> Table:
    def rows() -> Iterator[Row]:
        for row in _records(source, encoding, delimiter):
            if row.number > skipped and any(row.cells):
                yield row._replace(number=row.number - skipped)

    return Table((), "csv", encoding.removesuffix("-sig").upper(), rows, delimiter=delimiter)


def _detected(source: BinaryIO) -> str:
    source.seek(0)
    head = source.read(4096)
    for mark, name in MARKS:
        if head.startswith(mark):
            return _named(source, name)
    if head.count(0) > len(head) // 4:
        raise TableError("utf16_without_mark")
    for name in ("utf-8", "gb18030"):
        unreadable = _first_unreadable(source, name)
        if unreadable is None:
            return name
    raise TableError("encoding", offset=_first_unreadable(source, "utf-8"))


def _named(source: BinaryIO, encoding: str) -> str:
    unreadable = _first_unreadable(source, encoding)
    if unreadable is not None:
        raise TableError("encoding_named", encoding=encoding.removesuffix("-sig"), offset=unreadable)
    return encoding


def _first_unreadable(source: BinaryIO, encoding: str) -> int | None:
    """The offset of the first byte that is not `encoding`, None if all are: one pass, a megabyte at a time."""
    decoder = codecs.getincrementaldecoder(encoding)()
    source.seek(0)
    before = 0
    while True:
        chunk = source.read(limits.MEGABYTE)
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return before - pending + error.start
        if not chunk:
            return None
        before += len(chunk)


def _text(source: BinaryIO, encoding: str) -> io.TextIOWrapper:
    source.seek(0)
    return io.TextIOWrapper(io.BufferedReader(_Kept(source), limits.MEGABYTE), encoding=encoding, newline="")


class _Kept(io.RawIOBase):
    """The source behind a wrapper that does not close it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        chunk = self._source.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


class _Lines:
    """The lines of a text, none of them longer than a table's, and no record of more lines than a record can have."""

    def __init__(self, source: BinaryIO, encoding: str, delimiter: str) -> None:
        self._text = _text(source, encoding)
        self._delimiter = delimiter
        self._number = 0
        self.since_record = 0
        """Characters since the last record ended; the reader of records sets it back."""

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(limits.LINE_CHARACTERS):
            self._number += 1
            self.since_record += len(line)
            if len(line) >= limits.LINE_CHARACTERS or self.since_record > limits.RECORD_CHARACTERS:
                raise TableError("line_too_long", row=self._number, limit=limits.LINE_CHARACTERS)
            if len(line) > limits.DELIMITERS_IN_A_LINE:
                self._refuse_too_wide(line)
            yield line

    def _refuse_too_wide(self, line: str) -> None:
        columns = line.count(self._delimiter) + 1
        if columns > limits.DELIMITERS_IN_A_LINE:
            raise TableError("too_wide", columns=columns, limit=limits.COLUMNS)


def _records(source: BinaryIO, encoding: str, delimiter: str) -> Iterator[Row]:
    lines = _Lines(source, encoding, delimiter)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    for _ in range(limits.ROWS):
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise TableError("field_too_long", row=start, limit=limits.CELL_CHARACTERS) from None
            raise TableError("quotes", row=start) from None
        lines.since_record = 0
        yield Row(start, cells)
    raise TableError("too_many_rows", limit=limits.ROWS)


def _delimiter(sample: str, header_row: int) -> tuple[str, int]:
    """The delimiter, and how many lines stand before the file's first row (1 for Excel's `sep=;`)."""
    lines = sample.splitlines(keepends=True)
    if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4], 1
    lines = lines[max(header_row - 1, 0) :]
    if len(sample) >= SAMPLE_CHARACTERS and len(lines) > 1:
        lines.pop()
    if header_row == 0:
        return max(DELIMITERS, key=lambda candidate: _regular(lines, candidate)), 0
    return max(DELIMITERS, key=lambda candidate: _fit(lines, candidate)), 0


def _regular(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many records have the commonest width of more than one if split at `delimiter`, and that width."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if len(cells) > 1)
    except csv.Error:
        return (0, 0)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _fit(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many records are as wide as the header if split at `delimiter`, and how wide that is."""
    widths = []
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        widths = [len(cells) for cells in reader if cells]
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] < 2:
        return (0, 0)
    return (sum(width == widths[0] for width in widths), widths[0])
