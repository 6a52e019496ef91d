"""What one import changed, as a file: a line for each value (IMPORTS §4)."""

import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from kpi_portal.lib.refusals import Refused

from .changes import Section
from .formats import Content, write_csv, write_xlsx

MOST_ROWS = 50_000
PORTION = 2_000
WRITERS = {"xlsx": write_xlsx, "csv": write_csv}


def write(section: Section, kind: str) -> bytes:
    """One section as ``xlsx`` or ``csv``. Raises `Refused` where it is too much for one file."""
    if section.number > MOST_ROWS:
        sentence = _("More than %(most)s rows are not written to one file; read them on the page.")
        raise Refused(sentence, code="too_many", params={"most": MOST_ROWS})
    stream = io.BytesIO()
    WRITERS[kind](stream, _lines(section))
    return stream.getvalue()


def _lines(section: Section) -> Iterator[Sequence[Content]]:
    yield section.label, _("State"), _("Field"), _("Before"), _("Now")
    for begun in range(0, section.number, PORTION):
        for change in section.told(list(section.rows[begun : begun + PORTION])):
            state = _("New") if change.is_new else _("Changed")
            for line in change.lines:
                yield change.what, state, line.label, line.before, line.now
