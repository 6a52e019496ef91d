"""Drawings of the pages: pure functions that return SVG with a title, a description and ids of its own.

Colours stand as attributes for light grounds; the ``c-…`` classes of the style sheet recolour them for dark ones.
The printed card has its own, without text (``printed_charts``).
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from reports import geometry
from reports.geometry import Point
from reports.wording import fixed

BRAND, INK, INK_2, INK_3 = "#1f5fe0", "#0f1b2d", "#43536b", "#566479"
LINE, SOFT, OK, WARN = "#e1e6ee", "#e9f0ff", "#0f6e40", "#8f4d00"
TARGET_AT = 0.92
"""Where the mark of the target stands on a bullet's width, whatever the target is, so that marks align."""
MET, POOR = Decimal(100), Decimal(60)
_FONT = 'font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"'


def drawing(name: str, box: tuple[int, int, int], words: tuple[str, str], body: str, extra: str = "") -> SafeString:
    """The frame of every drawing; ``name`` is unique on its page, ``words`` are title and description.

    ``box``: where it begins on the left, its width, its height.
    """
    left, width, height = box
    kind, _rest = name.split("-", 1)
    head = format_html(
        '<svg class="chart {}" viewBox="{} 0 {} {}" width="{}" height="{}" role="img" aria-labelledby="{}-t {}-d" ',
        kind, left, width, height, width, height, name, name,
    )  # fmt: skip
    told = format_html('><title id="{}-t">{}</title><desc id="{}-d">{}</desc>', name, words[0], name, words[1])
    return mark_safe(f'{head}{_FONT} font-size="13"{extra}{told}{body}</svg>')  # body: numbers and escaped words


def radar(
    name: str,
    title: str,
    axes: Sequence[tuple[str, Decimal | None, Decimal | None]],
    others: str,
) -> SafeString:
    """``axes``: label, own score, the score of the ``others``. Nothing below three axes."""
    if len(axes) < 3:
        return SafeString("")
    centre, radius = (180.0, 150.0), 98.0
    rims = [1.0] * len(axes)
    grid = [_polygon(geometry.corners(centre, radius * ring, rims)) for ring in (0.25, 0.5, 0.75, 1)]
    spokes = [_line(centre, corner) for corner in geometry.corners(centre, radius, rims)]
    own = geometry.corners(centre, radius, [geometry.share(score) for _label, score, _other in axes])
    theirs = geometry.corners(centre, radius, [geometry.share(score) for _label, _own, score in axes])
    body = [
        *grid,
        *spokes,
        f'<polygon class="c-main c-fill" fill="{BRAND}" fill-opacity="0.14" {_own_line(2)} points="{_points(own)}"/>',
    ]
    if any(score is not None for _label, _score, score in axes):
        dashed = f'fill="none" stroke="{INK_3}" stroke-width="1.5" stroke-dasharray="4 3"'
        body.append(f'<polygon class="c-ref" {dashed} points="{_points(theirs)}"/>')
    body += [_dot(x, y) for (x, y), (_label, score, _other) in zip(own, axes, strict=True) if score is not None]
    body += [_axis(index, len(axes), centre, radius, axis) for index, axis in enumerate(axes)]
    told = [
        f"{label} {fixed(score)}" + (f", {others} {fixed(other)}" if other is not None else "")
        for label, score, other in axes
    ]
    aside = _room_beside(axes)
    box = (-aside, 360 + 2 * aside, 292)
    return drawing(f"radar-{name}", box, (title, "; ".join(told)), "".join(body))


def _room_beside(axes: Sequence[tuple[str, Decimal | None, Decimal | None]]) -> int:
    """How much wider than usual the words on the sides are: Latin letters are about half as wide as Chinese."""
    widest = max(sum(13 if ord(letter) > 0x2E80 else 7 for letter in label) for label, _own, _other in axes)
    return max(0, widest - 65)


