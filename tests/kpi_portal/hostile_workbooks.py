"""Workbooks made to hurt whoever reads them: name → (content, the code they are refused with, empty if read)."""

import io
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain

from kpi_portal.lib.tables.xlsx_sheet import letters

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>'
LINKS = '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>number</t></is></c></row>'
FILE, FAR = "xl/worksheets/sheet1.xml", "http://127.0.0.1:1/worksheets/sheet1.xml"
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f"<!DOCTYPE x [<!ENTITY e0 'x'>{ENTITIES}]>"
FOREIGN = f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY % p SYSTEM '{FAR}'> %p;]>"


def archive_of(parts: Iterable[tuple[str, str | bytes]], *, packed: bool = True) -> bytes:
    """A zip archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return stream.getvalue()


def parts_of(others: dict[str, str | bytes], *, packed: bool = True) -> bytes:
    """A sound workbook of one cell, with some of its parts others."""
    sound = {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": LINKS, FILE: sheet(_row(2, "<v>1</v>"))}
    return archive_of((sound | others).items(), packed=packed)


def book(cells: str, strings: str = "", *, packed: bool = True, before: str = "", after: str = "") -> bytes:
    """A workbook of one sheet: the header and these rows; `before` stands before the sheet's first element."""
    parts: dict[str, str | bytes] = {FILE: before + sheet(cells, after)}
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {MAIN}>{strings}</sst>"
    return parts_of(parts, packed=packed)


def sheet(cells: str, after: str = "") -> str:
    """The XML of a sheet."""
    return f"<worksheet {MAIN}><sheetData>{HEADER}{cells}</sheetData>{after}</worksheet>"


def _row(number: int, inside: str, kind: str = "n") -> str:
    return f'<row r="{number}"><c r="A{number}" t="{kind}">{inside}</c></row>'


def _referenced(times: int, characters: int) -> bytes:
    """One long shared string, shown by many cells."""
    cells = "".join(_row(n, "<v>0</v>", "s") for n in range(2, times + 2))
    return book(cells, f"<si><t>{'x' * characters}</t></si>")


def _zip_bomb() -> bytes:
    """A workbook with half a gigabyte of blanks in it."""
    return _with(book("", "<si/>"), "xl/media.xml", [b" " * (1 << 20)] * 600)


def _with(workbook: bytes, name: str, portions: Iterable[bytes]) -> bytes:
    """A workbook with one more part, of which never more than a portion is held."""
    stream = io.BytesIO(workbook)
    packing = zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packing as archive, archive.open(name, "w") as part:
        part.writelines(portions)
    return stream.getvalue()


def _inline(times: int, characters: int) -> bytes:
    """A sheet of long strings, each in its own cell."""
    text = f"<is><t>{'x' * characters}</t></is>"
    begin, end = sheet("|").split("|")
    rows = (_row(n, text, "inlineStr").encode() for n in range(2, times + 2))
    return _with(archive_of([("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", LINKS)]), FILE,
                 chain([begin.encode()], rows, [end.encode()]))  # fmt: skip


def _wide(columns: int, row: int) -> bytes:
    """So many cells in one row."""
    return book(f'<row r="{row}">' + "<c><v>1</v></c>" * columns + "</row>")


def _merged_columns(columns: int, *, filled: int = 0) -> bytes:
    """Cells that speak for every row below, in a sheet of a hundred thousand rows."""
    ranges = "".join(f'<mergeCell ref="{letters(n)}2:{letters(n)}1048576"/>' for n in range(1, columns + 1))
    first = "<row>" + "<c><v>1</v></c>" * filled + "</row>"
    return book(first + "".join(f"<row><c><v>{n}</v></c></row>" for n in range(100_000)), after=ranges)


def _styles(codes: str, styles: str, *, packed: bool = False) -> bytes:
    part = f"<styleSheet {MAIN}><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"
    return parts_of({"xl/styles.xml": part}, packed=packed)


def _named(sheets: Iterable[str], *, rows: int) -> bytes:
    """Sheets without a value, all of them in one part."""
    more = "".join(f'<sheet name="{name}" sheetId="1" r:id="a"/>' for name in sheets)
    empty = f"<worksheet {MAIN}><sheetData>{'<row/>' * rows}</sheetData></worksheet>"
    return parts_of({"xl/workbook.xml": BOOK.replace("</sheets>", more + "</sheets>"), FILE: empty})


def _long_names() -> bytes:
    cells = "".join(f"<c t='inlineStr'><is><t>{'n' * 32_000}{n}</t></is></c>" for n in range(500))
    return parts_of({FILE: f"<worksheet {MAIN}><sheetData><row>{cells}</row></sheetData></worksheet>"}, packed=False)


def _in(part: str, content: str, *, packed: bool = True) -> Callable[[], bytes]:
    return partial(parts_of, {part: content}, packed=packed)


