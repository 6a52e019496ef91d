"""The style sheet of the printed card: a file with the lengths of ``printed_page``, and what follows from these.

One sheet for every card, read once per process: style attributes and sheets of a card's own would be parsed each time.
"""

from functools import cache
from pathlib import Path
from string import Template

from django.conf import settings

from reports import geometry
from reports import printed_page as page

_FOLDER = Path(settings.BASE_DIR) / "templates" / "pdf"


@cache
def style_sheet() -> str:
    """The whole sheet."""
    return "\n".join([placed("card", "head"), *_columns(), *_rows(), *_letters(), *_axes()])


def placed(*names: str) -> str:
    """These style sheets, in their order, with the lengths of the printed page."""
    sheets = "\n".join((_FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in names)
    return Template(sheets).substitute(page.places())


def _columns() -> list[str]:
    return [
        f".{language} .c{index}{{width:{width:g}mm}}"
        for language, columns in page.COLUMNS.items()
        for index, width in enumerate(columns)
    ]


def _rows() -> list[str]:
    """Heights of rows; low ones get smaller letters."""
    rules = []
    for most, height in page.ROW_HEIGHTS:
        size = "" if height >= 5 else f";font-size:{height * 1.7:.1f}pt"
        rules.append(f".m{most}{{height:{height:g}mm;line-height:{height - 0.4:g}mm{size}}}")
    return rules


def _letters() -> list[str]:
    return [f".tb .{name}{{font-size:{size:g}em}}" for name, size in page.LETTERS.items() if name]


def _axes() -> list[str]:
    """Words at the corners of the radar: beside them on the sides, centred above the top one."""
    return [_axis(count, index) for count in page.AXES for index in range(count)]


def _axis(count: int, index: int) -> str:
    x, y = geometry.direction(index, count)
    corner_x = page.RADAR_LEFT + page.RADAR_CENTRE[0] + page.RADAR_RADIUS * x
    corner_y = page.RADAR_TOP + page.RADAR_CENTRE[1] + page.RADAR_RADIUS * y
    top = corner_y - 3.6 + 4.8 * y
    if abs(x) < 0.1:
        left, align = corner_x - page.AXIS_LABEL / 2, "center"
    elif x > 0:
        left, align = corner_x + 1.5, "left"
    else:
        left, align = corner_x - 1.5 - page.AXIS_LABEL, "right"
    return f".r{count}-{index}{{left:{left:.1f}mm;top:{top:.1f}mm;text-align:{align}}}"