def _axis(
    index: int, count: int, centre: Point, radius: float, axis: tuple[str, Decimal | None, Decimal | None]
) -> str:
    x, y = geometry.direction(index, count)
    left, top = centre[0] + (radius + 12) * x, centre[1] + (radius + 12) * y
    anchor = "middle" if abs(x) < 0.1 else "start" if x > 0 else "end"
    top += -22 if y < -0.9 else 6 if y > 0.5 else -2
    label = f'<tspan x="{left:.1f}">{escape(axis[0])}</tspan>'
    number = f'<tspan class="c-num" fill="{INK}" font-weight="700" x="{left:.1f}" dy="16">{fixed(axis[1])}</tspan>'
    return f'<text class="c-lab" fill="{INK_2}" y="{top:.1f}" text-anchor="{anchor}">{label}{number}</text>'


def bullet(name: str, words: tuple[str, str], points: Decimal | None, team: Decimal | None = None) -> SafeString:
    """The bar is the points, the long mark the target, the notch the team; green once met, amber below 60 points."""
    width = 200.0
    body = [f'<rect class="c-track" fill="{LINE}" y="1" width="200" height="12"/>']
    if points is not None:
        style, colour = _meaning(points)
        filled = width * TARGET_AT * geometry.share(points)
        body.append(f'<rect class="{style}" fill="{colour}" y="4" width="{filled:.1f}" height="6"/>')
    if team is not None:
        body.append(_mark("c-ref", INK_3, 3, width * TARGET_AT * geometry.share(team), (10.5, 16)))
    body.append(_mark("c-mark", INK, 2, width * TARGET_AT, (0, 14)))
    return drawing(f"bullet-{name}", (0, 200, 16), words, "".join(body), ' preserveAspectRatio="none"')


def level(
    name: str, words: tuple[str, str], total: Decimal | None, before: Decimal | None, *, good: bool
) -> SafeString:
    """A total from 0 to 100, last month's as a mark; green where it is good."""
    body = [f'<rect class="c-track" fill="{LINE}" y="1" width="200" height="12"/>']
    if total is not None:
        style, colour = ("c-ok", OK) if good else ("c-fill", BRAND)
        body.append(
            f'<rect class="{style}" fill="{colour}" y="4" width="{200 * geometry.share(total):.1f}" height="6"/>'
        )
    if before is not None:
        body.append(_mark("c-mark", INK, 2, 200 * geometry.share(before), (0, 14)))
    return drawing(f"bullet-{name}", (0, 200, 16), words, "".join(body), ' preserveAspectRatio="none"')


def split(name: str, words: tuple[str, str], parts: Sequence[int]) -> SafeString:
    """Of all facts: met, not met, not counted, side by side; what there is any of can be seen."""
    total, gap, room = sum(parts), 1.5, 400.0
    colours = (("c-ok", OK), ("c-bad", WARN), ("c-quiet", INK_3))
    there = [(number, colour) for number, colour in zip(parts, colours, strict=True) if number]
    least, body, left = 3.0, [], 0.0
    spread = room - gap * (len(there) - 1) - least * len(there)
    for number, (style, colour) in there:
        width = least + spread * number / total
        body.append(f'<rect class="{style}" fill="{colour}" x="{left:.1f}" width="{width:.1f}" height="14"/>')
        left += width + gap
    return drawing(f"bullet-{name}", (0, 400, 14), words, "".join(body), ' preserveAspectRatio="none"')


def _meaning(points: Decimal) -> tuple[str, str]:
    if points >= MET:
        return "c-ok", OK
    return ("c-bad", WARN) if points < POOR else ("c-fill", BRAND)


def _mark(style: str, colour: str, width: int, x: float, ends: tuple[float, float]) -> str:
    stroke = f'stroke="{colour}" stroke-width="{width}" vector-effect="non-scaling-stroke"'
    return f'<line class="{style}" {stroke} x1="{x:.1f}" x2="{x:.1f}" y1="{ends[0]:g}" y2="{ends[1]:g}"/>'


