"""The places of the printed card: every length that more than one of markup, style sheet and drawings must agree on.

Millimetres, unless it says ems: widths of text in the letters of its place. ``card.css`` names lengths as ``$name``.
"""

from reports.geometry import Point

WIDTH, HEIGHT = 182.0, 277.9
HEAD, WHO, RESULT, SIGNATURES, FOOT = 15.0, 15.6, 76.0, 14.0, 22.2
"""Heights of what every card has; ``SIGNATURES`` stand ``FOOT`` above the end of the page."""
TABLE_HEAD = 9.6
ROW_HEIGHTS = ((8, 7.4), (10, 6.4), (12, 5.7), (16, 5.0), (20, 4.2), (24, 3.5))
"""Most rows of a table and their height."""
SUMS_GAP, SUM, TOTAL = 1.6, 5.2, 8.0
NOTES_HEAD, NOTE = 9.2, 4.4
SLACK = 0.8
"""Left free above the signatures."""

COLUMNS = {
    "zh": (17, 29, 10.5, 9.5, 10.5, 34.5, 15.5, 14.5, 18.5, 10.5, 12),
    "en": (26.5, 34, 9.5, 8, 12, 34.5, 13.5, 13, 12.5, 9, 9.5),
}
"""Dimension, indicator, three weights, measure, value, target, bar, points, earned."""
BAR_INDENT = 4.0

RADAR_LEFT, RADAR_TOP, RADAR_BOX = 83.0, 5.2, (100.0, 61.4)
RADAR_CENTRE: Point = (50.0, 36.0)
RADAR_RADIUS = 23.4
AXES = range(3, 15)
AXIS_LABEL = 30.0
TREND_BOX = (84.0, 12.0)
TREND_LEFT, TREND_STEP = 4.0, 15.2

FITS = {
    "zh": {"dimension": 5.6, "indicator": 9.6, "measure": 10, "value": 5, "axis": 8, "site": 11.8, "post": 7.2},
    "en": {"dimension": 10.2, "indicator": 13.6, "measure": 12.2, "value": 5.2, "axis": 10, "site": 7.6, "post": 11.4},
}
"""Ems of text that these places hold; those below are the same in both languages."""
EMPLOYER, NAME, LARGE_NAME = 22, 22, 7
STAFF_NUMBER, POSTED, PLAN = 6.5, 6.5, 11
SUM_TEXT, NOTE_TEXT, ORIGIN = 39, 33.5, 33
LETTERS = {"": 1.0, "s": 0.77, "xs": 0.6}
"""Class of smaller letters for figures that need them → their size in ems."""


def bar_place(language: str) -> tuple[float, float]:
    """Left edge and width of the bars."""
    columns = COLUMNS[language]
    return sum(columns[:8]) + BAR_INDENT, columns[8] - BAR_INDENT


def note_lines(row: float, rows: int, sums: int) -> int:
    """How many lines of explanations the page has left below a table of ``rows`` rows and ``sums`` sums."""
    taken = HEAD + WHO + RESULT + TABLE_HEAD + row * rows + SUMS_GAP + SUM * (sums - 1) + TOTAL + NOTES_HEAD
    return max(0, int((HEIGHT - taken - SLACK - SIGNATURES - FOOT) / NOTE))


def places() -> dict[str, str]:
    """Lengths for the style sheet, without unit."""
    lengths = {
        "width": WIDTH, "height": HEIGHT, "head": HEAD, "who": WHO, "result": RESULT, "signatures": SIGNATURES,
        "foot": FOOT, "table_head": TABLE_HEAD, "sums_gap": SUMS_GAP, "sum": SUM, "total": TOTAL,
        "notes_head": NOTES_HEAD, "note": NOTE, "bar_indent": BAR_INDENT, "radar_left": RADAR_LEFT,
        "radar_top": RADAR_TOP, "radar_width": RADAR_BOX[0], "radar_height": RADAR_BOX[1], "axis_label": AXIS_LABEL,
        "trend_width": TREND_BOX[0], "trend_height": TREND_BOX[1], "trend_cells": 6 * TREND_STEP,
        "trend_before": TREND_LEFT - TREND_STEP / 2,
    }  # fmt: skip
    return {name: f"{length:g}" for name, length in lengths.items()}
