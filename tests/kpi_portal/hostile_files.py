"""Files made to hurt whoever reads them: name → (content, the code they are refused with, empty if read)."""

import gzip
import io
import zipfile
from collections.abc import Callable

from tests.kpi_portal.hostile_workbooks import WORKBOOKS, archive_of

CSV = "number,room\r\n1,2\r\n"


def _bomb() -> bytes:
    """Three gigabytes of zeros in three megabytes."""
    portion = gzip.compress(b"0" * (64 << 20), 9)
    return gzip.compress(b"number,created_at\r\n") + portion * 47


def _crowd(members: int) -> bytes:
    """An archive of so many empty files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(members):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    return stream.getvalue()


def _locked() -> bytes:
    """An archive that says that its member has a password."""
    content = bytearray(archive_of([("t.csv", CSV)]))
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _lying() -> bytes:
    """An archive that gives out its member for smaller than it is."""
    content = bytearray(archive_of([("t.csv", CSV + "1,2\r\n" * 1_000_000)]))
    place = content.rfind(b"PK\x01\x02") + 24
    content[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def _nested(times: int) -> bytes:
    content: str | bytes = CSV
    for _ in range(times):
        content = archive_of([("t.zip", content)])
    return bytes(content)  # type: ignore[arg-type]


ARCHIVES: dict[str, tuple[Callable[[], bytes], str]] = {
    "folders in an archive": (lambda: archive_of([("a/", ""), ("a/b/c/t.csv", CSV)]), ""),
    "a name that leads out of the archive": (lambda: archive_of([("../../../etc/t.csv", CSV)]), ""),
    "a name that leads to the root": (lambda: archive_of([("/etc/cron.d/t", CSV)]), ""),
    "an archive with a password": (_locked, "encrypted"),
    "a member that is larger than it says": (_lying, "damaged"),
    "an archive of 100,000 files": (lambda: _crowd(100_000), "too_many_files"),
    "an archive of 3,000 files": (lambda: _crowd(3_000), "several_files"),
    "an archive in an archive in an archive": (lambda: _nested(3), "nested"),
    "3 GB in a gzip": (_bomb, "bomb"),
}
TEXTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "one field of 40 MB": (lambda: b"number,room\r\n1," + b"x" * 40_000_000, "line_too_long"),
    "one line of 100 MB": (lambda: b"x" * 100_000_000, "line_too_long"),
    "one quoted field of 40 MB in short lines": (
        lambda: b'number,room\r\n1,"' + b"xxxxxxx\n" * 5_000_000,
        "field_too_long",
    ),
    "a quotation mark that never ends": (lambda: b'number,room\r\n1,"' + b"x,y\n" * 13_000_000, "field_too_long"),
    "nothing but quotation marks": (lambda: b"number,room\r\n" + b'""' * 25_000_000, "line_too_long"),
    "a record that never ends": (lambda: b"number,room\r\n" + b'"\n",' * 8_000_000, "line_too_long"),
    "a million columns": (lambda: b"," * 1_000_000 + b"\r\n", "too_wide"),
    "a million columns in a row": (lambda: b"number,room\r\n" + b"," * 1_000_000 + b"\r\n", "too_wide"),
    "a column name of 900 KB": (lambda: b"number," + b"x" * 900_000 + b"\r\n1,2\r\n", "header_too_long"),
    "nothing but NUL": (lambda: b"number,room\r\n" * 400 + b"\0" * 20_000_000, "line_too_long"),
    "NUL in the names": (lambda: b"number\0,room\r\n1,2\r\n", "header_nul"),
    "NUL in every cell": (lambda: b"number,room\r\n" + b"a\0b,abc\r\n" * 100_000, ""),
    "20 million empty lines": (lambda: b"number,room\r\n" + b"\r\n" * 20_000_000, "too_many_rows"),
    "15 million empty rows": (lambda: b"number,room\r\n" + b",\r\n" * 15_000_000, "too_many_rows"),
    "half of a character, ten million times": (lambda: b"\xff\xfe" + b"\x00\xd8" * 10_000_000, "encoding_named"),
    "a workbook of the nineties": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000_000, "damaged"),
}
FILES = WORKBOOKS | ARCHIVES | TEXTS
