"""What stands around the sheets of a workbook: which sheets there are, its date system, its formats, its strings."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator

from . import limits, unpacking
from .table import TableError
from .xlsx_values import Format, shows
from .xml_stream import read_xml


class Workbook:
    """A workbook but for its cells."""

    def __init__(self) -> None:
        self.sheets: dict[str, tuple[zipfile.ZipInfo, bool]] = {}
        """Name of each worksheet → its part, and whether it is visible; in the workbook's order."""
        self.since_1904 = False
        self.formats: list[Format] = []
        """What the cells of a style show, by the style's number."""
        self.strings: list[str] = []


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """Everything but the cells and the shared strings. Raises `TableError`."""
    book = Workbook()
    targets = _targets(archive)
    read: set[str] = set()

    def sheet(attributes: dict[str, str]) -> None:
        relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        path = targets.get(relation, "")
        if "worksheets/" in path:
            shown = attributes.get("state", "visible") == "visible"
            if path in read:
                raise TableError("damaged")  # one part under a thousand names would be read a thousand times
            read.add(path)
            book.sheets[attributes.get("name", "")] = (_member(archive, path), shown)

    def properties(attributes: dict[str, str]) -> None:
        book.since_1904 = attributes.get("date1904", "0") in {"1", "true"}

    _read(archive, "xl/workbook.xml", {"sheet": sheet, "workbookPr": properties})
    if "xl/styles.xml" in archive.NameToInfo:
        book.formats = _formats(archive)
    return book


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Id of each relation of the workbook → the path of its part."""
    targets: dict[str, str] = {}

    def relation(attributes: dict[str, str]) -> None:
        path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
        targets[attributes.get("Id", "")] = path.lstrip("/")

    _read(archive, "xl/_rels/workbook.xml.rels", {"Relationship": relation})
    return targets


class _Formats:
    """The styles of cells while they are read."""

    def __init__(self) -> None:
        self.found: list[Format] = []
        self.starts = {"numFmt": self._code, "cellXfs": self._begin, "xf": self._style}
        self.ends = {"cellXfs": self._end}
        self._codes: dict[int, Format] = {}
        """By the number of a format of the workbook's own. Its code is looked at once, however many styles show it."""
        self._of_cells = False

    def _code(self, attributes: dict[str, str]) -> None:
        number = _whole(attributes.get("numFmtId"))
        self._codes[number] = shows(number, attributes.get("formatCode", ""))

    def _begin(self, _: dict[str, str]) -> None:
        self._of_cells = True

    def _end(self) -> None:
        self._of_cells = False

    def _style(self, attributes: dict[str, str]) -> None:
        if self._of_cells:
            number = _whole(attributes.get("numFmtId"))
            self.found.append(self._codes.get(number) or shows(number, None))


def _formats(archive: zipfile.ZipFile) -> list[Format]:
    formats = _Formats()
    for _ in read_xml(_small(archive, "xl/styles.xml"), formats.starts, formats.ends):
        pass
    return formats.found


def read_strings(archive: zipfile.ZipFile) -> list[str]:
    """The shared strings, phonetic guides left out. Raises `TableError` where they are more than any table needs."""
    member = archive.NameToInfo.get("xl/sharedStrings.xml")
    if member is None:
        return []
    _refuse_too_many(archive, member)
    strings = _Strings()
    for _ in read_xml(unpacking.parts(archive, member), strings.starts, strings.ends, strings.text.add):
        pass
    return strings.found


def _refuse_too_many(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Entries are counted before any is made: 44 MB of empty strings would be three million objects."""
    entries = sum(chunk.count(b"<si") for chunk in unpacking.parts(archive, member))
    if entries > limits.WORKBOOK_STRINGS:
        raise TableError("too_much_text", limit=limits.WORKBOOK_CHARACTERS)


class Text:
    """Character data while it is wanted; refused where it becomes longer than a cell can be."""

    __slots__ = ("_length", "_place", "parts", "wanted")

    def __init__(self, place: Callable[[], int]) -> None:
        self.wanted = False
        self.parts: list[str] = []
        self._length = 0
        self._place = place

    def add(self, text: str) -> None:
        """More of it."""
        if self.wanted:
            self._length += len(text)
            if self._length > limits.WORKBOOK_CELL_CHARACTERS:
                raise TableError("field_too_long", row=self._place(), limit=limits.WORKBOOK_CELL_CHARACTERS)
            self.parts.append(text)

    def take(self) -> str:
        """What there is, and nothing from now on."""
        text = "".join(self.parts)
        self.parts.clear()
        self._length = 0
        self.wanted = False
        return text


class _Strings:
    """The table of shared strings while it is read."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.text = Text(lambda: len(self.found) + 1)
        self._characters = 0
        self._phonetic = False
        self.starts = {"t": self._want, "rPh": self._begin_phonetic}
        self.ends = {"t": self._rest, "rPh": self._end_phonetic, "si": self._entry}

    def _want(self, _: dict[str, str]) -> None:
        self.text.wanted = not self._phonetic

    def _rest(self) -> None:
        self.text.wanted = False

    def _begin_phonetic(self, _: dict[str, str]) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def _entry(self) -> None:
        text = self.text.take()
        self._characters += len(text)
        self.found.append(text)
        if len(self.found) > limits.WORKBOOK_STRINGS or self._characters > limits.WORKBOOK_CHARACTERS:
            raise TableError("too_much_text", limit=limits.WORKBOOK_CHARACTERS)


def _read(archive: zipfile.ZipFile, name: str, starts: dict[str, Callable[[dict[str, str]], None]]) -> None:
    for _ in read_xml(_small(archive, name), starts):
        pass


def _small(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    member = _member(archive, name)
    if member.file_size > limits.MEGABYTE:
        raise TableError("damaged")
    return unpacking.parts(archive, member)


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    try:
        return archive.getinfo(name)
    except KeyError:
        raise TableError("damaged") from None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
