"""A rule as a curve: value to the right, points upwards, made on the server (colours literal, recoloured for dark)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kpi_portal.lib.rounding import exact, plain, printed
from scoring.engine.rules import PerEvent, Rule, Steps, TowardTarget

Point = tuple[Fraction, Fraction]
"""Value and points."""

MARGIN = Fraction(1, 4)
"""Of the span between the first and the last corner, shown on either side."""


@dataclass(frozen=True)
class Frame:
    """Where a curve is drawn: size of the picture, and the corners of the plot inside it."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


SMALL = Frame(64, 26, 2, 62, 4, 23)
LARGE = Frame(400, 190, 40, 390, 20, 150)


def can_be_drawn(rule: Rule) -> bool:
    """Whether the rule tells one value from another."""
    if isinstance(rule, TowardTarget):
        return rule.floor != rule.target
    if isinstance(rule, Steps):
        return bool(rule.steps)
    return rule.each > 0


def small(rule: Rule, title: str) -> SafeString:
    """For a row of the table; nothing for a rule that cannot be drawn."""
    if not can_be_drawn(rule):
        return SafeString("")
    return format_html(
        '<svg class="chart curve" viewBox="0 0 64 26" width="64" height="26" role="img" aria-label="{}">'
        '<polyline class="c-grid" fill="none" stroke="#e1e6ee" points="2,23.5 62,23.5"/>'
        '<polyline class="c-main" fill="none" stroke="#1f5fe0" stroke-width="2" stroke-linejoin="round" points="{}"/>'
        "</svg>",
        title,
        _path(_corners(rule), SMALL),
    )


def large(rule: Rule, title: str, unit: str, at: Fraction | None = None) -> SafeString:
    """With the scale of points, the corners named, and the value asked about; nothing if it cannot be drawn."""
    if not can_be_drawn(rule):
        return SafeString("")
    corners = _corners(rule, at)
    grid = format_html_join(
        "",
        '<line class="c-grid" stroke="#e1e6ee" x1="40" x2="390" y1="{0}" y2="{0}"/>'
        '<text class="c-lab" fill="#43536b" text-anchor="end" x="34" y="{1}">{2}</text>',
        ((y, y + 4, points) for points, y in ((0, 150), (50, 85), (100, 20))),
    )
    line = format_html(
        '<polyline class="c-main" fill="none" stroke="#1f5fe0" stroke-width="2.2" stroke-linejoin="round"'
        ' points="{}"/>',
        _path(corners, LARGE),
    )
    return format_html(
        '<svg class="chart plot" viewBox="0 0 400 190" width="400" height="190" role="img" aria-label="{}"'
        ' font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="13">{}{}{}{}</svg>',
        title,
        grid,
        line,
        _marks(rule, corners, unit),
        "" if at is None else _answer(rule, corners, at, unit),
    )


def _corners(rule: Rule, at: Fraction | None = None) -> list[Point]:
    """The curve's corners from left to right, with room on either side and round the value asked about."""
    inner = [value for value, _points in _bends(rule)]
    low, high = min(inner), max(inner)
    room = (high - low) * MARGIN or abs(high) * MARGIN or Fraction(1)
    low, high = (Fraction(0) if low >= 0 and low - room < 0 else low - room), high + room
    if at is not None:
        low, high = min(low, at), max(high, at)
    return [(low, rule.points(low)), *_bends(rule), (high, rule.points(high))]


def _bends(rule: Rule) -> list[Point]:
    if isinstance(rule, TowardTarget):
        ends = sorted((exact(rule.floor), exact(rule.target)))
        return [(value, rule.points(value)) for value in ends]
    if isinstance(rule, PerEvent):
        return [(value, rule.points(value)) for value in (Fraction(0), exact(rule.start) / exact(rule.each))]
    return list(_jumps(rule))


def _jumps(rule: Steps) -> Iterator[Point]:
    """Each threshold twice: the points on its left, then those on its right."""
    points = [min(max(exact(step.points), Fraction(0)), Fraction(100)) for step in rule.steps]
    beyond = [Fraction(0), *points] if rule.better == "higher" else [*points, Fraction(0)]
    for index, step in enumerate(rule.steps):
        yield exact(step.threshold), beyond[index]
        yield exact(step.threshold), beyond[index + 1]


def _path(corners: Sequence[Point], frame: Frame) -> str:
    return " ".join(f"{_x(value, corners, frame)},{_y(points, frame)}" for value, points in corners)


def _x(value: Fraction, corners: Sequence[Point], frame: Frame) -> str:
    low, high = corners[0][0], corners[-1][0]
    along = (value - low) / (high - low) if high > low else Fraction(0)
    return plain(frame.left + along * (frame.right - frame.left), 1)


def _y(points: Fraction, frame: Frame) -> str:
    return plain(frame.bottom - points / 100 * (frame.bottom - frame.top), 1)


def _marks(rule: Rule, corners: Sequence[Point], unit: str) -> SafeString:
    """The values of the bends below the axis, the first and the last where there are many."""
    values = sorted({value for value, _points in _bends(rule)})
    shown = values if len(values) <= 4 else [values[0], values[-1]]
    return format_html_join(
        "",
        '<text class="c-lab" fill="#43536b" text-anchor="middle" x="{}" y="172">{} {}</text>',
        ((_x(value, corners, LARGE), plain(value, 4), unit) for value in shown),
    )


def _answer(rule: Rule, corners: Sequence[Point], at: Fraction, unit: str) -> SafeString:
    """Dashed lines to the value asked about and its points."""
    points = rule.points(at)
    x, y = _x(at, corners, LARGE), _y(points, LARGE)
    right = float(x) > 200
    return format_html(
        '<path class="c-ref" stroke="#566479" stroke-dasharray="3 3" fill="none" d="M{0} 150V{1}H40"/>'
        '<circle class="c-fill" fill="#1f5fe0" cx="{0}" cy="{1}" r="4"/>'
        '<text class="c-num" fill="#0f1b2d" font-weight="700" text-anchor="{2}" x="{3}" y="{4}">{5} {6} → {7}</text>',
        x,
        y,
        "end" if right else "start",
        float(x) + (-8 if right else 8),
        max(float(y) - 8, 14),
        plain(at, 4),
        unit,
        printed(points),
    )
