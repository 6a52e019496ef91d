"""Archives: what is in them, counted while it is unpacked, because what an archive says about itself may be a lie."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from . import limits
from .table import TableError, _noop

ARCHIVE_SPECIES = (
    ("xl/workbook.bin", _noop("a binary workbook (.xlsb)")),
    ("word/document.xml", _noop("a Word document")),
    ("ppt/presentation.xml", _noop("a presentation")),
    ("META-INF/manifest.xml", _noop("an OpenDocument file")),
)


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """True for XLSX; `TableError` for the other kinds of document that are zip archives."""
    names = set(archive.namelist())
    for part, found in ARCHIVE_SPECIES:
        if part in names:
            raise TableError("not_a_table", found=found)
    return "xl/workbook.xml" in names


def open_archive(source: BinaryIO) -> zipfile.ZipFile:
    """The archive's directory, read but not believed. Raises `TableError` when damaged or encrypted."""
    try:
        archive = zipfile.ZipFile(_Bounded(source))
    except TableError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise TableError("damaged") from None
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise TableError("encrypted")
    return archive


class _Bounded:
    """An archive for `zipfile`, which reads the list of members at once, however long an archive says that it is."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.seek, self.tell, self.seekable = source.seek, source.tell, source.seekable

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises `TableError` where they are more than any list is long."""
        if size > limits.DIRECTORY_BYTES:
            raise TableError("too_many_files")
        return self._source.read(size)


def check_declared(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that already by its own directory unpacks to too much; nothing is unpacked for that."""
    packed = sum(member.compress_size for member in archive.infolist())
    unpacked = sum(member.file_size for member in archive.infolist())
    if limits.too_large(packed, unpacked, limits.WORKBOOK_BYTES):
        raise TableError("bomb", megabytes=unpacked // limits.MEGABYTE)


def parts(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member in megabytes. One that is longer or shorter than declared, or damaged, is a `TableError`."""
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(limits.MEGABYTE):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise TableError("damaged") from None


def unpack_zip(source: BinaryIO, archive: zipfile.ZipFile) -> BinaryIO:
    """The one file in a zip archive. Raises `TableError` if there are several, or if it is too large."""
    members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        names = ", ".join(member.filename[:100] for member in members[:3])
        raise TableError("several_files", count=len(members), names=names)
    member = members[0]
    if limits.too_large(member.compress_size, member.file_size, limits.TEXT_BYTES):
        raise TableError("bomb", megabytes=member.file_size // limits.MEGABYTE)
    return _spool(parts(archive, member), lambda: source.tell() - member.header_offset)


def unpack_gzip(source: BinaryIO) -> BinaryIO:
    """The file inside a gzip one. Raises `TableError` if it is damaged or too large."""

    def chunks() -> Iterator[bytes]:
        try:
            with gzip.GzipFile(fileobj=source) as stream:
                while chunk := stream.read(limits.MEGABYTE):
                    yield chunk
        except (gzip.BadGzipFile, zlib.error, EOFError):
            raise TableError("damaged") from None

    return _spool(chunks(), source.tell)


def _spool(chunks: Iterator[bytes], consumed: Callable[[], int]) -> BinaryIO:
    """The unpacked file; measured against what was `consumed` of the packed one so far, so that a bomb of any size is
    known by its first megabytes."""
    import tempfile

    spool = tempfile.TemporaryFile(prefix="kpi-table-")  # noqa: SIM115 - the caller closes it
    unpacked = 0
    try:
        for chunk in chunks:
            unpacked += len(chunk)
            if limits.too_large(consumed(), unpacked, limits.TEXT_BYTES):
                raise TableError("bomb", megabytes=unpacked // limits.MEGABYTE)
            spool.write(chunk)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return spool
