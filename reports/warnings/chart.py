"""The 35 days of an early warning as bars: the 28 before, the last seven, and from where on it is warned."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString

from reports.charts import BRAND, INK_2, INK_3, LINE, WARN, drawing

LEFT, STEP, TOP, BOTTOM = 34, 10, 14.0, 104.0
BAR = 7


@dataclass(frozen=True, slots=True)
class Day:
    """One of them; ``value`` is None where nothing was counted."""

    label: str
    value: Decimal | None
    recent: bool


def bars(name: str, words: tuple[str, str], days: Sequence[Day], bound: Decimal) -> SafeString:
    """A day without anything counted has no bar; of a value of nought a line is left to be seen."""
    top = max([bound, *(day.value for day in days if day.value is not None)], default=bound) or Decimal(1)
    width = LEFT + STEP * len(days)
    at = _height(bound, top)
    body = "".join(_bar(place, day, top) for place, day in enumerate(days))
    body += (
        f'<line class="c-grid" stroke="{LINE}" x1="{LEFT}" x2="{width}" y1="{BOTTOM:g}" y2="{BOTTOM:g}"/>'
        f'<line class="c-target" stroke="{WARN}" stroke-width="1.5" stroke-dasharray="5 4" '
        f'x1="{LEFT}" x2="{width}" y1="{at:.1f}" y2="{at:.1f}"/>'
    )
    body += _text(LEFT - 4, min(max(at + 4, 12), BOTTOM - 2), f"{bound.normalize():f}", "end")
    body += "".join(_text(LEFT + STEP * place + 3, 120, days[place].label, "middle") for place in _named(days))
    return drawing(f"plot-{name}", (0, width + 6, 128), words, body)


def _named(days: Sequence[Day]) -> list[int]:
    """The first of each seven days."""
    return list(range(0, len(days), 7))


def _height(value: Decimal, top: Decimal) -> float:
    return BOTTOM - float(value / top) * (BOTTOM - TOP)


def _bar(place: int, day: Day, top: Decimal) -> str:
    if day.value is None:
        return ""
    x, y = LEFT + STEP * place, min(_height(day.value, top), BOTTOM - 1.5)
    style, colour = ("c-fill", BRAND) if day.recent else ("c-quiet", INK_3)
    return f'<rect class="{style}" fill="{colour}" x="{x}" y="{y:.1f}" width="{BAR}" height="{BOTTOM - y:.1f}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    style = f'class="c-lab" fill="{INK_2}" font-size="10"'
    return f'<text {style} text-anchor="{anchor}" x="{x:g}" y="{y:.1f}">{escape(words)}</text>'
