"""Many PDFs behind each other in one file, each written and forgotten before the next is read.

``pypdf.PdfWriter`` keeps every object of every page until the end, 1.6 MB a card: 1,000 cards took 1.7 GB of a worker.
"""

from collections.abc import Iterator
from typing import IO, Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

CATALOG, PAGES, OUTLINE = 1, 2, 3


class JoinedPdf:
    """A file under way; ``finish`` makes it one that can be read."""

    def __init__(self, place: IO[bytes]) -> None:
        self._place = place
        self._offsets: dict[int, int] = {}
        self._last = OUTLINE
        self._parts: list[tuple[int, int]] = []
        self._titles: list[tuple[str, int]] = []
        place.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, file: IO[bytes], title: str) -> None:
        """Its pages come next; the table of contents names the first of them."""
        part, read = PdfWriter(), PdfReader(file)
        part.append(read, import_outline=False)
        pages, first = part.root_object.raw_get("/Pages"), part.pages[0].indirect_reference
        assert isinstance(pages, IndirectObject)
        assert first is not None
        numbers = pages.idnum, first.idnum
        objects = [(number, each) for number, each in enumerate(part._objects, 1) if each is not None]
        _move([each for _number, each in objects], self._last)
        tree = dict(objects)[numbers[0]]
        assert isinstance(tree, DictionaryObject)
        tree[NameObject("/Parent")] = _to(PAGES)
        for number, each in objects:
            self._write(self._last + number, each)
        self._parts.append((self._last + numbers[0], len(part.pages)))
        self._titles.append((title, self._last + numbers[1]))
        self._last += len(part._objects)
        part._objects.clear()  # they refer to each other in circles
        read.resolved_objects.clear()

    def finish(self) -> None:
        """Page tree, table of contents, and where every object stands."""
        self._write(
            PAGES,
            _dictionary(
                Type=NameObject("/Pages"),
                Kids=ArrayObject(_to(number) for number, _count in self._parts),
                Count=NumberObject(sum(count for _number, count in self._parts)),
            ),
        )
        self._write_outline()
        catalog = {"Type": NameObject("/Catalog"), "Pages": _to(PAGES), "Outlines": _to(OUTLINE)}
        self._write(CATALOG, _dictionary(**catalog))
        begins = self._place.tell()
        self._place.write(b"xref\n0 %d\n0000000000 65535 f \n" % (self._last + 1))
        for number in range(1, self._last + 1):
            known = number in self._offsets
            self._place.write(b"%010d %05d %s \n" % (self._offsets.get(number, 0), 0 if known else 65535, _mark(known)))
        self._place.write(b"trailer\n")
        _dictionary(Size=NumberObject(self._last + 1), Root=_to(CATALOG)).write_to_stream(self._place)
        self._place.write(b"\nstartxref\n%d\n%%%%EOF\n" % begins)

    def _write_outline(self) -> None:
        first, last = self._last + 1, self._last + len(self._titles)
        for number, (title, page) in enumerate(self._titles, first):
            item = {"Title": TextStringObject(title), "Parent": _to(OUTLINE)}
            item["Dest"] = ArrayObject([_to(page), NameObject("/Fit")])
            beside = {"Prev": number - 1 if number > first else 0, "Next": number + 1 if number < last else 0}
            self._write(number, _dictionary(**item, **{name: _to(other) for name, other in beside.items() if other}))
        ends = {"First": _to(first), "Last": _to(last), "Count": NumberObject(len(self._titles))}
        self._write(OUTLINE, _dictionary(Type=NameObject("/Outlines"), **(ends if self._titles else {})))
        self._last = last

    def _write(self, number: int, thing: PdfObject) -> None:
        self._offsets[number] = self._place.tell()
        self._place.write(b"%d 0 obj\n" % number)
        thing.write_to_stream(self._place)
        self._place.write(b"\nendobj\n")


def _move(objects: list[PdfObject], by: int) -> None:
    """Whatever refers to an object by its number refers to one so many numbers higher."""
    seen: set[int] = set()
    todo: list[Any] = list(objects)
    while todo:
        one = todo.pop()
        if isinstance(one, IndirectObject):
            if id(one) not in seen:
                seen.add(id(one))
                one.idnum += by
        else:
            todo.extend(_inside(one))


def _inside(one: Any) -> Iterator[Any]:
    if isinstance(one, dict):
        return iter(one.values())
    return iter(one) if isinstance(one, list) else iter(())


def _to(number: int) -> IndirectObject:
    return IndirectObject(number, 0, None)


def _mark(known: bool) -> bytes:
    return b"n" if known else b"f"


def _dictionary(**parts: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): part for name, part in parts.items()})