BIG = partial(book, packed=False)
DEFINED = "<definedNames>" + "<definedName name='x'>S!A1</definedName>" * 500_000 + "</definedNames></workbook>"
ONE_CODE = f"<numFmt numFmtId='200' formatCode='{'0' * 400_000}'/>"
WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a string of 900 KB shown 100,000 times": (lambda: _referenced(100_000, 900_000), "field_too_long"),
    "a string that a cell can hold, shown 100,000 times": (lambda: _referenced(100_000, 32_000), "too_much_text"),
    "a string of 100 MB inside a cell": (
        lambda: BIG(_row(2, f"<is><t>{'x' * 100_000_000}</t></is>", "inlineStr")),
        "field_too_long",
    ),
    "600 MB of strings inside cells": (lambda: _inline(20_000, 32_000), "bomb"),
    "a string of four million parts": (
        lambda: BIG(_row(2, "<is>" + "<t>x</t>" * 4_000_000 + "</is>", "inlineStr")),
        "field_too_long",
    ),
    "50 MB of character references": (lambda: BIG(_row(2, f"<v>{'&#65;' * 10_000_000}</v>", "str")), "field_too_long"),
    "a lone cell a million rows down": (lambda: book('<row r="1000000"><c r="W1000000"><v>1</v></c></row>'), ""),
    "a lone cell at the far end": (lambda: book('<row r="1048576"><c r="XFD1048576"/></row>'), "too_many_cells"),
    "as many empty rows as there can be": (lambda: book("<row/>" * 1_048_575), ""),
    "more rows than there can be": (lambda: book("<row/>" * 1_048_577), "damaged"),
    "as many columns as there can be": (lambda: _wide(16_384, 2), ""),
    "one column more": (lambda: _wide(16_385, 2), "damaged"),
    "a size that is a lie": (
        _in(FILE, sheet(_row(2, "<v>1</v>")).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')),
        "",
    ),
    "column names of 16 MB": (_long_names, "header_too_long"),
    "tags that are never closed": (lambda: book("<c " + "<f" * 2_000_000), "damaged"),
    "formulas without an end": (lambda: book('<c r="A1" t="e"><f>' * 300_000), "damaged"),
    "an attribute of 30 MB": (lambda: BIG(f'<row r="2" x="{"y" * 30_000_000}"/>'), "damaged"),
    "a comment of 60 MB": (lambda: BIG("", before=f"<!--{'x' * 60_000_000}-->"), "damaged"),
    "half a million names of elements": (
        lambda: BIG("".join(f'<n{n}:row xmlns:n{n}="x"/>' for n in range(500_000))),
        "damaged",
    ),
    "merged cells without an end": (lambda: BIG("<mergeCell " + "mergeCell " * 1_500_000), "damaged"),
    "half a million merged cells": (lambda: BIG("", after='<mergeCell ref="A2:B2"/>' * 500_000), "damaged"),
    "half a million defined names": (_in("xl/workbook.xml", BOOK.replace("</workbook>", DEFINED)), "bomb"),
    "the same, not packed": (_in("xl/workbook.xml", BOOK.replace("</workbook>", DEFINED), packed=False), "damaged"),
    "three million styles": (lambda: _styles("", "<xf/>" * 3_000_000), "damaged"),
    "a long format shown by 20,000 styles": (lambda: _styles(ONE_CODE, "<xf numFmtId='200'/>" * 20_000), "damaged"),
    "every column merged down to the end": (lambda: _merged_columns(16_384), ""),
    "every column merged and filled": (lambda: _merged_columns(16_384, filled=16_384), "too_many_cells"),
    "a long text merged down to the end": (
        lambda: book(
            _row(2, f"<v>{'x' * 32_000}</v>", "str") + "<row><c/><c><v>1</v></c></row>" * 100_000,
            after='<mergeCell ref="A2:A1048576"/>',
        ),
        "too_much_text",
    ),
    "15,000 names of one large sheet": (lambda: _named(map(str, range(15_000)), rows=100_000), "damaged"),
    "44 MB of empty strings": (lambda: BIG("", "<si><t/></si>" * 3_500_000), "too_much_text"),
    "entities of entities": (lambda: book("", before=LAUGHS), "damaged"),
    "entities of entities among the strings": (_in("xl/sharedStrings.xml", LAUGHS + "<sst/>"), "damaged"),
    "entities of entities among the styles": (_in("xl/styles.xml", LAUGHS + "<styleSheet/>"), "damaged"),
    "entities of other files": (lambda: book("", before=FOREIGN), "damaged"),
    "entities of other files in the list of sheets": (_in("xl/workbook.xml", FOREIGN + BOOK), "damaged"),
    "a sheet that lies elsewhere": (
        _in("xl/_rels/workbook.xml.rels", LINKS.replace("Target=", f'TargetMode="External" Target="{FAR}" x=')),
        "damaged",
    ),
    "a sheet outside the archive": (
        _in("xl/_rels/workbook.xml.rels", LINKS.replace("worksheets/", "../../../worksheets/")),
        "damaged",
    ),
    "links to other workbooks": (
        _in("xl/externalLinks/_rels/externalLink1.xml.rels", f'<Relationships><Relationship Target="{FAR}"/></R'),
        "",
    ),
    "an encoding of more bytes": (lambda: book("", before='<?xml version="1.0" encoding="gbk"?>'), "damaged"),
    "an encoding that is none": (lambda: book("", before='<?xml version="1.0" encoding="zlib"?>'), "damaged"),
    "a number that only a programmer reads": (lambda: book(_row(2, "<v>1_000</v>")), "damaged"),
    "half a gigabyte of blanks in a workbook": (_zip_bomb, "bomb"),
}
