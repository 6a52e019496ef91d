"""Drawings of grades: where a total lies between them, and how totals are spread over them."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.charts import BRAND, INK, INK_2, INK_3, LINE, SOFT, drawing
from reports.wording import fixed
from scoring.engine.plan_parts import Grade


def band(name: str, title: str, grades: Sequence[Grade], total: Decimal, reached: str) -> SafeString:
    """The grades side by side from the lowest, a needle at the total; the reached one is tinted."""
    rising = sorted(grades, key=lambda grade: grade.lower)
    bounds = [float(rising[1].lower) - 10 if len(rising) > 1 else 0.0]
    bounds += [float(grade.lower) for grade in rising[1:]] + [105.0]
    left, width = bounds[0], bounds[-1] - bounds[0]
    body = []
    for grade, (start, end) in zip(rising, pairwise(bounds), strict=True):
        style = f'c-fill" fill="{BRAND}" fill-opacity=".35' if grade.code == reached else f'c-track" fill="{LINE}'
        x, span = 300 * (start - left) / width, 300 * (end - start) / width - 2
        body.append(f'<rect class="{style}" x="{x:.1f}" y="12" width="{span:.1f}" height="10"/>')
        words = f"{escape(grade.code)} {grade.lower.normalize():f}" if span > 36 else escape(grade.code)
        body.append(
            f'<text class="c-lab" fill="{INK_2}" font-size="11" text-anchor="middle" '
            f'x="{x + span / 2:.1f}" y="38">{words}</text>'
        )
    x = 300 * (min(max(float(total), left), bounds[-1]) - left) / width
    needle = f'<path class="c-fill" fill="{BRAND}" d="M{x - 5:.1f} 1h10l-5 7z"/>'
    body.append(f'{needle}<path class="c-main" stroke="{BRAND}" stroke-width="2" d="M{x:.1f} 8v16"/>')
    told = ", ".join(f"{grade.code} {grade.lower.normalize():f}" for grade in reversed(rising))
    return drawing(f"band-{name}", (0, 300, 44), (title, told), "".join(body))


def spread(
    name: str, title: str, counts: Sequence[tuple[str, int, int | None]], quartiles: Sequence[Decimal] = ()
) -> SafeString:
    """A bar per grade with a rule for the month before; below it least, quartiles and most of the totals."""
    highest = max([1, *(max(now, before or 0) for _grade, now, before in counts)])
    slot = 300 / max(len(counts), 1)
    body = [f'<line class="c-grid" stroke="{LINE}" x1="0" x2="300" y1="120" y2="120"/>']
    for index, (grade, now, before) in enumerate(counts):
        x, height = slot * index + slot / 2, 96 * now / highest
        bar = f'fill="{SOFT}" stroke="{BRAND}" x="{x - 17:.1f}" y="{120 - height:.1f}" width="34" height="{height:.1f}"'
        body.append(f'<rect class="c-main c-soft" {bar} rx="2"/>')
        top = 120 - height
        if before is not None:
            y = 120 - 96 * before / highest
            top = min(top, y)
            body.append(
                f'<line class="c-mark" stroke="{INK}" stroke-width="2" '
                f'x1="{x - 21:.1f}" x2="{x + 21:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            )
        number = f'class="c-num" fill="{INK}" font-weight="700"'
        body.append(f'<text {number} text-anchor="middle" x="{x:.1f}" y="{top - 6:.1f}">{now}</text>')
        body.append(
            f'<text class="c-lab" fill="{INK_2}" text-anchor="middle" x="{x:.1f}" y="140">{escape(grade)}</text>'
        )
    if len(quartiles) == 5:
        body.append(_box(quartiles))
    told = "; ".join(_("%(grade)s: %(number)s") % {"grade": grade, "number": now} for grade, now, _before in counts)
    return drawing(f"spread-{name}", (0, 300, 215 if len(quartiles) == 5 else 150), (title, told), "".join(body))


_ANCHORS = ("middle", "end", "middle", "start", "middle")


def _box(quartiles: Sequence[Decimal]) -> str:
    low, high = float(quartiles[0]), float(quartiles[-1])
    xs = [40 + 220 * (float(value) - low) / ((high - low) or 1) for value in quartiles]
    line = f'stroke="{INK_3}" stroke-width="1.5"'
    small = f'class="c-lab" fill="{INK_2}" font-size="11"'
    words = [
        f'<text {small} text-anchor="{anchor}" x="{x:.1f}" y="{y}">{fixed(value)}</text>'
        for x, value, anchor, y in zip(xs, quartiles, _ANCHORS, (207, 207, 163, 207, 207), strict=True)
        if anchor == "middle" or min(x - xs[0], xs[4] - x) > 60
    ]
    return (
        f'<line class="c-ref" {line} x1="{xs[0]:.1f}" x2="{xs[4]:.1f}" y1="180" y2="180"/>'
        f'<rect class="c-main c-soft" fill="{SOFT}" stroke="{BRAND}" x="{xs[1]:.1f}" y="170" '
        f'width="{max(xs[3] - xs[1], 2):.1f}" height="20" rx="2"/>'
        f'<line class="c-main" stroke="{BRAND}" stroke-width="2" x1="{xs[2]:.1f}" x2="{xs[2]:.1f}" y1="170" y2="190"/>'
        + "".join(words)
    )
