"""Many PDFs behind each other in one file (reports.pay.joined_pdf)."""

import io
import tracemalloc
from random import Random
from tempfile import TemporaryFile

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from reports.pay.joined_pdf import JoinedPdf

MEGABYTE = 1_000_000


def sheet(*widths: int, content: bytes = b"") -> io.BytesIO:
    """A page of each width, with the same content behind all of them."""
    writer, stream, made = PdfWriter(), StreamObject(), io.BytesIO()
    stream.set_data(content)
    shared = writer._add_object(stream)
    for width in widths:
        writer.add_blank_page(width, 100)[NameObject("/Contents")] = shared
    writer.write(made)
    return made


def test_pages_come_in_their_order_and_each_title_leads_to_the_first_of_its_own() -> None:
    joined = JoinedPdf(place := io.BytesIO())
    joined.add(sheet(10, 20, content=b"q Q"), "王芳")
    joined.add(sheet(30, content=b"q 1 0 0 1 0 0 cm Q"), "李 (堃)")
    joined.finish()
    found = PdfReader(place, strict=True)
    assert [int(page.mediabox.width) for page in found.pages] == [10, 20, 30]
    contents = [page.get_contents() for page in found.pages]
    assert [each.get_data() for each in contents if each is not None] == [b"q Q", b"q Q", b"q 1 0 0 1 0 0 cm Q"]
    told = [(one.title, found.get_destination_page_number(one)) for one in found.outline if not isinstance(one, list)]
    assert told == [("王芳", 0), ("李 (堃)", 2)]


def test_without_any_it_is_an_empty_file_that_can_be_read() -> None:
    joined = JoinedPdf(place := io.BytesIO())
    joined.finish()
    assert len(PdfReader(place).pages) == 0


def test_what_is_written_is_forgotten() -> None:
    heavy = sheet(10, content=Random(1).randbytes(MEGABYTE))
    with TemporaryFile() as place:
        joined = JoinedPdf(place)
        tracemalloc.start()
        for number in range(12):
            joined.add(heavy, str(number))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        joined.finish()
        assert len(PdfReader(place).pages) == 12
    assert most < 6 * MEGABYTE
