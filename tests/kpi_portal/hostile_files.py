"""Files made to hurt whoever reads them: name → (content, the code they are refused with; empty if they are read)."""

import gzip
import io
import zipfile
from collections.abc import Callable

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>'
LINKS = '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>number</t></is></c></row>'


def book(cells: str, strings: str = "", *, packed: bool = True, before: str = "") -> bytes:
    """A workbook of one sheet: the header and these rows; `before` stands before the sheet's first element."""
    sheet = f"{before}<worksheet {MAIN}><sheetData>{HEADER}{cells}</sheetData></worksheet>"
    parts = {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": LINKS, "xl/worksheets/sheet1.xml": sheet}
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {MAIN}>{strings}</sst>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _referenced(times: int, characters: int) -> bytes:
    """One long shared string, shown by many cells."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, times + 2))
    return book(cells, f"<si><t>{'x' * characters}</t></si>")


def _bomb() -> bytes:
    """Three gigabytes of zeros in three megabytes."""
    portion = gzip.compress(b"0" * (64 << 20), 9)
    return gzip.compress(b"number,created_at\r\n") + portion * 47


def _zip_bomb() -> bytes:
    """A workbook whose strings are half a gigabyte of blanks."""
    stream = io.BytesIO(book("", "<si/>"))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media.xml", "w") as part:
        for _ in range(600):
            part.write(b" " * (1 << 20))
    return stream.getvalue()


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a string of 900 KB shown 100,000 times": (lambda: _referenced(100_000, 900_000), "field_too_long"),
    "a string that a cell can hold, shown 100,000 times": (lambda: _referenced(100_000, 32_000), "too_much_text"),
    "a lone cell a million rows down": (lambda: book('<row r="1000000"><c r="W1000000"><v>1</v></c></row>'), ""),
    "a lone cell at the far end": (lambda: book('<row r="1048576"><c r="XFD1048576"/></row>'), "too_many_cells"),
    "tags that are never closed": (lambda: book("<c " + "<f" * 2_000_000), "damaged"),
    "formulas without an end": (lambda: book('<c r="A1" t="e"><f>' * 300_000), "damaged"),
    "an attribute of 30 MB": (lambda: book(f'<row r="2" x="{"y" * 30_000_000}"/>', packed=False), "damaged"),
    "merged cells without an end": (lambda: book("<mergeCell " + "mergeCell " * 1_500_000, packed=False), "damaged"),
    "44 MB of empty strings": (lambda: book("", "<si><t/></si>" * 3_500_000, packed=False), "too_much_text"),
    "entities of entities": (lambda: book("", before=f"<!DOCTYPE x [<!ENTITY e0 'x'>{ENTITIES}]>"), "damaged"),
    "half a gigabyte of blanks in a workbook": (_zip_bomb, "bomb"),
    "3 GB in a gzip": (_bomb, "bomb"),
    "one field of 40 MB": (lambda: b"number,room\r\n1," + b"x" * 40_000_000, "line_too_long"),
    "one quoted field of 40 MB in short lines": (
        lambda: b'number,room\r\n1,"' + b"xxxxxxx\n" * 5_000_000,
        "field_too_long",
    ),
    "a record that never ends": (lambda: b"number,room\r\n" + b'"\n",' * 8_000_000, "line_too_long"),
    "a million columns": (lambda: b"," * 1_000_000 + b"\r\n", "too_wide"),
    "nothing but NUL": (lambda: b"number,room\r\n" * 400 + b"\0" * 20_000_000, "line_too_long"),
}