def trend(
    name: str, title: str, months: Sequence[tuple[str, Decimal | None]], goal: tuple[str, Decimal] | None = None
) -> SafeString:
    """Totals by month with a gap for a month without; ``goal`` is the next grade's bound, dashed."""
    known = [total for _label, total in months if total is not None]
    if not known:
        return SafeString("")
    low, high = _scale([*known, *([goal[1]] if goal else [])])
    step = (high - low) // 4
    lines = [low + step * index for index in range(5)]
    xs = [26 + (316 / max(len(months) - 1, 1)) * index for index in range(len(months))]
    if len(months) == 1:
        xs = [342.0]
    ys = geometry.scaled([total for _label, total in months], low, high, 12, 160)
    body = [_rule(value, geometry.scaled([Decimal(value)], low, high, 12, 160)[0] or 0) for value in lines]
    if goal:
        height = geometry.scaled([goal[1]], low, high, 12, 160)[0] or 0
        dashed = f'stroke="{WARN}" stroke-dasharray="5 4" stroke-width="1.5"'
        body.append(f'<line class="c-target" {dashed} x1="26" x2="342" y1="{height:.1f}" y2="{height:.1f}"/>')
        body.append(f'<text class="c-bad" fill="{WARN}" x="349" y="{height + 4:.1f}">{escape(goal[0])}</text>')
    body.append(f'<path class="c-main" fill="none" {_own_line(2.2)} d="{geometry.broken_path(xs, ys)}"/>')
    body += [_dot(x, y) for x, y in zip(xs, ys, strict=True) if y is not None]
    body += _month_labels(xs, [label for label, _total in months])
    if ys[-1] is not None:
        style = f'class="c-num" fill="{INK}" font-weight="700"'
        body.append(f'<text {style} x="349" y="{_beside(ys[-1], goal, (low, high)):.1f}">{fixed(known[-1])}</text>')
    told = "; ".join(f"{label} {fixed(total)}" for label, total in months)
    return drawing(f"plot-{name}", (0, 400, 190), (title, told), "".join(body))


def _beside(height: float, goal: tuple[str, Decimal] | None, scale: tuple[int, int]) -> float:
    """Height of the last figure's text, out of the way of the goal's."""
    if goal is None:
        return height + 4
    other = geometry.scaled([goal[1]], *scale, 12, 160)[0] or 0.0
    if abs(other - height) >= 15:
        return height + 4
    return other + 19 if height >= other else other - 11


def _scale(values: Sequence[Decimal]) -> tuple[int, int]:
    """Bounds that are multiples of five, four equal steps apart."""
    low = int(min(values)) // 5 * 5
    step = 5
    while low + 4 * step < max(values):
        step += 5
    return low, low + 4 * step


def _rule(value: int, height: float) -> str:
    line = f'<line class="c-grid" stroke="{LINE}" x1="26" x2="342" y1="{height:.1f}" y2="{height:.1f}"/>'
    return f'{line}<text class="c-lab" fill="{INK_2}" text-anchor="end" x="20" y="{height + 4:.1f}">{value}</text>'


def _month_labels(xs: Sequence[float], labels: Sequence[str]) -> list[str]:
    """Every label where there are few, every second one where there are many; the last always."""
    every = 1 if len(labels) <= 6 else 2
    return [
        f'<text class="c-lab" fill="{INK_2}" text-anchor="middle" x="{x:.1f}" y="180">{escape(label)}</text>'
        for index, (x, label) in enumerate(zip(xs, labels, strict=True))
        if (len(labels) - 1 - index) % every == 0
    ]


def _own_line(width: float) -> str:
    return f'stroke="{BRAND}" stroke-width="{width:g}" stroke-linejoin="round"'


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _polygon(points: Sequence[Point]) -> str:
    return f'<polygon class="c-grid" fill="none" stroke="{LINE}" points="{_points(points)}"/>'


def _line(start: Point, end: Point) -> str:
    ends = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    return f'<line class="c-grid" stroke="{LINE}" {ends}/>'


def _dot(x: float, y: float) -> str:
    return f'<circle class="c-fill" fill="{BRAND}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
