"""The style sheet of the printed card: the fixed part from a file, and the places that follow from geometry.

One sheet for every card, read once per process: style attributes and sheets of a card's own would be parsed each time.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from reports import geometry
from reports.printed_charts import RADAR_CENTRE, RADAR_RADIUS
from reports.printed_rows import LETTERS, ROW_HEIGHTS

COLUMNS = {
    "zh": (17, 29, 10.5, 9.5, 10.5, 34.5, 15.5, 14.5, 18.5, 10.5, 12),
    "en": (26.5, 34, 9.5, 8, 12, 34.5, 13.5, 13, 12.5, 9, 9.5),
}
"""Millimetres: dimension, indicator, three weights, measure, value, target, bar, points, earned."""

FITS = {
    "zh": {"dimension": 5.6, "indicator": 9.6, "measure": 10, "value": 5, "axis": 8},
    "en": {"dimension": 10.2, "indicator": 13.6, "measure": 12.2, "value": 5.2, "axis": 10},
}
"""Ems of text that these places hold."""

BAR_INDENT = 4.0
AXES = range(3, 15)
_RADAR_LEFT, _RADAR_TOP, _LABEL = 83.0, 5.2, 30.0
_FILE = Path(settings.BASE_DIR) / "templates" / "pdf" / "card.css"


def bar_place(language: str) -> tuple[float, float]:
    """Left edge and width of the bars, in millimetres."""
    columns = COLUMNS[language]
    return sum(columns[:8]) + BAR_INDENT, columns[8] - BAR_INDENT


@cache
def style_sheet() -> str:
    """The whole sheet."""
    return "\n".join([_FILE.read_text(encoding="utf-8"), *_columns(), *_rows(), *_letters(), *_axes()])


def _columns() -> list[str]:
    return [
        f".{language} .c{index}{{width:{width:g}mm}}"
        for language, columns in COLUMNS.items()
        for index, width in enumerate(columns)
    ]


def _rows() -> list[str]:
    """Heights of rows; low ones get smaller letters."""
    rules = []
    for most, height in ROW_HEIGHTS:
        size = "" if height >= 5 else f";font-size:{height * 1.7:.1f}pt"
        rules.append(f".m{most}{{height:{height:g}mm;line-height:{height - 0.4:g}mm{size}}}")
    return rules


def _letters() -> list[str]:
    return [f".tb .{name}{{font-size:{size:g}em}}" for name, size in LETTERS.items() if name]


def _axes() -> list[str]:
    """Words at the corners of the radar: beside them on the sides, centred above the top one."""
    return [_axis(count, index) for count in AXES for index in range(count)]


def _axis(count: int, index: int) -> str:
    x, y = geometry.direction(index, count)
    corner_x = _RADAR_LEFT + RADAR_CENTRE[0] + RADAR_RADIUS * x
    corner_y = _RADAR_TOP + RADAR_CENTRE[1] + RADAR_RADIUS * y
    top = corner_y - 3.6 + 4.8 * y
    if abs(x) < 0.1:
        left, align = corner_x - _LABEL / 2, "center"
    elif x > 0:
        left, align = corner_x + 1.5, "left"
    else:
        left, align = corner_x - 1.5 - _LABEL, "right"
    return f".r{count}-{index}{{left:{left:.1f}mm;top:{top:.1f}mm;text-align:{align}}}"
