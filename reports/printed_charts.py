"""Drawings of the printed card, in millimetres: colours as attributes (a PDF renderer sees nothing else) and no text,
which a renderer would lay out letter by letter; the words stand in the page, placed by ``printed_style``.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import segno

from reports import geometry
from reports import printed_page as page

BRAND, INK, LINE, TRACK, GROUND = "#1f5fe0", "#0f1b2d", "#d5dce7", "#e1e7f0", "#f0f4fa"


def svg(name: str, box: tuple[float, float], title: str, body: str) -> str:
    """One drawing; the title becomes the figure's alternative text in a tagged PDF."""
    width, height = box
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" {size}><title>{title}</title>{body}</svg>'


def radar(title: str, own: Sequence[Decimal | None], team: Sequence[Decimal | None]) -> str:
    """Own scores filled, the team's dashed, and above them the two lines of the legend; nothing below three axes."""
    if len(own) < 3:
        return ""
    rims = [1.0] * len(own)
    rings = [
        geometry.path(geometry.corners(page.RADAR_CENTRE, page.RADAR_RADIUS * ring, rims), closed=True)
        for ring in (0.4, 0.6, 0.8, 1)
    ]
    spokes = [
        geometry.path([page.RADAR_CENTRE, corner])
        for corner in geometry.corners(page.RADAR_CENTRE, page.RADAR_RADIUS, rims)
    ]
    mine = geometry.corners(page.RADAR_CENTRE, page.RADAR_RADIUS, [geometry.share(score) for score in own])
    scored = [point for point, score in zip(mine, own, strict=True) if score is not None]
    body = [
        f'<path d="{"".join([*rings, *spokes])}" fill="none" stroke="{LINE}" stroke-width=".2"/>',
        f'<path d="{geometry.path(mine, closed=True)}" fill="{BRAND}" fill-opacity=".13" {_line(".55")}/>',
    ]
    if any(score is not None for score in team):
        theirs = geometry.corners(page.RADAR_CENTRE, page.RADAR_RADIUS, [geometry.share(score) for score in team])
        dashed = f'fill="none" stroke="{INK}" stroke-width=".32" stroke-dasharray="1 .75"'
        body.append(f'<path d="{geometry.path(theirs, closed=True)}M74 2.2h6" {dashed}/>')
        body.append(f'<path d="M51 2.2h6" fill="none" {_line(".55")}/>')
    body.append(_dots(geometry.dots(*zip(*scored, strict=True)) if scored else "", 1.5))
    return svg("rad", page.RADAR_BOX, title, "".join(body))


def trend(title: str, totals: Sequence[Decimal | None]) -> str:
    """Up to six months; the last stands at the right edge whatever their number."""
    known = [float(value) for value in totals if value is not None]
    if not known:
        return ""
    xs = [page.TREND_LEFT + page.TREND_STEP * (index + 6 - len(totals)) for index in range(len(totals))]
    middle, spread = (max(known) + min(known)) / 2, max(max(known) - min(known), 6.0)
    ys = geometry.scaled(totals, middle - spread / 2, middle + spread / 2, 2.5, 9.2)
    body = (
        f'<path d="M0 11.8h{page.TREND_BOX[0]:g}" stroke="{LINE}" stroke-width=".2" fill="none"/>'
        f'<path d="{geometry.broken_path(xs, ys)}" fill="none" {_line(".5")}/>{_dots(geometry.dots(xs, ys), 1.4)}'
    )
    return svg("tr", page.TREND_BOX, title, body)


def rules_and_bars(
    title: str, rows: Sequence[tuple[Decimal | None, Decimal | None, bool]], row: float, bar: tuple[float, float]
) -> str:
    """Ground of the table: head, rules below each dimension, a bar of the points with the team's mark.

    ``rows``: points, team's score (first line of a dimension only) and whether a dimension ends here. ``row`` is the
    height of one, ``bar`` left edge and width of the bars.
    """
    head, height, (left, width) = page.TABLE_HEAD, page.TABLE_HEAD + row * len(rows), bar
    across = f"{page.WIDTH:g}"
    middles = [head + row * (index + 0.5) for index in range(len(rows))]
    ends = [head + row * (index + 1) for index, (_, _, last) in enumerate(rows) if last][:-1]
    filled = _bars((left, y, width * geometry.share(points)) for y, (points, _, _) in zip(middles, rows, strict=True))
    marks = "".join(
        f"M{left + width * geometry.share(team):.2f} {y - 1.3:.2f}v2.6"
        for y, (_, team, _) in zip(middles, rows, strict=True)
        if team is not None
    )
    body = (
        f'<path d="M0 0h{across}v{head:g}H0z" fill="{GROUND}"/>'
        f'<path d="M0 .15h{across}" stroke="{INK}" stroke-width=".3" fill="none"/>'
        f'<path d="M0 {head:g}h{across}M0 {height:g}h{across}" stroke="{INK}" stroke-width=".2" fill="none"/>'
        f'<path d="{"".join(f"M0 {y:g}h{across}" for y in ends)}" stroke="{LINE}" stroke-width=".2" fill="none"/>'
        f'<path d="{_bars((left, y, width) for y in middles)}" fill="{TRACK}"/>'
        f'<path d="{filled}" fill="{BRAND}"/>'
        f'<path d="{marks}" stroke="{INK}" stroke-width=".36" fill="none"/>'
    )
    return svg("ru", (page.WIDTH, height + 0.4), title, body)


def qr(title: str, text: str) -> str:
    """``text`` as a QR code: a picture of one pixel per module, a tenth of the work of as many strokes.

    The mask is fixed, so that the smallest penalty is not searched for.
    """
    code = segno.make_qr(text, error="m", mask=4, boost_error=False)
    return f'<img class="qr" alt="{title}" src="{code.png_data_uri(scale=1, border=0)}">'


def _bars(bars: Iterable[tuple[float, float, float]]) -> str:
    return "".join(f"M{x:g} {y - 0.65:.2f}h{width:.2f}v1.3h-{width:.2f}z" for x, y, width in bars if width > 0)


def _dots(strokes: str, size: float) -> str:
    return f'<path d="{strokes}" fill="none" stroke="{BRAND}" stroke-width="{size:g}" stroke-linecap="round"/>'


def _line(width: str) -> str:
    return f'stroke="{BRAND}" stroke-width="{width}" stroke-linejoin="round"'
