"""How the first part of the mapping page shows a file: what it may be read as, and its first rows."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.tables import Row as FileRow
from records.imports import cells
from records.imports.profile import DELIMITERS

from .facts import Facts
from .rows import Option, options

PICTURE = 10
"""First rows of the file that are shown; those around the headings where these stand further down."""
ACROSS, LONGEST = 8, 24
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "windows-1252")
COMMON_ZONES = {
    "Asia/Shanghai": gettext_lazy("Beijing time"),
    "Asia/Hong_Kong": gettext_lazy("Hong Kong time"),
    "Asia/Taipei": gettext_lazy("Taipei time"),
    "Asia/Singapore": gettext_lazy("Singapore time"),
    "UTC": gettext_lazy("world time (UTC)"),
}


@dataclass(frozen=True)
class PictureRow:
    """One of the first rows of the file, to be clicked as the one with the headings."""

    number: int
    cells: list[str]
    chosen: bool


def picture(facts: Facts) -> list[PictureRow]:
    """The first rows; the one with the headings is among them."""
    rows = [row for row in facts.picture if row.number <= facts.header_row + 2][-PICTURE:]
    shown = rows if len(rows) >= PICTURE // 2 else facts.picture[: PICTURE // 2]
    return [PictureRow(row.number, _cut(row), row.number == facts.header_row) for row in shown]


def _cut(row: FileRow) -> list[str]:
    shown = [" ".join(cells.shown(cell).split()) for cell in row.cells[:ACROSS]]
    if not any(shown[1:]):
        return shown[:1]  # a title: it may take the whole width
    return [text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in shown]


def zone_options(own: str, company_zone: str) -> list[Option]:
    """The company's own zone first, then those of neighbours, then all."""
    names = [*COMMON_ZONES, *sorted(available_timezones() - {*COMMON_ZONES})]
    first = _("%(zone)s (the company's)") % {"zone": COMMON_ZONES.get(company_zone, company_zone)}
    return options([("", first), *((name, str(COMMON_ZONES.get(name, name))) for name in names)], own)


def encoding_options(own: str, facts: Facts) -> list[Option]:
    """Of a CSV."""
    found = _("%(encoding)s (found out)") % {"encoding": facts.encoding}
    names = dict.fromkeys((*ENCODINGS, *filter(None, [own])))
    return options([("", found), *((name, name.upper()) for name in names)], own)


def delimiter_options(own: str, facts: Facts) -> list[Option]:
    """Of a CSV."""
    names = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar |")}
    found = _("%(delimiter)s (found out)") % {"delimiter": names.get(facts.delimiter, facts.delimiter)}
    return options([("", found), *((mark, names[mark]) for mark in DELIMITERS)], own)
