"""Where the points of a drawing lie: no colours, no markup. Drawing is not scoring, so floats are welcome here."""

from collections.abc import Sequence
from decimal import Decimal
from math import cos, pi, sin

Point = tuple[float, float]


def direction(index: int, corners: int) -> Point:
    """Unit vector to a corner of a regular polygon; corner 0 is on top, then clockwise."""
    angle = 2 * pi * index / corners
    return sin(angle), -cos(angle)


def corners(centre: Point, radius: float, shares: Sequence[float]) -> list[Point]:
    """One point per axis at its share (0–1) of the radius."""
    count = len(shares)
    turns = [direction(index, count) for index in range(count)]
    return [
        (centre[0] + radius * share * x, centre[1] + radius * share * y)
        for share, (x, y) in zip(shares, turns, strict=True)
    ]


def share(points: Decimal | None, top: int = 100) -> float:
    """Points as a share of the axis, none as nothing."""
    return 0.0 if points is None else min(max(float(points) / top, 0.0), 1.0)


def scaled(values: Sequence[Decimal | None], low: float, high: float, top: float, bottom: float) -> list[float | None]:
    """Heights of ``values`` between ``bottom`` (for ``low``) and ``top`` (for ``high``); none stays none."""
    span = (high - low) or 1.0
    return [None if value is None else bottom - (float(value) - low) / span * (bottom - top) for value in values]


def path(points: Sequence[Point], *, closed: bool = False) -> str:
    """An SVG path through ``points``."""
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + ("Z" if closed else "")


def broken_path(xs: Sequence[float], ys: Sequence[float | None]) -> str:
    """An SVG path with a gap wherever a height is missing."""
    parts, run = [], []
    for x, y in zip(xs, ys, strict=True):
        if y is not None:
            run.append((x, y))
        elif run:
            parts.append(path(run))
            run = []
    return "".join([*parts, path(run)]) if run else "".join(parts)


def dots(xs: Sequence[float], ys: Sequence[float | None]) -> str:
    """Strokes without length: a round line cap makes each a dot."""
    return "".join(f"M{x:.2f} {y:.2f}h0" for x, y in zip(xs, ys, strict=True) if y is not None)
