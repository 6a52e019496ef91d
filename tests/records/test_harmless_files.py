"""What leaves the portal as a table runs nothing (PROMISES 13): cell types are read back."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import tablib

from kpi_portal.lib.tables import open_table
from records.imports.formats import HarmlessCSV, HarmlessXLSX, harmless, write_csv, write_xlsx

DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(A1)",
    "==1",
    '=HYPERLINK("http://x","y")',
    "|cmd",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_run_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text).startswith("'")
    assert "\0" not in harmless(text)


@pytest.mark.parametrize("text", ["-5", "+86", "3.5", "王芳", "a=b", "", "1-2"])
def test_plain_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_no_cell_of_a_file_is_a_formula(write: type) -> None:
    stream = io.BytesIO()
    write(stream, [["text", "n"], *([text, Decimal("1.50")] for text in DANGEROUS), [date(2026, 10, 1), 10**17]])
    content = stream.getvalue()
    with open_table(content) as table:
        cells = [str(row.cells[0]) for row in table.rows()]
    assert all(cell.startswith("'") for cell in cells[:-1])
    if write is write_xlsx:
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("form", [HarmlessCSV(), HarmlessXLSX()])
def test_the_formats_of_django_import_export_write_and_read_the_same(form: HarmlessCSV | HarmlessXLSX) -> None:
    dataset = tablib.Dataset(["王芳", "=1+1"], headers=["name", "note"])
    again = form.create_dataset(form.export_data(dataset))
    assert (again.headers, again[0]) == (["name", "note"], ("王芳", "'=1+1"))
