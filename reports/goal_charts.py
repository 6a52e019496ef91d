"""Drawings of a year against its goal: a gauge of what is reached, twelve bars with the goal across them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin

from django.utils.html import escape
from django.utils.safestring import SafeString

from reports import geometry
from reports.charts import BRAND, INK, INK_2, INK_3, LINE, OK, WARN, drawing

_CENTRE, _RADII = (100.0, 96.0), (84.0, 66.0)
_FILL = {"ok": ("c-ok", OK), "": ("c-fill", BRAND)}


def gauge(name: str, words: tuple[str, str], share: float, goal: float, tone: str) -> SafeString:
    """Half a ring filled up to ``share`` of it, with the goal's mark across; both from 0 to 1."""
    style, colour = _FILL.get(tone, ("c-bad", WARN))
    body = f'<path class="c-track" fill="{LINE}" d="{_ring(0, 1)}"/>'
    if share > 0:
        body += f'<path class="{style}" fill="{colour}" d="{_ring(0, share)}"/>'
    (x1, y1), (x2, y2) = _at(goal, _RADII[0] + 6), _at(goal, _RADII[1] - 6)
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    body += f'<line class="c-mark" stroke="{INK}" stroke-width="3" {ends}/>'
    return drawing(f"gauge-{name}", (0, 200, 104), words, body)


def _at(share: float, radius: float) -> geometry.Point:
    turn = pi * (1 - share)
    return _CENTRE[0] + radius * cos(turn), _CENTRE[1] - radius * sin(turn)


def _ring(start: float, end: float) -> str:
    """The part of the half ring between two shares."""
    outer, inner = _RADII
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = (
        _at(start, outer), _at(end, outer), _at(end, inner), _at(start, inner)
    )  # fmt: skip
    return (
        f"M{ax:.1f} {ay:.1f}A{outer:g} {outer:g} 0 0 1 {bx:.1f} {by:.1f}"
        f"L{cx:.1f} {cy:.1f}A{inner:g} {inner:g} 0 0 0 {dx:.1f} {dy:.1f}Z"
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One month; ``tone`` as of a badge, ``so_far`` where it still runs."""

    label: str
    value: Decimal | None
    tone: str = ""
    so_far: bool = False


_LEFT, _STEP, _TOP, _BOTTOM = 34, 22, 10.0, 96.0


def year(name: str, words: tuple[str, str], bars: Sequence[Bar], goal: Decimal) -> SafeString:
    """Twelve bars, the goal dashed across; the axis begins where the printed figure says, for the bars to differ."""
    low, high = _span([bar.value for bar in bars if bar.value is not None], goal)
    goal_at = _height(goal, low, high)
    width = _LEFT + _STEP * len(bars)
    body = "".join(_bar(index, bar, low, high) for index, bar in enumerate(bars))
    body += (
        f'<line class="c-grid" stroke="{LINE}" x1="{_LEFT}" x2="{width}" y1="{_BOTTOM}" y2="{_BOTTOM}"/>'
        f'<line class="c-target" stroke="{WARN}" stroke-width="1.5" stroke-dasharray="5 4" '
        f'x1="{_LEFT}" x2="{width}" y1="{goal_at:.1f}" y2="{goal_at:.1f}"/>'
    )
    body += _label(_LEFT - 4, _BOTTOM + 1, f"{low:g}", "end") if abs(goal_at - _BOTTOM) > 12 else ""
    body += _label(_LEFT - 4, goal_at + 4, f"{goal.normalize():f}", "end")
    return drawing(f"plot-{name}", (0, width, 116), words, body)


def _span(values: Sequence[Decimal], goal: Decimal) -> tuple[float, float]:
    known = [float(value) for value in (*values, goal)]
    least, most = min(known), max(known)
    room = (most - least) * 0.6 or most * 0.1 or 1.0
    step = 10 ** max(0, len(str(int(room))) - 1)
    return max(0.0, (least - room) // step * step), most + room * 0.15


def _height(value: Decimal, low: float, high: float) -> float:
    return geometry.scaled([value], low, high, _TOP, _BOTTOM)[0] or 0.0


def _bar(index: int, bar: Bar, low: float, high: float) -> str:
    x = _LEFT + _STEP * index + 4
    text = _label(x + 7, 112, bar.label, "middle")
    if bar.value is None:
        return text
    top = min(_height(bar.value, low, high), _BOTTOM - 1)
    box = f'x="{x}" y="{top:.1f}" width="14" height="{_BOTTOM - top:.1f}"'
    if bar.so_far:
        dashed = f'class="c-ref" fill="none" stroke="{INK_3}" stroke-width="1.5" stroke-dasharray="3 3"'
        return f"<rect {dashed} {box}/>{text}"
    style, colour = _FILL.get(bar.tone, ("c-bad", WARN))
    return f'<rect class="{style}" fill="{colour}" {box}/>{text}'


def _label(x: float, y: float, text: str, anchor: str) -> str:
    where = f'x="{x:g}" y="{y:.1f}" text-anchor="{anchor}" font-size="11"'
    return f'<text class="c-lab" fill="{INK_2}" {where}>{escape(text)}</text>'
